import { readFileSync } from 'node:fs'
import { type Access, serviceModels } from '@iot-core-local/core'
import { X509Certificate } from 'node:crypto'
import { Encoder } from 'cbor-x'
import { expect, test } from 'vitest'
import { CERTIFICATE_ID, JITP_PARAMETERS } from '../src/jitp/certificate-parameters.js'
import * as limits from '../src/limits.js'
import { evaluateTemplate } from '../src/template/evaluate-template.js'
import { parseTemplate, MAX_TEMPLATE_LENGTH } from '../src/template/parse-template.js'
import type { TemplateUse } from '../src/template/template.js'
import { templateBody, TEST_CERTIFICATE, useProvisioning } from './use-provisioning.js'

type Json = Readonly<Record<string, unknown>>

interface Vector {
  readonly id: string
  readonly rule: string
  readonly given: Json
  readonly when: Json
  readonly then: Json
}

const file = new URL('../../../test/conformance/vectors/provisioning.json', import.meta.url)
const vectors = JSON.parse(readFileSync(file, 'utf8')) as readonly Vector[]

/** Those that need TLS, CAs and connections: test/e2e/provisioning-vectors.test.ts. */
const IN_E2E = ['001', '002', '003', '004', '005', '006', '007', '008', '009', '013', '014', '038'].map((number) => `PRVV-${number}`)

const ROLE = 'arn:aws:iam::123456789012:role/r'
const HOOK = 'arn:aws:lambda:us-east-1:123456789012:function:hook'
const CERTIFICATE = { Type: 'AWS::IoT::Certificate', Properties: { CertificateId: { Ref: CERTIFICATE_ID } } }
const OWN_ID = { [CERTIFICATE_ID]: 'a'.repeat(64) }

function evaluate(document: Json, parameters: Json, use: TemplateUse = 'registration') {
  return evaluateTemplate(
    parseTemplate(JSON.stringify(document), use),
    new Map(Object.entries({ ...OWN_ID, ...(parameters as Record<string, string>) })),
  )
}

function withThing(properties: Json, overrides: Json): Json {
  return {
    Resources: { thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: 'lamp', ...properties }, OverrideSettings: overrides } },
  }
}

async function useFleet(changes: Json = {}) {
  const setup = useProvisioning()
  setup.world.policies.put('device-policy', '{}')
  const template = { templateName: 'myTemplate', templateBody: templateBody(), provisioningRoleArn: ROLE, enabled: true, ...changes }
  const created = await setup.iot('CreateProvisioningTemplate')(template, setup.call)
  const ask = async (topic: string, payload: string | Uint8Array) => {
    const [reply] = await setup.publish(topic, payload)
    const text = Buffer.from(reply?.payload ?? '')
    return {
      topic: reply?.topic,
      members: (topic.endsWith('cbor') ? new Encoder().decode(text) : JSON.parse(text.toString('utf8'))) as Json,
    }
  }
  return { ...setup, created, ask }
}

async function registerOverMqtt(setup: Awaited<ReturnType<typeof useFleet>>) {
  const { members } = await setup.ask('$aws/certificates/create/json', '')
  const request = { certificateOwnershipToken: members['certificateOwnershipToken'], parameters: { SerialNumber: '1' } }
  return setup.ask('$aws/provisioning-templates/myTemplate/provision/json', JSON.stringify(request))
}

const codec = new Encoder({ useRecords: false })

