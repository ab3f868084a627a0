import type { CertificateStatus } from '@iot-core-local/core'
import type { SessionCredentials } from './credentials/session-keys.js'

/** The thing that a connection stands for (SEC-601). */
export interface ThingBinding {
  readonly thingName: string
  readonly thingTypeName?: string | undefined
  readonly attributes: Readonly<Record<string, string>>
  /** Whether the principal is attached to this thing exclusively (SEC-602). */
  readonly isExclusive: boolean
}

/** What the registry knows of things and groups, as far as permissions depend on it. Every answer is looked up when asked. */
export interface ThingDirectory {
  /** The thing that a connection of this principal with this client id stands for: its exclusive thing, else the attached thing of that name. */
  bindingFor(principalArn: string, clientId: string): ThingBinding | undefined
  /** The name of the thing the principal is exclusively attached to. */
  exclusiveThingOf(principalArn: string): string | undefined
  /** ARNs of the static groups of a thing, nearest first, ancestors included (SEC-604). */
  groupsOf(thingName: string): readonly string[]
  /** Whether a thing group with this ARN exists. */
  groupExists(groupArn: string): boolean
  /** Whether the group's members come from a query: policies cannot be attached to it (SEC-504). Without it every group counts as static. */
  isDynamicGroup?(groupArn: string): boolean
  /** ARNs of the group's ancestors, nearest first. */
  ancestorsOf(groupArn: string): readonly string[]
  /** Whether the principal is attached to a thing. */
  hasThings(principalArn: string): boolean
  /** Whether a thing of this name exists (SEC-901). Without it a thing nobody knows counts as one without groups. */
  thingExists?(thingName: string): boolean
}

/** A certificate on its way from one account to another (REG-361). */
export interface CertificateOffer {
  readonly certificateId: string
  readonly certificatePem: string
  readonly certificateMode: 'DEFAULT' | 'SNI_ONLY'
  readonly fromAccountId: string
  readonly transferMessage: string | undefined
  readonly transferredAtMs: number
}

/** The side of an account that takes part in certificate transfers with another one. */
export interface CertificateTransfers {
  /** Takes an offered certificate in as PENDING_TRANSFER. @throws TransferConflictException when the account has that certificate already. */
  receive(offer: CertificateOffer): void
  /** The source withdrew its offer. */
  withdraw(certificateId: string): void
  /** The target took the certificate over: the source gives it up. */
  complete(certificateId: string, acceptedAtMs: number): void
  /** The target turned the certificate down: it is the source's again, INACTIVE. */
  giveBack(certificateId: string, rejectReason: string | undefined, rejectedAtMs: number): void
  /** The status here, if the account has that certificate. */
  statusOf(certificateId: string): CertificateStatus | undefined
  /** Whether the CA certificate is registered here in DEFAULT mode, which one account of a Region may do (REG-404). */
  hasDefaultModeCa?(certificateId: string): boolean
}

/** Finds the other accounts of this process: certificates can be transferred to them, and they share a Region's CA certificates. */
export interface OtherAccounts {
  /** The transfer side of an account in a Region; undefined when this process does not host it. */
  find(accountId: string, region: string): CertificateTransfers | undefined
  /** The same of all other accounts in a Region. Without it the rule of REG-404 between accounts is not kept. */
  allBut?(accountId: string, region: string): Iterable<CertificateTransfers>
}

/** Keeps the tags of resources. */
export interface TagKeeper {
  /** Gives a new resource its tags. @throws InvalidRequestException, LimitExceededException for tags that AWS would refuse. */
  add(resourceArn: string, tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]): void
  /** Forgets the tags of a deleted resource. */
  removeAll(resourceArn: string): void
}

/** Assumes roles: an STS-compatible endpoint. Never rejects. */
export interface RoleAssumer {
  assume(order: { readonly roleArn: string; readonly sessionName: string; readonly durationSeconds: number }): Promise<RoleOutcome>
}

export type RoleOutcome =
  | { readonly isAssumed: true; readonly credentials: SessionCredentials }
  | {
      readonly isAssumed: false
      readonly reason: 'ROLE_NOT_ASSUMED' | 'SESSION_TOO_LONG' | 'STS_UNAVAILABLE'
      /** A sentence for people. */
      readonly explanation: string
    }

/** What DescribeEndpoint answers. */
export interface EndpointAddresses {
  /** A host name, perhaps with a port. */
  addressOf(endpointType: 'iot:Data-ATS' | 'iot:CredentialProvider' | 'iot:Jobs'): string
}

/** Calls functions that stand for Lambda functions. */
export interface FunctionCaller {
  /** The function's answer, as JSON. @throws Error when there is no such function, or it failed */
  call(functionArn: string, event: object): Promise<unknown>
}
