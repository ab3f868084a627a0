export { createIndexer, type Indexer } from './indexer.js'
export type { IndexerDeps, IndexerOptions } from './indexer-options.js'
export type { Connectivity, DynamicGroup, DynamicGroupInput, DynamicGroups, DynamicGroupUpdate, FleetSource, NamedShadow } from './ports.js'
