import type { AccountContext, IotHandlers } from '@iot-core-local/core'
import type { BulkRunner } from './bulk/bulk-runner.js'
import type { Reports } from './bulk/reports.js'
import type { Claims } from './fleet/claims.js'
import type { CaDirectory, TagKeeper } from './ports.js'
import type { Provisioner } from './runs/provisioner.js'
import type { CertificateProvidersStore } from './store/certificate-providers-store.js'
import type { TasksStore } from './store/tasks-store.js'
import type { TemplateBook } from './templates/template-book.js'

/** What the operations and topics of one account work with. */
export interface ProvisioningContext {
  readonly account: AccountContext
  readonly book: TemplateBook
  readonly provisioner: Provisioner
  readonly cas: CaDirectory
  readonly tags: TagKeeper
  readonly claims: Claims
  readonly bulk: { readonly tasks: TasksStore; readonly runner: BulkRunner; readonly reports: Reports }
  readonly providers: CertificateProvidersStore
}

/** The type of one operation's function. */
export type Handler<Name extends keyof IotHandlers> = NonNullable<IotHandlers[Name]>
