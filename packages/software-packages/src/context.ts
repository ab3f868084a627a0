import type { AccountContext } from '@iot-core-local/core'
import type { FleetIndexing, TagKeeper } from './ports.js'
import type { ConfigurationStore } from './store/configuration-store.js'
import type { PackagesStore } from './store/packages-store.js'
import type { RequestsStore } from './store/requests-store.js'
import type { VersionsStore } from './store/versions-store.js'

/** What the parts of this package work with. */
export interface PackagesContext {
  readonly account: AccountContext
  readonly indexing: FleetIndexing
  readonly tags: TagKeeper
  readonly packages: PackagesStore
  readonly versions: VersionsStore
  readonly configuration: ConfigurationStore
  readonly requests: RequestsStore
}
