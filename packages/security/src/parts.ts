import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { IotHandlers } from '@iot-core-local/core'
import { type Certificates, createCertificates } from './certificates.js'
import { CaFinder } from './x509/ca-finder.js'
import { PolicyBook } from './policy/policy-book.js'
import type { SecurityDeps } from './security.js'
import { type AttachmentStore, openAttachmentStore } from './store/attachment-store.js'
import { type CaCertificateStore, openCaCertificateStore } from './store/ca-certificate-store.js'
import { type CertificateStore, openCertificateStore } from './store/certificate-store.js'
import { type DomainConfigurationStore, openDomainConfigurationStore } from './store/domain-configuration-store.js'
import { type EndedTransferStore, openEndedTransferStore } from './store/ended-transfer-store.js'
import { MIGRATIONS } from './store/migrations.js'
import { openPolicyStore, type PolicyStore } from './store/policy-store.js'
import { openRoleAliasStore, type RoleAliasStore } from './store/role-alias-store.js'
import { openRegistrationCodeStore, type RegistrationCodeStore } from './store/registration-code-store.js'

/** The type of one operation's function. */
export type Handler<Name extends keyof IotHandlers> = NonNullable<IotHandlers[Name]>

/** What the operations and the admission of one account work with. */
export interface Parts {
  readonly deps: SecurityDeps
  readonly certificateRows: CertificateStore
  readonly endedTransfers: EndedTransferStore
  readonly caRows: CaCertificateStore
  readonly policyRows: PolicyStore
  readonly attachments: AttachmentStore
  readonly registrationCodes: RegistrationCodeStore
  readonly roleAliases: RoleAliasStore
  readonly domainRows: DomainConfigurationStore
  readonly caFinder: CaFinder
  readonly policyBook: PolicyBook
  readonly certificates: Certificates
}

export function createParts(deps: SecurityDeps): Parts {
  deps.store.migrate('security', MIGRATIONS)
  const { db } = deps.store
  const certificateRows = openCertificateStore(db)
  const caRows = openCaCertificateStore(db)
  const policyRows = openPolicyStore(db)
  return {
    deps,
    certificateRows,
    endedTransfers: openEndedTransferStore(db),
    caRows,
    policyRows,
    attachments: openAttachmentStore(db),
    registrationCodes: openRegistrationCodeStore(db),
    roleAliases: openRoleAliasStore(db),
    domainRows: openDomainConfigurationStore(db),
    caFinder: new CaFinder(caRows),
    policyBook: new PolicyBook(policyRows, deps.arns),
    certificates: createCertificates(deps, certificateRows, generateRsaKeys),
  }
}

const generateKeys = promisify(generateKeyPair)

/** RSA 2048 (SEC-204), in a thread of the pool: it takes a tenth of a second or several. */
function generateRsaKeys() {
  return generateKeys('rsa', { modulusLength: 2048 })
}
