import { expect, test } from 'vitest'
import { type Circumstances, questionVariables } from '../src/access/question-variables.js'
import { BoundPolicies } from '../src/policy/bound-policies.js'
import { CompiledPolicy } from '../src/policy/compiled-policy.js'
import { parsePolicyDocument } from '../src/policy/document.js'
import { evaluate } from '../src/policy/evaluate.js'
import { explainVerdict } from '../src/policy/explain.js'
import { allow, policyOf } from './use-security.js'

const ARN = 'arn:aws:iot:eu-central-1:000000000000:'
const THING = '${iot:Connection.Thing.ThingName}'

interface Case {
  readonly statements: readonly Record<string, unknown>[]
  /** Default `iot:Publish`. */
  readonly action?: string
  /** The resource behind the account. */
  readonly asks: string
  readonly circumstances?: Partial<Circumstances>
  readonly difference: string
  /** Of the nearest statement; default 0. */
  readonly nearest?: number
}

function explain({ statements, action = 'iot:Publish', asks, circumstances = {} }: Case) {
  const variables = questionVariables({
    clientId: 'lamp-1',
    sourceIp: '192.0.2.7',
    domainName: undefined,
    thing: undefined,
    certificate: () => new Map(),
    ...circumstances,
  })
  const policyDocument = policyOf(...statements)
  const policy = new CompiledPolicy(parsePolicyDocument(policyDocument))
  const bound = new BoundPolicies(
    [{ policyName: 'p', policyArn: '', versionId: '1', policyDocument, source: 'principal', policy }],
    variables,
  )
  const question = { action, resource: ARN + asks }
  return explainVerdict(evaluate(bound, question), bound, question, {})
}

const any = (rest: string) => `arn:aws:iot:*:*:${rest}`

const places: Readonly<Record<string, Case>> = {
  'another thing, behind wildcards for Region and account': {
    statements: [allow('iot:Publish', any('topic/$aws/things/lamp-1/*'))],
    asks: 'topic/$aws/things/lamp-2/shadow/update',
    difference: `Its resource arn:aws:iot:*:*:topic/$aws/things/lamp-1/* differs from ${ARN}topic/$aws/things/lamp-2/shadow/update at '1/*' against '2/shadow/update' (after '${ARN}topic/$aws/things/lamp-').`,
  },
  'a wildcard in the middle': {
    statements: [allow('iot:Publish', `${ARN}topic/dt/*/temperature`)],
    asks: 'topic/dt/hall/humidity',
    difference: `Its resource ${ARN}topic/dt/*/temperature differs from ${ARN}topic/dt/hall/humidity at 'temperature' against 'humidity' (after '${ARN}topic/dt/hall/').`,
  },
  'a wildcard before text that comes nowhere': {
    statements: [allow('iot:Publish', `${ARN}topic/dt/*!x`)],
    asks: 'topic/dt/hall',
    difference: `Its resource ${ARN}topic/dt/*!x differs from ${ARN}topic/dt/hall at '*!x' against 'hall' (after '${ARN}topic/dt/').`,
  },
  'a question mark for one character': {
    statements: [allow('iot:Publish', `${ARN}topic/room-?/lamp`)],
    asks: 'topic/room-12/lamp',
    difference: `Its resource ${ARN}topic/room-?/lamp differs from ${ARN}topic/room-12/lamp at '/lamp' against '2/lamp' (after '${ARN}topic/room-1').`,
  },
  'a resource that goes on': {
    statements: [allow('iot:Publish', `${ARN}topic/dt/hall`)],
    asks: 'topic/dt/hall/temperature',
    difference: `Its resource ${ARN}topic/dt/hall ends after '${ARN}topic/dt/hall', where ${ARN}topic/dt/hall/temperature goes on with '/temperature'.`,
  },
  'a resource that ends': {
    statements: [allow('iot:Publish', `${ARN}topic/dt/hall/*`)],
    asks: 'topic/dt/hall',
    difference: `Its resource ${ARN}topic/dt/hall/* goes on with '/*', where ${ARN}topic/dt/hall ends.`,
  },
  'another case': {
    statements: [allow('iot:Connect', `${ARN}client/Lamp-1`)],
    action: 'iot:Connect',
    asks: 'client/lamp-1',
    difference: `Its resource ${ARN}client/Lamp-1 differs from ${ARN}client/lamp-1 at 'Lamp-1' against 'lamp-1' (after '${ARN}client/').`,
  },
  'the value that a variable put in': {
    statements: [allow('iot:Connect', `${ARN}client/${THING}`)],
    action: 'iot:Connect',
    asks: 'client/lamp-1-debug',
    circumstances: { thing: { thingName: 'lamp-1', attributes: {}, isExclusive: true } },
    difference: `Its resource ${ARN}client/lamp-1 ends after '${ARN}client/lamp-1', where ${ARN}client/lamp-1-debug goes on with '-debug'.`,
  },
  'the nearest of several resources of several statements': {
    statements: [
      allow('iot:Publish', `${ARN}topic/other/*`),
      allow('iot:Publish', [`${ARN}topic/dt/kitchen`, `${ARN}topic/dt/hall`]),
      allow('iot:Publish', any('topic/d')),
    ],
    asks: 'topic/dt/hallway',
    nearest: 1,
    difference: `Its resource ${ARN}topic/dt/hall ends after '${ARN}topic/dt/hall', where ${ARN}topic/dt/hallway goes on with 'way'.`,
  },
  'wildcards do not make a statement near': {
    statements: [
      allow('iot:Publish', any('topic/x')),
      allow('iot:Publish', `${ARN}topic/dt/x`),
      allow('iot:Publish', any('topic/dt/hall/x')),
    ],
    asks: 'topic/dt/hall/y',
    nearest: 2,
    difference: `Its resource arn:aws:iot:*:*:topic/dt/hall/x differs from ${ARN}topic/dt/hall/y at 'x' against 'y' (after '${ARN}topic/dt/hall/').`,
  },
}

