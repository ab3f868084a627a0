import type { Service } from '@iot-core-local/core'
import { Aggregator } from './aggregation/aggregator.js'
import { DocumentWriter } from './documents/document-writer.js'
import { DEFAULT_BUILD_DELAY_MS, type IndexerDeps, type IndexerOptions } from './indexer-options.js'
import { FleetFollower } from './maintenance/fleet-follower.js'
import { GroupDocuments } from './maintenance/group-documents.js'
import { IndexBuilder } from './maintenance/index-builder.js'
import { IndexStates } from './maintenance/index-states.js'
import { createIndexTransaction } from './maintenance/index-transaction.js'
import { Reconciler } from './maintenance/reconciler.js'
import { ThingDocuments } from './maintenance/thing-documents.js'
import { describeIndex } from './operations/describe-index.js'
import { getIndexingConfiguration } from './operations/get-indexing-configuration.js'
import { getBucketsAggregation } from './operations/get-buckets-aggregation.js'
import { getCardinality } from './operations/get-cardinality.js'
import { getPercentiles } from './operations/get-percentiles.js'
import { getStatistics } from './operations/get-statistics.js'
import { getThingConnectivityData } from './operations/get-thing-connectivity-data.js'
import { listIndices } from './operations/list-indices.js'
import { searchIndex } from './operations/search-index.js'
import { updateIndexingConfiguration } from './operations/update-indexing-configuration.js'
import { Planner } from './search/planner.js'
import { Searcher } from './search/searcher.js'
import { DocumentStore } from './store/document-store.js'
import { FieldDictionary } from './store/field-dictionary.js'
import { IndexStateStore } from './store/index-state-store.js'
import { INDEXER_MIGRATIONS } from './store/migrations.js'
import { PointStore } from './store/point-store.js'
import { TermStore } from './store/term-store.js'

/** Fleet indexing of one account: configuration, the two indexes, search, aggregations and connectivity data (IDX, QRY, AGG, CND). */
export interface Indexer extends Service {
  readonly name: 'indexer'
}

/** Makes the fleet index. It reads from `deps.source` when an index is switched on, and follows domain events from `start()` on. */
export function createIndexer(deps: IndexerDeps, options: IndexerOptions = {}): Indexer {
  const { store, source } = deps
  store.migrate('indexer', INDEXER_MIGRATIONS)
  const documents = new DocumentStore(store.db)
  const fields = new FieldDictionary(store.db)
  const terms = new TermStore(store.db)
  const points = new PointStore(store.db)
  const states = new IndexStates(new IndexStateStore(store.db))
  const transaction = createIndexTransaction(store, fields)
  const writer = new DocumentWriter({ documents, fields, terms, points })
  const things = new ThingDocuments(states, documents, writer, source)
  const groups = new GroupDocuments(states, documents, writer, source)
  const buildDelayMs = options.buildDelayMs ?? DEFAULT_BUILD_DELAY_MS
  const builder = new IndexBuilder({ account: deps, source, states, documents, writer, things, groups, transaction, buildDelayMs })
  const reconciler = new Reconciler({ account: deps, source, states, documents, things, builder, transaction, fields, terms })
  const follower = new FleetFollower({
    account: deps,
    source,
    states,
    things,
    groups,
    transaction,
    forgetGroup: (thingGroupName) => reconciler.forgetGroup(thingGroupName),
  })
  const searcher = new Searcher(states, new Planner({ documents, fields, terms, points }))
  const aggregator = new Aggregator({ searcher, states, documents, fields, terms })
  return {
    name: 'indexer',
    topics: [],
    operations: {
      iot: {
        UpdateIndexingConfiguration: updateIndexingConfiguration(states, builder, transaction),
        GetIndexingConfiguration: getIndexingConfiguration(states),
        DescribeIndex: describeIndex(states, searcher),
        ListIndices: listIndices(states),
        SearchIndex: searchIndex(searcher, documents),
        GetStatistics: getStatistics(aggregator),
        GetCardinality: getCardinality(aggregator),
        GetPercentiles: getPercentiles(aggregator),
        GetBucketsAggregation: getBucketsAggregation(aggregator),
        GetThingConnectivityData: getThingConnectivityData(states, documents),
      },
    },
    start: () => {
      reconciler.start()
      follower.start()
    },
    close: async () => {
      follower.close()
      await builder.close()
      reconciler.close()
    },
  }
}