const checks: Readonly<Record<string, (vector: Vector) => void | Promise<void>>> = {
  'PRVV-010': ({ then }) => expect(JITP_PARAMETERS).toEqual(then['parameters']),
  'PRVV-011': ({ given }) => {
    const names = given['templateParameters'] as readonly string[]
    const document = {
      Parameters: Object.fromEntries(names.map((name) => [name, { Type: 'String' }])),
      Resources: { certificate: CERTIFICATE },
    }
    expect(() => evaluate(document, { 'AWS::IoT::Certificate::CommonName': 'dev1' }, 'jitp')).toThrow('has no value')
  },
  'PRVV-012': () => {
    const { account, world } = useProvisioning()
    const ca = 'b'.repeat(64)
    const leaf = 'a'.repeat(64)
    const name = { Ref: 'AWS::IoT::Certificate::CommonName' }
    const Resources = {
      thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: name } },
      certificate: { ...CERTIFICATE, Properties: { ...CERTIFICATE.Properties, Status: 'ACTIVE' } },
      policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument: '{}' } },
    }
    world.cas.put(ca, { templateBody: JSON.stringify({ Resources }) })
    world.addPending(leaf, { CommonName: ['dev1'] })
    account.events.publish({ type: 'certificate.presented', certificateId: leaf, caCertificateId: ca, clientId: 'x', sourceIp: '::1' })
    expect(world.things.ids()).toEqual(['dev1'])
    expect(world.policies.ids()).toHaveLength(1)
    expect(world.certificates.get(leaf)).toMatchObject({ status: 'ACTIVE', policies: world.policies.ids() })
    expect(world.things.get('dev1')?.principals[0]).toContain(leaf)
  },
  'PRVV-015': ({ given, when, then }) => {
    const { thing } = evaluate(given, when['parameters'] as Json)
    const expected = then['thing'] as Json
    expect(thing).toMatchObject({
      thingName: expected['ThingName'],
      attributes: expected['AttributePayload'],
      thingTypeName: expected['ThingTypeName'],
      thingGroups: expected['ThingGroups'],
    })
  },
  'PRVV-016': ({ given, when, then }) => {
    const { deviceConfiguration } = evaluate({ ...given, Resources: { certificate: CERTIFICATE } }, when['parameters'] as Json, 'fleet')
    expect(deviceConfiguration).toEqual(then['deviceConfiguration'])
  },
  'PRVV-017': ({ given, when, then }) => {
    const { Resources } = given as unknown as { Resources: Json }
    const { thing } = evaluate({ Resources: { ...Resources, certificate: CERTIFICATE } }, when['parameters'] as Json, 'fleet')
    const expected = then['thing'] as Json
    expect(thing).toMatchObject({ thingName: expected['ThingName'], attributes: expected['AttributePayload'] })
  },
  'PRVV-018': ({ given, when }) => {
    expect(() => evaluate(withThing({ BillingGroup: given['value'] }, {}), when['parameters'] as Json)).toThrow('Fn::Select has no element')
  },
  'PRVV-019': ({ given }) => {
    const certificate = { Type: 'AWS::IoT::Certificate', Properties: given['certificate'] }
    expect(() => parseTemplate(JSON.stringify({ Resources: { certificate } }), 'registration')).toThrow('must have exactly one of')
  },
  'PRVV-020': ({ given }) => {
    const certificate = { Type: 'AWS::IoT::Certificate', Properties: given['certificate'] }
    expect(() => parseTemplate(JSON.stringify({ Resources: { certificate } }), 'jitp')).toThrow(
      'CertificateSigningRequest: is not supported',
    )
  },
  'PRVV-021': ({ then }) => {
    const { certificate } = evaluate({ Resources: { certificate: CERTIFICATE } }, {})
    expect(certificate).toMatchObject({ status: then['Status'], thingPrincipalType: then['ThingPrincipalType'] })
  },
  'PRVV-022': ({ given }) => {
    const policy = { Type: 'AWS::IoT::Policy', Properties: given['policy'] }
    const document = { Resources: { certificate: CERTIFICATE, policy } }
    expect(() => parseTemplate(JSON.stringify(document), 'registration')).toThrow('must have either PolicyName or PolicyDocument')
  },
  'PRVV-023': async ({ given, then }) => {
    const { iot, call, world } = useProvisioning()
    const existing = { ...(given['existingThing'] as Json), thingName: 'lamp', thingTypeName: undefined, billingGroup: undefined }
    world.desks.things.create(existing as unknown as Parameters<typeof world.desks.things.create>[0])
    await iot('RegisterThing')(
      { templateBody: JSON.stringify(withThing(given['template'] as Json, given['OverrideSettings'] as Json)) },
      call,
    )
    expect(world.things.get('lamp')?.attributes).toEqual(then['attributes'])
  },
  'PRVV-024': async ({ given }) => {
    const { iot, call, world } = useProvisioning()
    const { thingTypeName } = given['existingThing'] as { thingTypeName: string }
    world.desks.things.create({ thingName: 'lamp', thingTypeName, attributes: undefined, billingGroup: undefined })
    const body = JSON.stringify(withThing(given['template'] as Json, given['OverrideSettings'] as Json))
    await expect(iot('RegisterThing')({ templateBody: body }, call)).rejects.toMatchObject({ name: 'ResourceConflictsException' })
  },
  'PRVV-025': async ({ then }) => {
    const { iot, call, world } = useProvisioning()
    const certificate = { Type: 'AWS::IoT::Certificate', Properties: { CertificateSigningRequest: 'csr1' } }
    const thing = { Type: 'AWS::IoT::Thing', Properties: { ThingName: 'lamp' } }
    const answer = await iot('RegisterThing')({ templateBody: JSON.stringify({ Resources: { thing, certificate } }) }, call)
    expect(Object.keys(answer)).toEqual(then['members'])
    expect(Object.keys(answer.resourceArns ?? {}).sort()).toEqual(then['resourceArnKeys'])
    const policy = { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument: '{}' } }
    await iot('RegisterThing')({ templateBody: JSON.stringify({ Resources: { certificate, policy } }) }, call)
    expect(world.policies.ids()).toEqual([expect.stringMatching(/^[0-9A-F]{40}$/)])
  },
  'PRVV-026': async ({ then }) => {
    const { created } = await useFleet()
    expect(Object.keys(created).sort()).toEqual([...(then['members'] as readonly string[])].sort())
    expect(created.defaultVersionId).toBe(then['defaultVersionId'])
    expect(created.templateArn).toMatch(new RegExp(`:${String(then['templateArnSuffix'])}$`))
  },
  'PRVV-027': async ({ given, then }) => {
    const { iot, call } = await useFleet({ templateName: given['existing'] })
    const again = { templateName: given['existing'] as string, templateBody: templateBody(), provisioningRoleArn: ROLE }
    expect(() => iot('CreateProvisioningTemplate')(again, call)).toThrow(
      expect.objectContaining({ name: 'ResourceAlreadyExistsException', status: then['httpStatus'], message: then['message'] }),
    )
  },
  'PRVV-028': async ({ then }) => {
    expect(limits.MAX_TEMPLATES).toBe(then['templatesPerAccount'])
    expect(limits.MAX_TEMPLATE_VERSIONS).toBe(then['versionsPerTemplate'])
    expect(MAX_TEMPLATE_LENGTH).toBe(Number(then['templateBodyKilobytes']) * 1_024)
    const { iot, call, account } = await useFleet()
    const claim = () => iot('CreateProvisioningClaim')({ templateName: 'myTemplate' }, call)
    const claims = await Promise.allSettled(Array.from({ length: 11 }, async () => claim()))
    expect(claims.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(Number(then['provisioningClaimsPerSecond']))
    expect(claims.at(-1)).toMatchObject({ status: 'rejected', reason: { name: 'ThrottlingException' } })
    await account.timers.advance(300_000)
  },
  'PRVV-029': async ({ when }) => {
    const shape = serviceModels.iot.shapes['TemplateName']
    expect(when['templateName']).toMatch(new RegExp(shape?.type === 'string' ? (shape.pattern ?? '') : 'none'))
    expect((await useFleet({ templateName: when['templateName'] as string })).created.templateName).toBe(when['templateName'])
  },
  'PRVV-030': async ({ then }) => {
    const { iot, call } = await useFleet()
    expect(await iot('DescribeProvisioningTemplate')({ templateName: 'myTemplate' }, call)).toMatchObject({ type: then['type'] })
  },
  'PRVV-031': async (vector) => {
    await checkAnswerTopics(vector, '{}')
  },
  'PRVV-032': async (vector) => {
    await checkAnswerTopics(vector, codec.encode({ certificateSigningRequest: 'csr' }))
  },
  'PRVV-033': async (vector) => {
    const setup = await useFleet()
    const [accepted, rejected] = vector.then['responses'] as readonly string[]
    expect((await registerOverMqtt(setup)).topic).toBe(accepted)
    expect((await setup.ask(vector.when['publish'] as string, '{}')).topic).toBe(rejected)
  },
  'PRVV-034': async ({ when, then }) => {
    const { ask, world } = await useFleet()
    const { topic, members } = await ask(when['publish'] as string, when['payload'] as string)
    expect(topic).toBe(then['topic'])
    expect(Object.keys(members)).toEqual(then['members'])
    expect(world.certificates.get(String(members['certificateId']))?.status).toBe(then['certificateStatus'])
  },
  'PRVV-035': async ({ when, then }) => {
    const { ask } = await useFleet()
    expect((await ask(when['publish'] as string, when['payload'] as string)).topic).toBe(then['topic'])
  },
  'PRVV-036': async ({ then }) => {
    expect(Object.keys((await registerOverMqtt(await useFleet())).members).sort()).toEqual(
      [...(then['members'] as readonly string[])].sort(),
    )
  },
  'PRVV-037': async ({ then }) => {
    const { ask } = await useFleet()
    for (const request of ['{}', '{"certificateOwnershipToken":""}']) {
      const { topic, members } = await ask('$aws/provisioning-templates/myTemplate/provision/json', request)
      expect(topic?.endsWith(then['topicSuffix'] as string)).toBe(true)
      expect(members).toEqual(then['payload'])
    }
  },
  'PRVV-039': async () => {
    const { ask, account, world } = await useFleet()
    await ask('$aws/certificates/create/json', '')
    expect(world.certificates.ids()).toHaveLength(1)
    await account.timers.advance(3_600_000)
    expect(world.certificates.ids()).toEqual([])
  },
  'PRVV-040': async ({ then }) => {
    const { iot, call } = await useFleet()
    const claim = await iot('CreateProvisioningClaim')({ templateName: 'myTemplate' }, call)
    expect(Object.keys(claim).sort()).toEqual([...(then['members'] as readonly string[])].sort())
    expect(Object.keys(claim.keyPair ?? {})).toEqual(then['keyPairMembers'])
  },
  'PRVV-041': async () => {
    const { iot, call, provisioning, account } = await useFleet()
    await iot('CreateProvisioningClaim')({ templateName: 'myTemplate' }, call)
    const refusal = { isAdmitted: false, reason: 'UNKNOWN_CERTIFICATE', explanation: '' } as const
    const others: Access = { epoch: 0, admitConnection: () => Promise.resolve(refusal), admitRequest: () => Promise.resolve(refusal) }
    const access = provisioning.withClaims(others)
    const peer = {
      transport: 'mqtts',
      remoteAddress: '::1',
      remotePort: 1,
      clientCertificate: { der: new X509Certificate(TEST_CERTIFICATE).raw, chain: [] },
    } as const
    const connect = { clientId: 'c', protocolVersion: 4, isPersistent: false } as const
    const outcome = await access.admitConnection(peer, connect)
    expect(outcome.isAdmitted).toBe(true)
    const ask = async (action: `iot:${string}`, resource: string) =>
      outcome.isAdmitted ? (await outcome.session.authorize({ action, resource })).decision : 'no session'
    const topic = '$aws/provisioning-templates/myTemplate/provision/json'
    expect(await ask('iot:Publish', account.arns.topic(topic))).toBe('ALLOWED')
    expect(await ask('iot:Subscribe', account.arns.topicFilter(`${topic}/accepted`))).toBe('ALLOWED')
    expect(await ask('iot:Publish', account.arns.topic(topic.replace('myTemplate', 'other')))).toBe('IMPLICIT_DENY')
    expect(await ask('iot:Publish', account.arns.topic('any'))).toBe('IMPLICIT_DENY')
    const { epoch } = access
    await account.timers.advance(300_000)
    expect((await access.admitConnection(peer, connect)).isAdmitted).toBe(false)
    expect(await ask('iot:Publish', account.arns.topic(topic))).toBe('IMPLICIT_DENY')
    expect(access.epoch).toBeGreaterThan(epoch)
  },
  'PRVV-042': async ({ then }) => {
    const setup = await useFleet({ preProvisioningHook: { targetArn: HOOK } })
    const events: object[] = []
    setup.onFunction('hook', (event) => {
      events.push(event as object)
      return { allowProvisioning: true }
    })
    await registerOverMqtt(setup)
    expect(events.map((event) => Object.keys(event))).toEqual([then['members']])
  },
  'PRVV-043': async ({ given }) => {
    const setup = await useFleet({ preProvisioningHook: { targetArn: HOOK } })
    setup.onFunction('hook', () => given['hookResponse'])
    expect((await registerOverMqtt(setup)).topic).toMatch(/\/rejected$/)
    expect(setup.world.things.ids()).toEqual([])
  },
  'PRVV-044': async ({ when, then }) => {
    const setup = await useFleet()
    const provider = {
      certificateProviderName: 'p',
      lambdaFunctionArn: HOOK,
      accountDefaultForOperations: ['CreateCertificateFromCsr' as const],
    }
    await setup.iot('CreateCertificateProvider')(provider, setup.call)
    const events: object[] = []
    setup.onFunction('hook', (event) => {
      events.push(event as object)
      return {}
    })
    // The world of the tests issues texts that are no certificates, so only what the function is told is of interest here.
    await setup.ask(when['publish'] as string, JSON.stringify({ certificateSigningRequest: 'csr' }))
    expect(events.map((event) => Object.keys(event))).toEqual([then['event']])
    expect(limits.FUNCTION_TIMEOUT_MS).toBe(Number(then['timeoutSeconds']) * 1_000)
  },
  'PRVV-045': async () => {
    const { iot, call } = useProvisioning()
    const create = (certificateProviderName: string) =>
      iot('CreateCertificateProvider')(
        { certificateProviderName, lambdaFunctionArn: HOOK, accountDefaultForOperations: ['CreateCertificateFromCsr'] },
        call,
      )
    await create('one')
    expect(() => create('another')).toThrow('one certificate provider at most')
  },
  'PRVV-046': ({ then }) => {
    const shape = serviceModels.iot.shapes['Status']
    expect([...((shape?.type === 'string' ? shape.enum : undefined) ?? [])].sort()).toEqual(
      [...(then['status'] as readonly string[])].sort(),
    )
  },
  'PRVV-047': async ({ then }) => {
    expect(limits.MAX_LINE_LENGTH).toBe(then['maxLineLength'])
    expect(limits.TASK_LIFETIME_MS).toBe(Number(then['retentionSeconds']) * 1_000)
    expect(limits.TASK_LIFETIME_MS).toBe(Number(then['terminationSeconds']) * 1_000)
    const { iot, call } = useProvisioning()
    const task = { templateBody: JSON.stringify(withThing({}, {})), inputFileBucket: 'bucket', inputFileKey: 'key', roleArn: ROLE }
    await iot('StartThingRegistrationTask')(task, call)
    expect(() => iot('StartThingRegistrationTask')(task, call)).toThrow('there is one at a time')
  },
}

async function checkAnswerTopics({ when, then }: Vector, request: string | Uint8Array): Promise<void> {
  const { ask } = await useFleet()
  const [accepted, rejected] = then['responses'] as readonly string[]
  expect((await ask(when['publish'] as string, request)).topic).toBe(accepted)
  expect((await ask(when['publish'] as string, then['format'] === 'json' ? '[1]' : Buffer.from('80', 'hex'))).topic).toBe(rejected)
}

test('every vector has its test', () => {
  expect([...Object.keys(checks), ...IN_E2E].sort()).toEqual(vectors.map(({ id }) => id).sort())
})

const cases = vectors.filter(({ id }) => !IN_E2E.includes(id)).map((vector) => [vector.rule, vector.id, vector] as const)

test.each(cases)('[%s] %s', async (_rule, id, vector) => {
  await checks[id]?.(vector)
})
