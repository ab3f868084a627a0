import type { Service } from '@iot-core-local/core'
import { Aggregator } from './aggregation/aggregator.js'
import { ChangedDocuments } from './dynamic-groups/changed-documents.js'
import { DynamicGroupBook } from './dynamic-groups/dynamic-group-book.js'
import { GroupBuilder } from './dynamic-groups/group-builder.js'
import { GroupLifecycle } from './dynamic-groups/group-lifecycle.js'
import { MembershipSettler } from './dynamic-groups/membership-settler.js'
import { Memberships } from './dynamic-groups/memberships.js'
import { DocumentWriter } from './documents/document-writer.js'
import { DEFAULT_BUILD_DELAY_MS, type IndexerDeps, type IndexerOptions } from './indexer-options.js'
import { THINGS } from './index-name.js'
import { Background } from './maintenance/background.js'
import { FleetFollower } from './maintenance/fleet-follower.js'
import { GroupDocuments } from './maintenance/group-documents.js'
import { IndexBuilder } from './maintenance/index-builder.js'
import { IndexStates } from './maintenance/index-states.js'
import { createIndexTransaction } from './maintenance/index-transaction.js'
import { Reconciler } from './maintenance/reconciler.js'
import { ThingDocuments } from './maintenance/thing-documents.js'
import { createDynamicThingGroup } from './operations/create-dynamic-thing-group.js'
import { deleteDynamicThingGroup } from './operations/delete-dynamic-thing-group.js'
import { describeIndex } from './operations/describe-index.js'
import { getIndexingConfiguration } from './operations/get-indexing-configuration.js'
import { getBucketsAggregation } from './operations/get-buckets-aggregation.js'
import { getCardinality } from './operations/get-cardinality.js'
import { getPercentiles } from './operations/get-percentiles.js'
import { getStatistics } from './operations/get-statistics.js'
import { getThingConnectivityData } from './operations/get-thing-connectivity-data.js'
import { listIndices } from './operations/list-indices.js'
import { searchIndex } from './operations/search-index.js'
import { updateDynamicThingGroup } from './operations/update-dynamic-thing-group.js'
import { updateIndexingConfiguration } from './operations/update-indexing-configuration.js'
import { DocumentMatcher } from './search/document-matcher.js'
import { Planner } from './search/planner.js'
import { Searcher } from './search/searcher.js'
import { DocumentStore } from './store/document-store.js'
import { FieldDictionary } from './store/field-dictionary.js'
import { IndexStateStore } from './store/index-state-store.js'
import { INDEXER_MIGRATIONS } from './store/migrations.js'
import { PointStore } from './store/point-store.js'
import { RefusalStore } from './store/refusal-store.js'
import { TermStore } from './store/term-store.js'

/** Fleet indexing of one account: configuration, the two indexes, search, aggregations, connectivity data and the members of dynamic groups (IDX, QRY, AGG, CND, DTG). */
export interface Indexer extends Service {
  readonly name: 'indexer'
  /** Whether the thing index is switched on (`thingIndexingMode`). */
  isThingIndexOn(): boolean
}

/** Makes the fleet index. It reads from `deps.source` when an index is switched on, and follows domain events from `start()` on. */
export function createIndexer(deps: IndexerDeps, options: IndexerOptions = {}): Indexer {
  const { store, source, dynamicGroups } = deps
  store.migrate('indexer', INDEXER_MIGRATIONS)
  const documents = new DocumentStore(store.db)
  const fields = new FieldDictionary(store.db)
  const terms = new TermStore(store.db)
  const points = new PointStore(store.db)
  const refusals = new RefusalStore(store.db)
  const states = new IndexStates(new IndexStateStore(store.db))
  const transaction = createIndexTransaction(store, fields)
  const background = new Background(deps)
  const buildDelayMs = options.buildDelayMs ?? DEFAULT_BUILD_DELAY_MS
  const planner = new Planner({ documents, fields, terms, points })

  const book = new DynamicGroupBook(states, dynamicGroups)
  const changes: ChangedDocuments = new ChangedDocuments(book, () => settler.wake())
  const writer = new DocumentWriter({ documents, fields, terms, points, refusals, changes })
  const things = new ThingDocuments(states, documents, writer, source)
  const groups = new GroupDocuments(states, documents, writer, source)
  const matcher = new DocumentMatcher({ documents, fields, terms, points })
  const memberships = new Memberships({
    account: deps,
    groups: dynamicGroups,
    source,
    book,
    changes,
    matcher,
    documents,
    refusals,
    things,
  })
  const settler: MembershipSettler = new MembershipSettler(background, transaction, changes, memberships)
  const groupBuilder = new GroupBuilder({
    account: deps,
    groups: dynamicGroups,
    states,
    book,
    memberships,
    planner,
    documents,
    transaction,
    background,
    buildDelayMs,
  })
  const lifecycle = new GroupLifecycle({ store, groups: dynamicGroups, book, changes, builder: groupBuilder })

  const builder = new IndexBuilder({
    account: deps,
    source,
    states,
    documents,
    writer,
    things,
    groups,
    transaction,
    background,
    buildDelayMs,
    finished: (index) => {
      if (index === THINGS) lifecycle.indexIsBuilt()
    },
  })
  const reconciler = new Reconciler({
    account: deps,
    source,
    states,
    documents,
    things,
    builder,
    background,
    transaction,
    fields,
    terms,
    rebuilding: () => lifecycle.indexIsRebuilding(),
  })
  const follower = new FleetFollower({
    account: deps,
    source,
    states,
    things,
    groups,
    memberships,
    transaction,
    forgetGroup: (thingGroupName) => reconciler.forgetGroup(thingGroupName),
  })
  const searcher = new Searcher(states, planner)
  const aggregator = new Aggregator({ searcher, states, documents, fields, terms })
  return {
    name: 'indexer',
    isThingIndexOn: () => states.things.configuration.thingIndexingMode !== 'OFF',
    topics: [],
    operations: {
      iot: {
        UpdateIndexingConfiguration: updateIndexingConfiguration(states, builder, lifecycle, transaction),
        GetIndexingConfiguration: getIndexingConfiguration(states),
        DescribeIndex: describeIndex(states, searcher),
        ListIndices: listIndices(states),
        SearchIndex: searchIndex(searcher, documents),
        GetStatistics: getStatistics(aggregator),
        GetCardinality: getCardinality(aggregator),
        GetPercentiles: getPercentiles(aggregator),
        GetBucketsAggregation: getBucketsAggregation(aggregator),
        GetThingConnectivityData: getThingConnectivityData(states, documents),
        CreateDynamicThingGroup: createDynamicThingGroup(store, states, dynamicGroups, lifecycle),
        UpdateDynamicThingGroup: updateDynamicThingGroup(store, states, dynamicGroups, lifecycle),
        DeleteDynamicThingGroup: deleteDynamicThingGroup(store, dynamicGroups, lifecycle),
      },
    },
    start: () => {
      book.reload()
      reconciler.start()
      lifecycle.start()
      follower.start()
    },
    close: async () => {
      follower.close()
      builder.close()
      await settler.rest()
      await background.close()
      lifecycle.close()
      reconciler.close()
    },
  }
}
