import type { AccountContext, Service } from '@iot-core-local/core'
import { createCatalog, type PackageCatalog } from './catalog.js'
import type { PackagesContext } from './context.js'
import { packageOperations } from './operations/index.js'
import type { FleetIndexing, TagKeeper } from './ports.js'
import { ConfigurationStore } from './store/configuration-store.js'
import { migrations } from './store/migrations.js'
import { PackagesStore } from './store/packages-store.js'
import { RequestsStore } from './store/requests-store.js'
import { VersionsStore } from './store/versions-store.js'
import { createTaggable, type TaggableResources } from './taggable.js'

export interface SoftwarePackagesDeps extends AccountContext {
  readonly indexing: FleetIndexing
  readonly tags: TagKeeper
}

export interface SoftwarePackages extends Service {
  readonly taggable: TaggableResources
  readonly catalog: PackageCatalog
}

/** Makes the software package catalog of one account: packages, their versions, and the configuration of the catalog. */
export function createSoftwarePackages(deps: SoftwarePackagesDeps): SoftwarePackages {
  const { store } = deps
  store.migrate('software-packages', migrations)
  const packages = new PackagesStore(store)
  const versions = new VersionsStore(store)
  const configuration = new ConfigurationStore(store)
  const context: PackagesContext = {
    account: deps,
    indexing: deps.indexing,
    tags: deps.tags,
    packages,
    versions,
    configuration,
    requests: new RequestsStore(store),
  }
  return {
    name: 'software-packages',
    operations: { iot: packageOperations(context) },
    topics: [],
    taggable: createTaggable(packages, versions),
    catalog: createCatalog(packages, versions, configuration),
    start: () => undefined,
    close: () => Promise.resolve(),
  }
}
