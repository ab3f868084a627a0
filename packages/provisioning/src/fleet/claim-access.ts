import { createHash } from 'node:crypto'
import type {
  Access,
  AccessDecision,
  AccessRequest,
  AccessSession,
  AdmissionOutcome,
  Arns,
  ConnectAttempt,
  Peer,
  Principal,
} from '@iot-core-local/core'
import type { Claims } from './claims.js'

/**
 * Lets certificates of provisioning claims in, with the rights that AWS gives them (PRV-622): connecting with any client id, and the topics that
 * make a certificate and provision with their template. Everybody else is decided about by `others`.
 */
export function withClaims(others: Access, claims: Claims, arns: Arns): Access {
  return {
    get epoch() {
      return others.epoch + claims.epoch
    },
    admitConnection: (peer: Peer, connect: ConnectAttempt): Promise<AdmissionOutcome> => {
      const certificateId = peer.iam === undefined && peer.transport !== 'wss' ? fingerprintOf(peer) : undefined
      const claim = certificateId === undefined ? undefined : claims.find(certificateId)
      if (claim === undefined) return others.admitConnection(peer, connect)
      return Promise.resolve({ isAdmitted: true, session: new ClaimSession(claims, claim.certificateId, claim.templateName, arns) })
    },
    admitRequest: (peer) => others.admitRequest(peer),
  }
}

function fingerprintOf({ clientCertificate }: Peer): string | undefined {
  return clientCertificate === undefined ? undefined : createHash('sha256').update(clientCertificate.der).digest('hex')
}

class ClaimSession implements AccessSession {
  readonly principal: Principal
  readonly #claims: Claims
  readonly #certificateId: string
  readonly #templateName: string
  readonly #topics: readonly string[]
  readonly #arns: Arns

  constructor(claims: Claims, certificateId: string, templateName: string, arns: Arns) {
    this.principal = { kind: 'certificate', certificateId, arn: arns.certificate(certificateId) }
    this.#claims = claims
    this.#certificateId = certificateId
    this.#templateName = templateName
    this.#arns = arns
    this.#topics = [
      '$aws/certificates/create/',
      '$aws/certificates/create-from-csr/',
      `$aws/provisioning-templates/${templateName}/provision/`,
    ]
  }

  authorize({ action, resource }: AccessRequest): Promise<AccessDecision> {
    return Promise.resolve(this.#decide(action.toLowerCase(), resource))
  }

  #decide(action: string, resource: string): AccessDecision {
    const details = { provisioningClaim: { certificateId: this.#certificateId, templateName: this.#templateName } }
    if (this.#claims.find(this.#certificateId) === undefined) {
      return { decision: 'IMPLICIT_DENY', explanation: 'The provisioning claim has expired: it is good for five minutes.', details }
    }
    if (this.#isAllowed(action, resource)) {
      return { decision: 'ALLOWED', explanation: `A provisioning claim for template ${this.#templateName} allows it.`, details }
    }
    const explanation = `A provisioning claim allows connecting and the topics of fleet provisioning with template ${this.#templateName} only, not ${action} on ${resource}.`
    return { decision: 'IMPLICIT_DENY', explanation, details }
  }

  #isAllowed(action: string, resource: string): boolean {
    switch (action) {
      case 'iot:connect':
        return true
      case 'iot:publish':
      case 'iot:receive':
        return this.#topics.some((topic) => resource.startsWith(this.#arns.topic(topic)))
      case 'iot:subscribe':
        return this.#topics.some((topic) => resource.startsWith(this.#arns.topicFilter(topic)))
      default:
        return false
    }
  }
}