const parts: Readonly<Record<string, Case>> = {
  'another Region': {
    statements: [allow('iot:Publish', 'arn:aws:iot:us-east-1:000000000000:topic/a')],
    asks: 'topic/a',
    difference:
      'Its resource arn:aws:iot:us-east-1:000000000000:topic/a is of the Region us-east-1, the request of the Region eu-central-1.',
  },
  'Regions of a pattern': {
    statements: [allow('iot:Publish', 'arn:aws:iot:us-*:*:topic/a')],
    asks: 'topic/a',
    difference: 'Its resource arn:aws:iot:us-*:*:topic/a is of the Region us-*, the request of the Region eu-central-1.',
  },
  'another account': {
    statements: [allow('iot:Publish', 'arn:aws:iot:*:123456789012:topic/a')],
    asks: 'topic/a',
    difference: 'Its resource arn:aws:iot:*:123456789012:topic/a is of the account 123456789012, the request of the account 000000000000.',
  },
  'topic for topicfilter': {
    statements: [allow('iot:Subscribe', any('topic/lamp-1/*'))],
    action: 'iot:Subscribe',
    asks: 'topicfilter/lamp-1/a',
    difference:
      'Its resource arn:aws:iot:*:*:topic/lamp-1/* is a topic, and iot:Subscribe is checked against topicfilter/: publishing and receiving are about topic/, subscribing is about topicfilter/.',
  },
  'topicfilter for topic': {
    statements: [allow('iot:Receive', `${ARN}topicfilter/lamp-1/*`)],
    action: 'iot:Receive',
    asks: 'topic/lamp-1/a',
    difference: `Its resource ${ARN}topicfilter/lamp-1/* is a topicfilter, and iot:Receive is checked against topic/: publishing and receiving are about topic/, subscribing is about topicfilter/.`,
  },
  'a thing for a client': {
    statements: [allow('iot:Connect', `${ARN}thing/lamp-1`)],
    action: 'iot:Connect',
    asks: 'client/lamp-1',
    difference: `Its resource ${ARN}thing/lamp-1 is a thing, and iot:Connect is checked against client/.`,
  },
}

const others: Readonly<Record<string, Case>> = {
  'another action': {
    statements: [allow(['iot:Receive', 'iot:Subscribe'], '*')],
    asks: 'topic/a',
    difference: 'It is about iot:Receive, iot:Subscribe, not iot:Publish.',
  },
  'another action and another topic': {
    statements: [allow('iot:Receive', `${ARN}topic/b`)],
    asks: 'topic/a',
    difference: `It is about iot:Receive, not iot:Publish. Its resource ${ARN}topic/b differs from ${ARN}topic/a at 'b' against 'a' (after '${ARN}topic/').`,
  },
  'an action of NotAction': {
    statements: [{ Effect: 'Allow', NotAction: 'iot:Publish', Resource: '*' }],
    asks: 'topic/a',
    difference: 'Its NotAction names iot:Publish.',
  },
  'a resource of NotResource': {
    statements: [{ Effect: 'Allow', Action: 'iot:*', NotResource: `${ARN}topic/a*` }],
    asks: 'topic/a',
    difference: `Its NotResource names ${ARN}topic/a.`,
  },
  'conditions, each of them': {
    statements: [
      {
        ...allow('iot:Publish', '*'),
        Condition: { StringEquals: { 'iot:ClientId': 'lamp-2' }, IpAddress: { 'aws:SourceIp': ['198.51.100.0/24'] } },
      },
    ],
    asks: 'topic/a',
    difference:
      'Its condition StringEquals wants iot:ClientId to compare with ["lamp-2"], and the request has "lamp-1". Its condition IpAddress wants aws:SourceIp to compare with ["198.51.100.0/24"], and the request has "192.0.2.7".',
  },
  'a condition on what the request does not have': {
    statements: [{ ...allow('iot:Publish', '*'), Condition: { StringEquals: { 'iot:DomainName': 'x' } } }],
    asks: 'topic/a',
    difference:
      'Its condition StringEquals wants iot:DomainName to compare with ["x"], and the request has no value for it: the client named no server in its TLS handshake (SNI).',
  },
}

