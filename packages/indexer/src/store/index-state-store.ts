import type { Database, Statement } from '@iot-core-local/core'
import type { GroupIndexConfiguration, ThingIndexConfiguration } from '../config/index-configuration.js'
import type { IndexName } from '../index-name.js'

export type IndexStatus = 'OFF' | 'BUILDING' | 'ACTIVE' | 'REBUILDING'

/** Where one of the two indexes stands. */
export interface IndexState<Configuration> {
  readonly status: IndexStatus
  /** What is to be indexed. */
  readonly configuration: Configuration
  /** What can be searched now: less than `configuration` while it is rebuilt (IDX-042). */
  readonly searchable: Configuration
  /** The number of the newest build: documents of older ones are stale when it is done. */
  readonly build: number
  /** Whether the index is known to hold all that happened: false from the first change after a start until an orderly close. */
  readonly isCurrent: boolean
}

export type ThingIndexState = IndexState<ThingIndexConfiguration>
export type GroupIndexState = IndexState<GroupIndexConfiguration>

interface Row {
  readonly status: IndexStatus
  readonly configuration: string
  readonly searchable: string
  readonly build: number
  readonly isCurrent: number
}

/** The states of both indexes; a handful of reads per process, everything else uses what is in memory. */
export class IndexStateStore {
  readonly #read: Statement<[IndexName], Row>
  readonly #write: Statement<[IndexName, IndexStatus, string, string, number, number]>

  constructor(db: Database) {
    this.#read = db.prepare(
      'SELECT status, configuration, searchable, build, is_current AS isCurrent FROM indexer_indexes WHERE index_name = ?',
    )
    this.#write = db.prepare(
      `INSERT INTO indexer_indexes (index_name, status, configuration, searchable, build, is_current) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (index_name) DO UPDATE SET status = excluded.status, configuration = excluded.configuration,
       searchable = excluded.searchable, build = excluded.build, is_current = excluded.is_current`,
    )
  }

  /** The stored state, or `off` for an index that was never configured. */
  read<Configuration>(index: IndexName, off: Configuration): IndexState<Configuration> {
    const row = this.#read.get(index)
    if (row === undefined) return { status: 'OFF', configuration: off, searchable: off, build: 0, isCurrent: true }
    return {
      status: row.status,
      configuration: parseConfiguration(row.configuration, off),
      searchable: parseConfiguration(row.searchable, off),
      build: row.build,
      isCurrent: row.isCurrent === 1,
    }
  }

  write<Configuration>(index: IndexName, state: IndexState<Configuration>): void {
    this.#write.run(
      index,
      state.status,
      JSON.stringify(state.configuration),
      JSON.stringify(state.searchable),
      state.build,
      state.isCurrent ? 1 : 0,
    )
  }
}

/** The text is what this package wrote. Members that were undefined, and so are not in the text, come from `off`. */
function parseConfiguration<Configuration>(text: string, off: Configuration): Configuration {
  return { ...off, ...(JSON.parse(text) as Configuration) }
}
