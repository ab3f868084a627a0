import type { AccessDecision, AccessRequest, ConnectAttempt, Principal } from '@iot-core-local/core'
import type { Parts } from '../parts.js'
import { CompiledPolicy } from '../policy/compiled-policy.js'
import { parsePolicyDocument } from '../policy/document.js'
import { BoundPolicies, type PolicyInEffect } from '../policy/bound-policies.js'
import { evaluate } from '../policy/evaluate.js'
import { explainVerdict } from '../policy/explain.js'
import type { ThingBinding } from '../ports.js'
import type { AnonymousPolicy, SecurityOptions } from '../security.js'
import { derOfPem } from '../x509/certificate.js'
import { readCertificateNames } from '../x509/certificate-names.js'
import { certificateVariables } from './certificate-variables.js'
import { type Circumstances, questionVariables } from './question-variables.js'

/** Who asks, and from where. */
export interface Subject {
  readonly principal: Exclude<Principal, { kind: 'internal' }> | { readonly kind: 'cognitoIdentity'; readonly identityId: string }
  readonly sourceIp: string | undefined
  readonly domainName: string | undefined
  /** Undefined for an HTTPS request. */
  readonly connect: Pick<ConnectAttempt, 'clientId' | 'isPersistent' | 'lastWill'> | undefined
}

/** Everything about a subject that permissions depend on, as it stood when it was looked up. */
export interface Standing {
  readonly thing: ThingBinding | undefined
  /** Why nothing is allowed whatever the policies say. */
  readonly obstacle: string | undefined
  readonly details: Readonly<Record<string, unknown>>
  readonly policies: BoundPolicies
  /** With what only `iot:Connect` knows. */
  readonly connectPolicies: BoundPolicies
}

/** Finds what counts for a subject, and answers its questions from that. */
export class Permissions {
  readonly #parts: Parts
  readonly #anonymous: AnonymousPolicy | undefined
  readonly #builtIn: PolicyInEffect

  constructor(parts: Parts, options: SecurityOptions) {
    this.#parts = parts
    this.#anonymous = options.anonymousPolicy
    const document =
      options.anonymousPolicy !== undefined && 'document' in options.anonymousPolicy ? options.anonymousPolicy.document : ALLOW_ALL
    this.#builtIn = {
      policyName: 'anonymous',
      policyArn: parts.deps.arns.policy('anonymous'),
      versionId: '1',
      policyDocument: document,
      source: 'the configuration for clients of the plain listeners',
      policy: new CompiledPolicy(parsePolicyDocument(document)),
    }
  }

  /** SEC-601, SEC-604: the thing the subject stands for, and the policies that are in effect for it. */
  standingOf(subject: Subject): Standing {
    const { certificateRows, deps } = this.#parts
    const { principal, connect } = subject
    const row = principal.kind === 'certificate' ? certificateRows.find(principal.certificateId) : undefined
    const thing =
      principal.kind === 'certificate' && connect !== undefined ? deps.things.bindingFor(principal.arn, connect.clientId) : undefined
    const policies = this.#policiesOf(subject, thing)
    const certificateId = row?.certificateId
    const circumstances: Circumstances = {
      clientId: connect?.clientId,
      sourceIp: subject.sourceIp,
      domainName: subject.domainName,
      thing,
      ...(principal.kind === 'certificate' ? { hasThings: () => deps.things.hasThings(principal.arn) } : {}),
      certificate: row === undefined ? undefined : once(() => variablesOf(row.certificateId, row.pem)),
    }
    const bound = new BoundPolicies(policies, questionVariables(circumstances))
    return {
      thing,
      obstacle: obstacleOf(principal, row?.status),
      details: {
        ...(certificateId === undefined ? {} : { certificate: { id: certificateId, status: row?.status } }),
        ...(thing === undefined ? {} : { thing: { thingName: thing.thingName, isExclusive: thing.isExclusive } }),
        policiesConsidered: policies.map(({ policyName, versionId, source }) => ({ policyName, policyVersionId: versionId, source })),
      },
      policies: bound,
      connectPolicies:
        connect === undefined
          ? bound
          : new BoundPolicies(
              policies,
              questionVariables(
                circumstances,
                connectFactsOf(connect, (topic) => deps.arns.topic(topic)),
              ),
            ),
    }
  }

  /** Whether the subject may, and why. */
  decide(subject: Subject, standing: Standing, { action, resource }: AccessRequest): AccessDecision {
    if (subject.principal.kind === 'iam') {
      const explanation = `${action} on ${resource} is allowed: requests signed with an access key may do everything here, there is no IAM (SEC-309).`
      return { decision: 'ALLOWED', explanation, details: { accessKeyId: subject.principal.accessKeyId } }
    }
    if (standing.obstacle !== undefined) return { decision: 'IMPLICIT_DENY', explanation: standing.obstacle, details: standing.details }
    const policies = action.toLowerCase() === 'iot:connect' ? standing.connectPolicies : standing.policies
    const question = { action, resource }
    return explainVerdict(evaluate(policies, question), policies, question, standing.details)
  }

  #policiesOf({ principal }: Subject, thing: ThingBinding | undefined): readonly PolicyInEffect[] {
    const { deps, policyBook } = this.#parts
    switch (principal.kind) {
      case 'iam':
        return []
      case 'anonymous': {
        if (this.#anonymous === undefined || !('policyName' in this.#anonymous)) return [this.#builtIn]
        const policy = policyBook.byName(this.#anonymous.policyName, this.#builtIn.source)
        return policy === undefined ? [] : [policy]
      }
      case 'cognitoIdentity':
        return policyBook.inEffect([{ target: principal.identityId, source: 'principal' }])
      case 'certificate': {
        const groups = thing === undefined || !this.#parts.attachments.hasGroupPolicies() ? [] : deps.things.groupsOf(thing.thingName)
        const targets = [{ target: principal.arn, source: 'principal' }, ...groups.map((group) => ({ target: group, source: group }))]
        return policyBook.inEffect(targets)
      }
    }
  }
}

const ALLOW_ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'

function obstacleOf(principal: Subject['principal'], status: string | undefined): string | undefined {
  if (principal.kind !== 'certificate' || status === 'ACTIVE') return undefined
  return status === undefined
    ? `The certificate ${principal.certificateId} is not registered any more.`
    : `The certificate ${principal.certificateId} is ${status}, and only ACTIVE certificates may do anything.`
}

function variablesOf(certificateId: string, pem: string): ReadonlyMap<string, string | readonly string[]> {
  const der = derOfPem(pem, 'CERTIFICATE')
  return der === undefined ? new Map() : certificateVariables(certificateId, readCertificateNames(der))
}

/** SEC-709. */
function connectFactsOf(connect: Pick<ConnectAttempt, 'isPersistent' | 'lastWill'>, topicArn: (topic: string) => string) {
  return {
    attributes: [...(connect.isPersistent ? ['PersistentConnect'] : []), ...(connect.lastWill === undefined ? [] : ['LastWill'])],
    lastWillTopicArn: connect.lastWill === undefined ? undefined : topicArn(connect.lastWill.topic),
  }
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
