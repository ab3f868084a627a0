export type { DeployableVersion, PackageCatalog } from './catalog.js'
export type { FleetIndexing, TagKeeper } from './ports.js'
export { createSoftwarePackages, type SoftwarePackages, type SoftwarePackagesDeps } from './software-packages.js'
export type { TaggableResources } from './taggable.js'
