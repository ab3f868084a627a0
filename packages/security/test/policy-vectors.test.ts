import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { questionVariables } from '../src/access/question-variables.js'
import { certificateVariables } from '../src/access/certificate-variables.js'
import { BoundPolicies } from '../src/policy/bound-policies.js'
import { CompiledPolicy } from '../src/policy/compiled-policy.js'
import { parsePolicyDocument } from '../src/policy/document.js'
import { evaluate } from '../src/policy/evaluate.js'

interface PolicyVector {
  readonly id: string
  readonly rule: string
  readonly kind: string
  readonly source: string
  readonly given: {
    readonly policies: readonly unknown[]
    readonly context: {
      readonly clientId?: string
      readonly sourceIp?: string
      readonly sourceVpce?: string
      readonly connectAttributes?: readonly string[]
      readonly lastWillTopic?: string
      readonly thing?: {
        readonly name: string
        readonly type?: string
        readonly attributes?: Readonly<Record<string, string>>
        readonly attached: boolean
        readonly exclusive?: boolean
      }
      readonly certificate?: { readonly id: string; readonly subject?: Readonly<Record<string, readonly string[]>> }
    }
  }
  readonly when: { readonly action: string; readonly resource: string }
  readonly then: { readonly decision: string }
}

const file = new URL('../../../test/conformance/vectors/security.json', import.meta.url)
const vectors = (JSON.parse(readFileSync(file, 'utf8')) as readonly PolicyVector[]).filter(({ kind }) => kind === 'policy-eval')

test('there are vectors to run', () => expect(vectors.length).toBe(49))

test.each(vectors)('[$rule] $id: $source', ({ given, when, then }) => {
  const { thing, certificate, ...context } = given.context
  const isBound = thing?.attached === true && (thing.exclusive === true || thing.name === context.clientId)
  const variables = questionVariables(
    {
      clientId: context.clientId,
      sourceIp: context.sourceIp,
      domainName: undefined,
      thing: isBound
        ? { thingName: thing.name, thingTypeName: thing.type, attributes: thing.attributes ?? {}, isExclusive: thing.exclusive ?? false }
        : undefined,
      certificate:
        certificate === undefined
          ? undefined
          : () =>
              certificateVariables(certificate.id, {
                subject: certificate.subject ?? {},
                issuer: {},
                subjectAlternativeName: {},
                issuerAlternativeName: {},
                serialNumber: '',
              }),
      ...(context.sourceVpce === undefined ? {} : { others: new Map([['aws:sourcevpce', context.sourceVpce]]) }),
    },
    {
      attributes: context.connectAttributes ?? [],
      lastWillTopicArn:
        context.lastWillTopic === undefined ? undefined : `arn:aws:iot:us-east-1:123456789012:topic/${context.lastWillTopic}`,
    },
  )
  const policies = given.policies.map((document, index) => ({
    policyName: `p${String(index)}`,
    policyArn: '',
    versionId: '1',
    policyDocument: '',
    source: 'principal',
    policy: new CompiledPolicy(parsePolicyDocument(JSON.stringify(document))),
  }))
  expect(evaluate(new BoundPolicies(policies, variables), when).decision).toBe(then.decision)
})
