export type CertificateStatus = 'ACTIVE' | 'INACTIVE' | 'REVOKED' | 'PENDING_TRANSFER' | 'PENDING_ACTIVATION' | 'REGISTER_INACTIVE'

export type SecurityEvent =
  | {
      /** A device came with an unknown certificate of a CA that registers automatically (JITR), now or again. */
      readonly type: 'certificate.presented'
      readonly certificateId: string
      readonly caCertificateId: string
      /** The client id of the CONNECT that brought it: `clientid()` of rules on the registration event (PRV-203). */
      readonly clientId: string
      readonly sourceIp: string
    }
  | { readonly type: 'certificate.created'; readonly certificateId: string; readonly status: CertificateStatus }
  | {
      readonly type: 'certificate.statusChanged'
      readonly certificateId: string
      readonly status: CertificateStatus
      readonly previousStatus: CertificateStatus
    }
  | { readonly type: 'certificate.deleted'; readonly certificateId: string }
  /** Something that policy evaluation depends on changed: a policy, a version, an attachment. Cached decisions are stale from here on. */
  | { readonly type: 'policies.changed' }
  /** A domain configuration was made, changed or deleted: who may connect by its domain name may have changed. */
  | { readonly type: 'domainConfiguration.changed' }
