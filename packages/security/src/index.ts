export { createAuthority, type AuthorityOptions } from './authority/create-authority.js'
export type { Authority, DeviceCertificateRequest, IssuedCertificate, ServerIdentity } from './authority/authority.js'
export { createKeys, createOwnCa, type KeyKind, type OwnCa, type OwnCaOptions, type OwnCertificate } from './authority/own-ca.js'
export { createSigningRequest, type SigningRequestOrder } from './x509/create-signing-request.js'
export type { CredentialProvider, CredentialRequest } from './credentials/credential-provider.js'
export type { RoleSession, SessionCredentials, SessionKeys } from './credentials/session-keys.js'
export type { DomainObjection, Domains } from './domains/domains.js'
export { createSecurity } from './create-security.js'
export type {
  CertificateOffer,
  CertificateTransfers,
  EndpointAddresses,
  FunctionCaller,
  OtherAccounts,
  RoleAssumer,
  RoleOutcome,
  TagKeeper,
  ThingBinding,
  ThingDirectory,
} from './ports.js'
export type {
  AnonymousPolicy,
  CertificateDesk,
  CreatedCertificate,
  FoundCertificate,
  PermissionQuery,
  PrincipalDirectory,
  Security,
  SecurityDeps,
  SecurityOptions,
  TaggableResources,
} from './security.js'