const missing = (name: string, reason: string, circumstances: Partial<Circumstances>): Case => ({
  statements: [allow('iot:Publish', `${ARN}topic/\${${name}}/*`)],
  asks: 'topic/lamp-1/a',
  circumstances,
  difference: `Its resource ${ARN}topic/\${${name}}/* uses \${${name}}, which has no ${reason}.`,
})
const lamp = { thingName: 'lamp-1', attributes: {}, isExclusive: false }

const values: Readonly<Record<string, Case>> = {
  'no thing': missing('iot:Connection.Thing.ThingName', 'value here: no thing is attached to the certificate', {}),
  'a client id that is not the name of the thing': missing(
    'iot:Connection.Thing.ThingName',
    'value here: the client id "lamp-1" is not the name of a thing that the certificate is attached to',
    { hasThings: () => true },
  ),
  'an HTTPS request, for things': missing('iot:Connection.Thing.ThingName', 'value here: an HTTPS request stands for no thing', {
    clientId: undefined,
  }),
  'an HTTPS request, for the client id': missing('iot:ClientId', 'value here: an HTTPS request has no client id', { clientId: undefined }),
  'no certificate, for things': missing(
    'iot:Connection.Thing.ThingName',
    'value here: only a client with a certificate stands for a thing',
    { certificate: undefined },
  ),
  'an attribute': missing('iot:Connection.Thing.Attributes[site]', 'value here: the thing lamp-1 has no attribute site', { thing: lamp }),
  'a thing type': missing('iot:Connection.Thing.ThingTypeName', 'value here: the thing lamp-1 has no thing type', { thing: lamp }),
  'a part of the certificate': missing('iot:Certificate.Subject.Country', 'value here: the certificate does not have it', {}),
  'no certificate': missing('iot:CertificateId', 'value here: the client showed no certificate', { certificate: undefined }),
  'several values': missing('iot:Certificate.Subject.CommonName.List', 'single value here: it has several (a, b)', {
    certificate: () => new Map([['iot:certificate.subject.commonname.list', ['a', 'b']]]),
  }),
  'the will': missing('iot:LastWillTopic', 'value here: only iot:Connect of an MQTT client knows it', {}),
  'an unknown name': missing('iot:Nothing', 'value here: no variable of this name is known', {}),
}

test.each(Object.entries({ ...places, ...others }))('a refusal says where the nearest statement differs: %s', (_, example) => {
  const { decision, nearestStatement, explanation } = explain(example)
  expect([decision, nearestStatement?.statementIndex]).toEqual(['IMPLICIT_DENY', example.nearest ?? 0])
  expect(nearestStatement?.difference).toBe(example.difference)
  expect(explanation.endsWith(example.difference)).toBe(true)
})

test.each(Object.entries(parts))('[SEC-505] [SEC-509] the mistakes that policies are known for are named: %s', (_, example) => {
  expect(explain(example).nearestStatement?.difference).toBe(example.difference)
})

test.each(Object.entries(values))('[SEC-702] [SEC-704] a variable without value is named, with the reason: %s', (_, example) => {
  expect(explain(example).nearestStatement?.difference).toBe(example.difference)
})

test('a variable without value and a difference behind it are both named', () => {
  const statements = [allow('iot:Publish', `${ARN}topic/${THING}/x`)]
  expect(explain({ statements, asks: 'topic/lamp-1/y', difference: '' }).nearestStatement?.difference).toBe(
    `Its resource ${ARN}topic/${THING}/x uses ${THING}, which has no value here: no thing is attached to the certificate. ` +
      `Its resource ${ARN}topic/${THING}/x differs from ${ARN}topic/lamp-1/y at 'x' against 'y' (after '${ARN}topic/lamp-1/').`,
  )
})

test('a decision is plain data', () => {
  const decision = explain({ statements: [allow('iot:Publish', `${ARN}topic/${THING}`)], asks: 'topic/a', difference: '' })
  expect(JSON.parse(JSON.stringify(decision))).toEqual({ ...decision })
})
