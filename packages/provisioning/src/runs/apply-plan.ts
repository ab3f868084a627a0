import { createHash } from 'node:crypto'
import { ServiceError } from '@iot-core-local/core'
import { registrationFailure } from '../errors.js'
import type { CertificateDesk, PolicyDesk, ThingDesk } from '../ports.js'
import type { Plan, PlannedPolicy } from '../template/plan.js'
import { prepareCertificate, type ReadyCertificate } from './certificate-step.js'
import { provisionThing } from './thing-step.js'
import type { Trace } from './trace.js'

export interface Desks {
  readonly certificates: CertificateDesk
  readonly policies: PolicyDesk
  readonly things: ThingDesk
}

/** What the attempt made or found, by logical id. */
export interface Provisioned {
  readonly thingName: string | undefined
  readonly certificate: ReadyCertificate | undefined
  /** ARNs by logical id (PRV-501). */
  readonly resourceArns: Readonly<Record<string, string>>
}

export interface ApplyInput {
  readonly plan: Plan
  /** The certificate signed for the plan's CSR, which nobody knows yet. */
  readonly issuedPem: string | undefined
}

/**
 * Does what a plan says, in AWS's order (PRV-301): thing, policies, certificate with its policies and its thing, and the certificate's status last.
 * To be called in a transaction: what it throws must undo all of it.
 * @throws ServiceError, such as ResourceRegistrationFailureException (400) or ResourceConflictsException (409)
 */
export function applyPlan(
  desks: Desks,
  arns: { thing(name: string): string; policy(name: string): string },
  input: ApplyInput,
  trace: Trace,
): Provisioned {
  const { plan } = input
  const resourceArns: Record<string, string> = {}
  if (plan.thing !== undefined) {
    const { logicalId, thingName } = plan.thing
    const thing = plan.thing
    inStep(trace, 'thing', thingName, () => provisionThing(desks.things, thing, trace))
    resourceArns[logicalId] = arns.thing(thingName)
  }
  const policyNames = plan.policies.map((policy) => {
    const policyName = inStep(trace, 'policy', policy.logicalId, () => providePolicy(desks.policies, policy, trace))
    resourceArns[policy.logicalId] = arns.policy(policyName)
    return policyName
  })
  const { certificate: planned } = plan
  if (planned === undefined) return { thingName: plan.thing?.thingName, certificate: undefined, resourceArns }
  const certificate = inStep(trace, 'certificate', planned.logicalId, () =>
    prepareCertificate(desks.certificates, planned, input.issuedPem, trace),
  )
  resourceArns[planned.logicalId] = certificate.certificateArn
  for (const policyName of policyNames) {
    inStep(trace, 'attachPolicy', policyName, () => {
      desks.policies.attach(policyName, certificate.certificateArn)
      trace.add('attachPolicy', policyName, 'attached')
    })
  }
  if (plan.thing !== undefined) {
    const { thingName } = plan.thing
    inStep(trace, 'attachThing', thingName, () => {
      desks.things.attachPrincipal(thingName, certificate.certificateArn, planned.thingPrincipalType)
      trace.add('attachThing', thingName, 'attached', planned.thingPrincipalType)
    })
  }
  inStep(trace, 'certificateStatus', certificate.certificateId, () => certificate.finish())
  return { thingName: plan.thing?.thingName, certificate, resourceArns }
}

/** PRV-406: by name it must exist; a document is a policy named by its hash, shared by equal documents. */
function providePolicy(policies: PolicyDesk, policy: PlannedPolicy, trace: Trace): string {
  if ('policyName' in policy) {
    const { policyName } = policy
    if (!policies.exists(policyName)) throw registrationFailure(`The policy ${policyName} of ${policy.logicalId} does not exist.`)
    trace.add('policy', policyName, 'reused')
    return policyName
  }
  const policyName = createHash('sha1').update(policy.policyDocument, 'utf8').digest('hex').toUpperCase()
  const isThere = policies.exists(policyName)
  if (!isThere) policies.create(policyName, policy.policyDocument)
  trace.add('policy', policyName, isThere ? 'reused' : 'created', 'named by the hash of its document')
  return policyName
}

/** What a registry or certificate operation refuses is a failed registration to the caller; the words of the operation stay. */
function inStep<T>(trace: Trace, step: string, subject: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    trace.add(step, subject, 'failed', `${error.name}: ${error.message}`)
    if (error.status >= 500 || OWN.has(error.name)) throw error
    throw registrationFailure(`${subject}: ${error.message}`, error)
  }
}

const OWN: ReadonlySet<string> = new Set(['ResourceRegistrationFailureException', 'ResourceConflictsException', 'InvalidRequestException'])
