import type { Access, AccessDecision, Clock, ControllableTimers, DecisionLog, Peer, PolicyAction, Service } from '@iot-core-local/core'

/** One account in one Region, as the HTTP edge needs it. */
export interface GatewayAccount {
  readonly accountId: string
  readonly region: string
  /** Their operation tables are merged once per account object. */
  readonly services: readonly Service[]
  readonly access: Access
  readonly decisions: DecisionLog
  readonly clock: Clock
  /** Serves `GET /role-aliases/{roleAlias}/credentials`. Without it the route is not covered. */
  readonly credentialProvider?: CredentialProvider
  /** Which domain names let whom in. Without it all of them let everybody in. */
  readonly domains?: DomainRules
}

/** Who may come in by the host name of its TLS handshake (SEC-110). Devices are asked about by `access`; this is for signed requests. */
export interface DomainRules {
  objectionTo(peer: Peer): { readonly reason: string; readonly explanation: string } | undefined
}

/** Exchanges client certificates for temporary credentials, and leaves a decision record for each answer (SEC-1001). */
export interface CredentialProvider {
  /** @throws ServiceError */
  credentialsFor(request: {
    readonly roleAlias: string
    /** The header `x-amzn-iot-thingname`. */
    readonly thingName: string | undefined
    readonly peer: Peer
    readonly requestId: string
  }): Promise<TemporaryCredentials>
}

export interface TemporaryCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiresAtMs: number
}

/** Recognises the temporary credentials that were made here. */
export interface SessionKeyReader {
  /** Undefined when they were not made here, or key and token do not belong together. */
  read(accessKeyId: string, sessionToken: string): TemporaryKey | undefined
}

export interface TemporaryKey {
  readonly secretAccessKey: string
  readonly accountId: string
  readonly roleArn: string
  readonly sessionName: string
  readonly expiresAtMs: number
}

/** What is known about whose request it is. Members that are absent were not in the request: the directory has its defaults for them. */
export interface AccountSelector {
  /** 12 digits: the access key id of a signed request, when it has that form (API-074). */
  readonly accountId?: string
  /** The Region of the credential scope. */
  readonly region?: string
  readonly peer: Peer
}

/** Knows the accounts and makes them on demand. */
export interface AccountDirectory {
  /** The same account object for the same account and Region as long as that account lives. */
  find(selector: AccountSelector): GatewayAccount
}

/** The state of one part, as the health route shows it. */
export type PartState = 'starting' | 'ready' | 'stopping' | 'failed'

export interface HealthReport {
  /** Anything but `ready` is answered with 503. */
  readonly phase: 'starting' | 'ready' | 'stopping'
  readonly version: string
  /** Part name, such as `registry`, to its state. */
  readonly services: Readonly<Record<string, PartState>>
  /** Listener, such as `mqtts`, to the port it has. */
  readonly listeners: Readonly<Record<string, number>>
}

/** A what-if question about permissions. Without principal and certificate it is about an anonymous client. */
export interface PermissionQuestion {
  /** The account asked about; the default one when absent. */
  readonly accountId?: string
  readonly region?: string
  /** An ARN or a Cognito identity id. */
  readonly principal?: string
  readonly certificateId?: string
  /** The MQTT client id; without it the question is about an HTTPS request. */
  readonly clientId?: string
  readonly action: PolicyAction
  /** An ARN. */
  readonly resource: string
  readonly sourceIp?: string
  readonly isPersistent?: boolean
  readonly lastWillTopic?: string
}

/** What the `/_local/*` routes call. */
export interface AdminApi {
  health(): HealthReport
  /** The certificate of the emulator's CA, PEM. */
  caPem(): string | Promise<string>
  /** Drops everything an account knows; all accounts when no id is given. Resolves when they are usable again. */
  reset(accountId?: string): Promise<void>
  /** Would it be allowed, and why? @throws ServiceError when the principal is not known. */
  explain(question: PermissionQuestion): Promise<AccessDecision>
  /** The report that a link's token names, piece by piece; undefined when no link with this token was given out. */
  report(token: string): Iterable<string> | undefined
  /** The clock of the emulator. */
  readonly time: Pick<ControllableTimers, 'now' | 'isFrozen' | 'freeze' | 'advance' | 'resume'>
}
