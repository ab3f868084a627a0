import type { StatementMatch } from '../decisions/decision.js'
import type { Principal } from './principal.js'

/** How a client came to us. */
export type Transport = 'mqtt' | 'mqtts' | 'ws' | 'wss' | 'http' | 'https'

export interface ClientCertificate {
  /** The leaf, DER-encoded. */
  readonly der: Buffer
  /** Certificates that the client sent behind the leaf, DER-encoded, in the order sent. */
  readonly chain: readonly Buffer[]
}

/** What the transport knows about the other side, before any packet or request is looked at. */
export interface Peer {
  readonly transport: Transport
  readonly remoteAddress: string
  readonly remotePort: number
  /** The host name of the TLS handshake (SNI), when the client sent one. */
  readonly serverName?: string
  readonly alpnProtocol?: string
  readonly clientCertificate?: ClientCertificate
  /** Present when the request that opened the connection was signed, or accepted as if (SigV4). */
  readonly iam?: { readonly accessKeyId: string }
}

export interface LastWill {
  readonly topic: string
  readonly isRetained: boolean
}

/** The CONNECT packet, as far as it matters for who may connect. */
export interface ConnectAttempt {
  readonly clientId: string
  /** 4 is MQTT 3.1.1, 5 is MQTT 5. */
  readonly protocolVersion: 4 | 5
  /** Whether a persistent session is asked for (SEC-709). */
  readonly isPersistent: boolean
  readonly username?: string
  readonly password?: Buffer
  readonly lastWill?: LastWill
}

export interface ConnectionView {
  /** A UUID: `sessionIdentifier` of presence events. */
  readonly sessionId: string
  readonly clientId: string
  readonly principal: Principal
  readonly sourceIp: string
  readonly transport: Transport
  readonly protocolVersion: 4 | 5
  readonly isCleanSession: boolean
  readonly connectedAtMs: number
  /** The keep-alive in force, in seconds. */
  readonly keepAliveSeconds?: number
  /** How long the session outlives the connection, in seconds, as agreed at CONNECT; 0 when it does not. */
  readonly sessionExpirySeconds?: number
  /** The client's port. */
  readonly remotePort?: number
  /**
   * The thing that the connection's principal is attached to exclusively, when there is one: what lifecycle events and GetConnection name (SEC-603). An attached
   * thing of the client id's name counts for policies (SEC-601), and is not here.
   */
  readonly thingName?: string
}

/** The policy actions of AWS IoT, such as `iot:Publish`; the list of actions is the security package's. */
export type PolicyAction = `iot:${string}` | `iotjobsdata:${string}`

export interface AccessRequest {
  readonly action: PolicyAction
  /** The ARN of the topic, topic filter, client, thing ... that the action is on. */
  readonly resource: string
}

export interface AccessDecision {
  readonly decision: 'ALLOWED' | 'IMPLICIT_DENY' | 'EXPLICIT_DENY'
  /** One or two sentences for people. */
  readonly explanation: string
  readonly statement?: StatementMatch
  readonly nearestStatement?: StatementMatch
  readonly variables?: Readonly<Record<string, string | null>>
  readonly details?: Readonly<Record<string, unknown>>
}

/** What an admitted connection, or an authenticated request, may ask. */
export interface AccessSession {
  readonly principal: Principal
  /** The thing that the principal is attached to exclusively, when there is one: the one that lifecycle events name (SEC-603). */
  readonly thingName?: string
  /** Evaluates the policies in force now. Uncached: whoever asks often keeps the answer until `Access.epoch` changes. */
  authorize(request: AccessRequest): Promise<AccessDecision>
}

export type AdmissionOutcome =
  | { readonly isAdmitted: true; readonly session: AccessSession }
  | {
      readonly isAdmitted: false
      /** A constant for programs: `UNKNOWN_CERTIFICATE`, `CERTIFICATE_INACTIVE`, `REGISTERED_PENDING_ACTIVATION`, `NO_CLIENT_CERTIFICATE` ... */
      readonly reason: string
      /** One or two sentences for people: why, and what to change. */
      readonly explanation: string
      readonly principalId?: string
      readonly details?: Readonly<Record<string, unknown>>
    }

/**
 * Who is it, and may it? Asked by both edges, answered by the security package.
 * It decides who a connection is; whether that principal may `iot:Connect`, publish and so on is asked of the session it returns.
 * Callers leave the decision records: they know the packet or request it was about.
 */
export interface Access {
  /** A number that changes whenever any answer of any session may have changed. Reading it costs nothing. */
  readonly epoch: number
  /** Decides about an MQTT connection when its CONNECT has arrived. */
  admitConnection(peer: Peer, connect: ConnectAttempt): Promise<AdmissionOutcome>
  /** Decides about one HTTPS or HTTP data-plane request. */
  admitRequest(peer: Peer): Promise<AdmissionOutcome>
}
