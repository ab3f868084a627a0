import {
  type Access,
  type AccessDecision,
  type AccessSession,
  type DecisionInput,
  invalidRequest,
  type Peer,
  principalIdentifier,
  resourceNotFound,
  ServiceError,
} from '@iot-core-local/core'
import { roleAliasArn } from '../operations/role-alias.js'
import type { Parts } from '../parts.js'
import type { ThingBinding } from '../ports.js'
import type { RoleAliasRow } from '../store/role-alias-store.js'
import type { SessionCredentials } from './session-keys.js'

/** A device's request for temporary credentials (SEC-1001). */
export interface CredentialRequest {
  readonly roleAlias: string
  /** The header `x-amzn-iot-thingname`. */
  readonly thingName: string | undefined
  readonly peer: Peer
  readonly requestId: string
}

/** Exchanges device certificates for temporary credentials. */
export interface CredentialProvider {
  /**
   * Every answer leaves a decision record (SEC-1002 to SEC-1006). Refused in this order, in AWS's words: a certificate that is not admitted, a thing
   * that is not attached to it, a permission that is missing, an alias that does not exist, a role that cannot be assumed.
   * @throws AccessDeniedException (403), ResourceNotFoundException (404), InvalidRequestException (400), ServiceUnavailableException (503)
   */
  credentialsFor(request: CredentialRequest): Promise<SessionCredentials>
}

const ACTION = 'iot:AssumeRoleWithCertificate'

export function createCredentialProvider(parts: Parts, access: Pick<Access, 'admitRequest'>): CredentialProvider {
  return { credentialsFor: (request) => new Asked(parts, request).credentials(access) }
}

/** One request. */
class Asked {
  readonly #parts: Parts
  readonly #request: CredentialRequest
  readonly #resource: string

  constructor(parts: Parts, request: CredentialRequest) {
    this.#parts = parts
    this.#request = request
    this.#resource = roleAliasArn(parts, request.roleAlias)
  }

