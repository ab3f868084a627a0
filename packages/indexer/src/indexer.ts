import type { Service } from '@iot-core-local/core'
import type { IndexerDeps, IndexerOptions } from './indexer-options.js'

/** Fleet indexing of one account: configuration, the two indexes, search and connectivity data (IDX, QRY, CND). */
export interface Indexer extends Service {
  readonly name: 'indexer'
}

/** Makes the fleet index. It reads from `deps.source` when an index is switched on, and follows domain events from `start()` on. */
export function createIndexer(_deps: IndexerDeps, _options: IndexerOptions = {}): Indexer {
  return { name: 'indexer', operations: {}, topics: [], start: () => undefined, close: () => Promise.resolve() }
}
