import BetterSqlite3 from 'better-sqlite3'
import { EmulatorError } from '../errors/emulator-error.js'
import { type Migration, migrate } from './migrations.js'

export type Database = BetterSqlite3.Database
export type Statement<Parameters extends unknown[] = unknown[], Row = unknown> = BetterSqlite3.Statement<Parameters, Row>

export interface StoreOptions {
  /** The database file. Without it everything is in memory and lost on close. */
  readonly file?: string
  /** How long to wait for another process that holds the file, in milliseconds. Default 5,000. */
  readonly busyTimeoutMs?: number
}

/**
 * One account's database. Synchronous; one transaction per operation; what must happen after commit waits for it.
 *
 * Statements bound their rows by `LIMIT +?`: a bare parameter there makes SQLite (with STAT4) plan the statement anew each time it is bound, which
 * takes longer than a page.
 */
export interface Store {
  readonly db: Database
  /** Whether the data outlives the process. */
  readonly isPersistent: boolean
  /** Creates or updates the tables of one package. Call it before preparing statements. */
  migrate(packageName: string, migrations: readonly Migration[]): void
  /** Runs `work` in one transaction; inside another, as part of it. What `work` throws rolls it back, and forgets what `afterCommit` was given. */
  transaction<T>(work: () => T): T
  /** Runs `effect` once the outermost transaction has committed, in order; at once when there is none. */
  afterCommit(effect: () => void): void
  close(): void
}

/** Opens or creates the store. @throws EmulatorError ICL_DATA_DIR_UNWRITABLE when the file cannot be opened for writing. */
export function openStore(options: StoreOptions = {}): Store {
  const db = open(options.file, options.busyTimeoutMs ?? 5_000)
  db.pragma('journal_mode = WAL')
  // A commit survives the end of the process at any moment; only a power cut may lose the last ones.
  db.pragma('synchronous = NORMAL')
  db.pragma('foreign_keys = ON')
  db.pragma('temp_store = MEMORY')
  return new SqliteStore(db, options.file !== undefined)
}

function open(file: string | undefined, busyTimeoutMs: number): Database {
  try {
    return new BetterSqlite3(file ?? ':memory:', { timeout: busyTimeoutMs })
  } catch (cause) {
    throw new EmulatorError('ICL_DATA_DIR_UNWRITABLE', `The database ${file ?? ''} cannot be opened.`, {
      hint: 'Give --data-dir a folder that this user may write to.',
      cause,
    })
  }
}

class SqliteStore implements Store {
  readonly db: Database
  readonly isPersistent: boolean
  #depth = 0
  #isDraining = false
  readonly #effects: (() => void)[] = []
  /** Made once: better-sqlite3 builds a wrapper for each function it is given. */
  readonly #inTransaction: (work: () => unknown) => unknown

  constructor(db: Database, isPersistent: boolean) {
    this.db = db
    this.isPersistent = isPersistent
    this.#inTransaction = db.transaction((work: () => unknown) => work())
  }

  migrate(packageName: string, migrations: readonly Migration[]): void {
    migrate(this.db, packageName, migrations)
  }

  transaction<T>(work: () => T): T {
    const effectsBefore = this.#effects.length
    this.#depth++
    let result: T
    try {
      // Inside a transaction better-sqlite3 makes this a savepoint, so an inner failure that the outer work catches undoes only the inner part.
      // It returns what `work` returned.
      result = this.#inTransaction(work) as T
    } catch (error) {
      this.#effects.length = effectsBefore
      throw error
    } finally {
      this.#depth--
    }
    if (this.#depth === 0) this.#drain()
    return result
  }

  afterCommit(effect: () => void): void {
    this.#effects.push(effect)
    if (this.#depth === 0) this.#drain()
  }

  close(): void {
    this.db.close()
  }

  /** In order of commit: what an effect causes comes after what was already waiting. An effect that throws does not hold up the others. */
  #drain(): void {
    if (this.#isDraining) return
    this.#isDraining = true
    const errors: unknown[] = []
    // What effects add is appended meanwhile. An index, because shifting a long array costs its length each time.
    for (let index = 0; index < this.#effects.length; index++) {
      try {
        this.#effects[index]?.()
      } catch (error) {
        errors.push(error)
      }
    }
    this.#effects.length = 0
    this.#isDraining = false
    if (errors.length > 0) throw new AggregateError(errors, 'Work that was to follow a commit failed.')
  }
}