  async credentials(access: Pick<Access, 'admitRequest'>): Promise<SessionCredentials> {
    const session = await this.#admit(access)
    const { principal } = session
    const thing = principal.kind === 'certificate' ? this.#thing(principal.arn) : undefined
    const answer = await this.#authorize(session)
    const alias = this.#alias(principalIdentifier(principal))
    const context = {
      ...(thing === undefined ? {} : { 'credentials-iot:ThingName': thing.thingName }),
      ...(thing?.thingTypeName === undefined ? {} : { 'credentials-iot:ThingTypeName': thing.thingTypeName }),
      'credentials-iot:AwsCertificateId': principalIdentifier(principal),
    }
    const credentials = await this.#assume(alias, principalIdentifier(principal))
    this.#record('allowed', {
      kind: 'authorization',
      principalId: principalIdentifier(principal),
      ...evidence(answer),
      details: {
        ...answer.details,
        decision: answer.decision,
        roleArn: alias.roleArn,
        sessionContext: context,
        accessKeyId: credentials.accessKeyId,
        expiration: new Date(credentials.expiresAtMs).toISOString(),
      },
    })
    return credentials
  }

  async #admit(access: Pick<Access, 'admitRequest'>): Promise<AccessSession> {
    const { peer } = this.#request
    const outcome = await access.admitRequest(peer)
    if (outcome.isAdmitted && outcome.session.principal.kind === 'certificate') return outcome.session
    const { isAdmitted: _isAdmitted, ...refusal } = outcome.isAdmitted || peer.clientCertificate === undefined ? NO_CERTIFICATE : outcome
    this.#record('refused', { kind: 'admission', ...refusal })
    throw denied('Certificate is invalid on this endpoint')
  }

  /** The attached thing that the header names; undefined without the header. */
  #thing(principalArn: string): ThingBinding | undefined {
    const { thingName } = this.#request
    if (thingName === undefined) return undefined
    const thing = this.#parts.deps.things.bindingFor(principalArn, thingName)
    if (thing?.thingName === thingName) return thing
    this.#record('refused', {
      kind: 'authorization',
      reason: 'THING_NOT_ATTACHED',
      explanation: `The header x-amzn-iot-thingname names the thing ${JSON.stringify(thingName)}, which the certificate is not attached to: AttachThingPrincipal attaches it.`,
      principalId: principalArn.slice(principalArn.lastIndexOf('/') + 1),
    })
    throw denied('Invalid thing name passed')
  }

  async #authorize(session: AccessSession): Promise<AccessDecision> {
    const answer = await session.authorize({ action: ACTION, resource: this.#resource })
    if (answer.decision === 'ALLOWED') return answer
    this.#record('refused', {
      kind: 'authorization',
      reason: 'AUTHORIZATION_FAILURE',
      principalId: principalIdentifier(session.principal),
      ...evidence(answer),
      details: { ...answer.details, decision: answer.decision },
    })
    throw denied('Access Denied')
  }

  #alias(principalId: string): RoleAliasRow {
    const { roleAlias } = this.#request
    const row = this.#parts.roleAliases.find(roleAlias)
    if (row !== undefined) return row
    const explanation = `There is no role alias ${JSON.stringify(roleAlias)}. Names are case-sensitive; CreateRoleAlias makes one.`
    this.#record('refused', { kind: 'authorization', reason: 'ROLE_ALIAS_NOT_FOUND', explanation, principalId })
    throw resourceNotFound('Role alias does not exist')
  }

  /** SEC-1007: asks the STS that is configured; without one the credentials are this emulator's own. */
  async #assume({ roleArn, durationSeconds }: RoleAliasRow, sessionName: string): Promise<SessionCredentials> {
    const { deps } = this.#parts
    if (deps.roles === undefined) {
      // The wire has whole seconds, and credentials end when it says so.
      const expiresAtMs = Math.floor(deps.timers.now() / 1000 + durationSeconds) * 1000
      return deps.authority.sessionKeys.issue({ accountId: deps.accountId, roleArn, sessionName, expiresAtMs })
    }
    const outcome = await deps.roles.assume({ roleArn, sessionName, durationSeconds })
    if (outcome.isAssumed) return outcome.credentials
    const { reason, explanation } = outcome
    this.#record('refused', { kind: 'authorization', reason, explanation, principalId: sessionName, details: { roleArn } })
    throw REFUSALS[reason]()
  }

  #record(outcome: DecisionInput['outcome'], facts: Omit<DecisionInput, 'outcome' | 'eventType'>): void {
    this.#parts.deps.decisions.record({
      outcome,
      eventType: 'AssumeRoleWithCertificate',
      protocol: 'HTTPS',
      sourceIp: this.#request.peer.remoteAddress,
      requestId: this.#request.requestId,
      action: ACTION,
      resource: this.#resource,
      ...facts,
    })
  }
}

const NO_CERTIFICATE = {
  isAdmitted: false,
  reason: 'NO_CLIENT_CERTIFICATE',
  explanation: 'The credential provider takes client certificates only: ask it over TLS, with a certificate that is registered and ACTIVE.',
} as const

/** Texts as AWS's credential provider was seen to answer; names of the exceptions behind 404, 400 and 503 are not confirmed (SEC-1005). */
const REFUSALS = {
  ROLE_NOT_ASSUMED: () => invalidRequest('Unable to assume the role, or the role to assume does not exist'),
  SESSION_TOO_LONG: () => invalidRequest('The requested CredentialDurationSeconds exceeds the MaxSessionDuration set for the role'),
  STS_UNAVAILABLE: () => new ServiceError('ServiceUnavailableException', 'The STS endpoint did not answer.', { status: 503 }),
}

function denied(message: string): ServiceError {
  return new ServiceError('AccessDeniedException', message, { status: 403 })
}

function evidence({ decision: _decision, details: _details, ...facts }: AccessDecision): Omit<AccessDecision, 'decision' | 'details'> {
  return facts
}
