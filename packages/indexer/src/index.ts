export { createIndexer, type Indexer } from './indexer.js'
export type { IndexerDeps, IndexerOptions } from './indexer-options.js'
export type { Connectivity, FleetSource, NamedShadow } from './ports.js'
