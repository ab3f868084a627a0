import type { AccountContext, Timers } from '@iot-core-local/core'
import type { CertificateDesk, FunctionCaller } from '../ports.js'
import type { Provisioner } from '../runs/provisioner.js'
import type { CertificateProvidersStore } from '../store/certificate-providers-store.js'
import type { TemplateBook } from '../templates/template-book.js'
import type { OwnershipTokens } from './ownership-tokens.js'

/** What the MQTT requests of one account work with. */
export interface FleetContext {
  readonly account: AccountContext
  readonly book: TemplateBook
  readonly provisioner: Provisioner
  readonly certificates: CertificateDesk
  readonly tokens: OwnershipTokens
  readonly functions: FunctionCaller
  /** What the deadlines of functions go by. */
  readonly clocks: readonly Timers[]
  readonly providers: CertificateProvidersStore
}
