export { createAuthority, type AuthorityOptions } from './authority/create-authority.js'
export type { Authority, DeviceCertificateRequest, IssuedCertificate } from './authority/authority.js'
export { createSecurity } from './create-security.js'
export type { CertificateOffer, CertificateTransfers, OtherAccounts, TagKeeper, ThingBinding, ThingDirectory } from './ports.js'
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
