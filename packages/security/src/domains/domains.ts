import type { Access, AccessSession, AdmissionOutcome, EventBus, Peer } from '@iot-core-local/core'
import type { ClientCallbacks } from './client-callbacks.js'
import type { DomainConfigurationRow, DomainConfigurationStore } from '../store/domain-configuration-store.js'
import { fingerprintOf } from '../x509/certificate.js'

/** Why a client may not come in by the domain name it named. */
export interface DomainObjection {
  /**
   * `DOMAIN_CONFIGURATION_DISABLED`, `APPLICATION_PROTOCOL_NOT_ALLOWED`, `AUTHENTICATION_TYPE_NOT_ALLOWED` or `CLIENT_CERTIFICATE_CALLBACK_REFUSED`.
   */
  readonly reason: string
  readonly explanation: string
}

/** What domain configurations mean for connections: the host name of the TLS handshake (SNI) chooses the configuration (SEC-110). */
export interface Domains {
  /** Whether a configuration has this domain name, enabled or not. Answers from memory. */
  has(serverName: string): boolean
  /** Why the configuration of the name that the client called does not let it in; undefined when it does, or there is none. Answers from memory. */
  objectionTo(peer: Peer): DomainObjection | undefined
  /** The same access for clients that their domain's configuration lets in; one that is disabled later denies its sessions everything. */
  guard(access: Access): Access
}

export class DomainBook implements Domains {
  readonly #rows: DomainConfigurationStore
  readonly #callbacks: ClientCallbacks
  #byDomainName: ReadonlyMap<string, DomainConfigurationRow> | undefined
  readonly #stop: () => void

  constructor(rows: DomainConfigurationStore, events: EventBus, callbacks: ClientCallbacks) {
    this.#rows = rows
    this.#callbacks = callbacks
    this.#stop = events.on('domainConfiguration.changed', () => {
      this.#byDomainName = undefined
    })
  }

  has(serverName: string): boolean {
    return this.#find(serverName) !== undefined
  }

  objectionTo(peer: Peer): DomainObjection | undefined {
    const row = peer.serverName === undefined ? undefined : this.#find(peer.serverName)
    return row === undefined ? undefined : objectionOf(row, peer)
  }

  guard(access: Access): Access {
    const admit = async (peer: Peer, ask: () => Promise<AdmissionOutcome>): Promise<AdmissionOutcome> => {
      const objection = this.objectionTo(peer) ?? (await this.#judge(peer))
      if (objection !== undefined) return refusal(peer, objection)
      const outcome = await ask()
      return outcome.isAdmitted && peer.serverName !== undefined
        ? { isAdmitted: true, session: this.#guarded(outcome.session, peer) }
        : outcome
    }
    return {
      get epoch() {
        return access.epoch
      },
      admitConnection: (peer, connect) => admit(peer, () => access.admitConnection(peer, connect)),
      admitRequest: (peer) => admit(peer, () => access.admitRequest(peer)),
    }
  }

  close(): void {
    this.#stop()
  }

  /** SEC-112. */
  #judge(peer: Peer): Promise<DomainObjection | undefined> | undefined {
    const row = peer.serverName === undefined ? undefined : this.#find(peer.serverName)
    return row?.clientCallbackArn == null ? undefined : this.#callbacks.objectionTo(peer, row.clientCallbackArn)
  }

  #guarded(session: AccessSession, peer: Peer): AccessSession {
    return {
      principal: session.principal,
      ...(session.thingName === undefined ? {} : { thingName: session.thingName }),
      authorize: (request) => {
        const objection = this.objectionTo(peer)
        if (objection === undefined) return session.authorize(request)
        return Promise.resolve({ decision: 'IMPLICIT_DENY', explanation: objection.explanation, details: { serverName: peer.serverName } })
      },
    }
  }

  #find(serverName: string): DomainConfigurationRow | undefined {
    this.#byDomainName ??= new Map(this.#rows.all().map((row) => [row.domainName, row]))
    return this.#byDomainName.size === 0 ? undefined : this.#byDomainName.get(serverName.toLowerCase())
  }
}

function objectionOf(
  { name, status, authenticationType, applicationProtocol }: DomainConfigurationRow,
  peer: Peer,
): DomainObjection | undefined {
  const domain = `The domain configuration ${name} of ${peer.serverName ?? ''}`
  if (status === 'DISABLED') {
    return {
      reason: 'DOMAIN_CONFIGURATION_DISABLED',
      explanation: `${domain} is DISABLED: UpdateDomainConfiguration to ENABLED lets clients in.`,
    }
  }
  const protocol = PROTOCOLS[peer.transport]
  if (isRestricted(applicationProtocol) && applicationProtocol !== protocol) {
    const explanation = `${domain} takes the applicationProtocol ${applicationProtocol} only, and the client came with ${protocol}.`
    return { reason: 'APPLICATION_PROTOCOL_NOT_ALLOWED', explanation }
  }
  const shown = peer.iam !== undefined ? 'AWS_SIGV4' : peer.clientCertificate !== undefined ? 'AWS_X509' : 'nothing to prove who it is'
  if (isRestricted(authenticationType) && authenticationType !== shown) {
    const explanation = `${domain} takes the authenticationType ${authenticationType} only, and the client came with ${shown}.`
    return { reason: 'AUTHENTICATION_TYPE_NOT_ALLOWED', explanation }
  }
  return undefined
}

const PROTOCOLS = { mqtt: 'SECURE_MQTT', mqtts: 'SECURE_MQTT', ws: 'MQTT_WSS', wss: 'MQTT_WSS', http: 'HTTPS', https: 'HTTPS' } as const

function isRestricted(choice: string | null): choice is string {
  return choice !== null && choice !== 'DEFAULT'
}

function refusal(peer: Peer, { reason, explanation }: DomainObjection): AdmissionOutcome {
  const principalId =
    peer.iam?.accessKeyId ?? (peer.clientCertificate === undefined ? undefined : fingerprintOf(peer.clientCertificate.der))
  return {
    isAdmitted: false,
    reason,
    explanation,
    ...(principalId === undefined ? {} : { principalId }),
    details: { serverName: peer.serverName },
  }
}
