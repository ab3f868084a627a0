import type {
  Access,
  AccessDecision,
  AccountContext,
  CertificateStatus,
  ClientCertificate,
  ParsedArn,
  PolicyAction,
  Service,
  Timers,
} from '@iot-core-local/core'
import type { Authority } from './authority/authority.js'
import type { CredentialProvider } from './credentials/credential-provider.js'
import type { Domains } from './domains/domains.js'
import type {
  CertificateTransfers,
  EndpointAddresses,
  FunctionCaller,
  OtherAccounts,
  RoleAssumer,
  TagKeeper,
  ThingDirectory,
} from './ports.js'

export interface SecurityDeps extends AccountContext {
  readonly things: ThingDirectory
  readonly authority: Authority
  /** Where certificates can be transferred to. Without it every other account is unknown. */
  readonly otherAccounts?: OtherAccounts
  /** Takes the tags of policies, CA certificates, role aliases and domain configurations. Without it requests with tags are refused. */
  readonly tags?: TagKeeper
  /** Who assumes the roles of role aliases. Without it the authority makes credentials, whatever the role is (SEC-1007). */
  readonly roles?: RoleAssumer
  /** Calls the client certificate callbacks of domain configurations. Without it a domain that has one lets nobody in. */
  readonly functions?: FunctionCaller
  /** Real time, in which functions have to answer. Without it the account's. */
  readonly wallTimers?: Timers
  /** The domain names of the built-in domain configurations. Without it those show none. */
  readonly endpoints?: EndpointAddresses
}

/** What clients of the plain listeners, who prove nothing, may do. */
export type AnonymousPolicy = { readonly document: string } | { readonly policyName: string }

export interface SecurityOptions {
  /** A policy document, or the name of a policy of the account that counts as attached to them. Default: everything is allowed. */
  readonly anonymousPolicy?: AnonymousPolicy
  /** Whether `SNI_ONLY` certificates are refused on connections without SNI, as on AWS (SEC-106). Default false (SEC-105). */
  readonly isSniRequired?: boolean
  /** Whether a domain configuration that AWS manages can be deleted only when it was disabled for seven days, as on AWS (REG-564). Default false. */
  readonly isDomainDeletionDelayed?: boolean
}

/** A what-if question about permissions. */
export interface PermissionQuery {
  /** A certificate ARN or a Cognito identity id. Give this or `certificateId`; neither means an anonymous client. */
  readonly principal?: string
  readonly certificateId?: string
  /** The MQTT client id; without it the question is about an HTTPS request. */
  readonly clientId?: string
  readonly action: PolicyAction
  /** An ARN. */
  readonly resource: string
  /** Default 127.0.0.1. */
  readonly sourceIp?: string
  readonly isPersistent?: boolean
  readonly lastWillTopic?: string
}

/** What the registry asks before it attaches a principal to a thing. */
export interface PrincipalDirectory {
  /** Whether the certificate behind the ARN is registered here; other principals, such as Cognito identity ids, are taken as they are. */
  exists(principalArn: string): boolean
}

export interface CreatedCertificate {
  readonly certificateId: string
  readonly certificateArn: string
  readonly certificatePem: string
}

/** How other packages make and find certificates in ways the API does not offer: fleet provisioning and JITP. */
export interface CertificateDesk {
  /** RSA 2048 keys and a certificate in `status`. */
  createKeysAndCertificate(
    status: CertificateStatus,
  ): Promise<CreatedCertificate & { readonly privateKey: string; readonly publicKey: string }>
  /** @throws InvalidRequestException for a bad CSR. */
  createFromCsr(csr: string, status: CertificateStatus): Promise<CreatedCertificate>
  /** Signs a certificate for a request, as PEM, and registers nothing yet. @throws InvalidRequestException for a bad CSR. */
  issueFromCsr(csr: string): Promise<string>
  /**
   * Registers a certificate that is not registered yet, whoever signed it: one transaction, or a part of the caller's.
   * @throws CertificateValidationException for what cannot be read, ResourceAlreadyExistsException (409)
   */
  adopt(certificatePem: string, status: CertificateStatus): CreatedCertificate
  find(certificateId: string): FoundCertificate | undefined
}

export interface FoundCertificate extends CreatedCertificate {
  readonly status: CertificateStatus
  readonly caCertificateId: string | undefined
  /** Values of the subject's attributes by the names of policy variables, such as `CommonName` (PRV-302), in the order of the certificate. */
  readonly subject: Readonly<Record<string, readonly string[]>>
}

/** Which resources of this package can have tags (REG-531): policies, CA certificates, role aliases and domain configurations. */
export interface TaggableResources {
  /** Whether the resource exists; undefined when resources of its type are not this package's. */
  exists(arn: ParsedArn): boolean | undefined
}

/** Certificates, CA certificates, policies, role aliases and domain configurations of one account, and the answers that follow from them. */
export interface Security extends Service {
  readonly access: Access
  readonly principals: PrincipalDirectory
  readonly certificates: CertificateDesk
  readonly taggable: TaggableResources
  /** Who may come in by which domain name. `access` does not ask it: guard what is given to the edges. */
  readonly domains: Domains
  /** Temporary credentials for devices (SEC-1001). */
  readonly credentialProvider: CredentialProvider
  /** This account's side of certificate transfers, for the `OtherAccounts` of other accounts. */
  readonly transfers: CertificateTransfers
  /** Whether a certificate with this fingerprint (lower-case hex SHA-256 of the DER) is registered here, in whatever status. */
  hasCertificate(fingerprint: string): boolean
  /** Whether a CA registered here, in whatever status, directly signed the certificate. Never throws, whatever the bytes are. */
  hasRegisteredCaFor(certificate: ClientCertificate): boolean
  /** Would it be allowed, and why? Changes nothing. @throws ResourceNotFoundException when the certificate is not registered. */
  explain(query: PermissionQuery): Promise<AccessDecision>
}
