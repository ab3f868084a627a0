import type { Database, Statement } from '@iot-core-local/core'
import type { IndexName } from '../index-name.js'

/** How many field ids are remembered; beyond it the dictionary is asked again. Fields are what devices write, so their number has no bound. */
const MAX_REMEMBERED_FIELDS = 10_000

/** Short numbers for field names. */
export class FieldDictionary {
  readonly #find: Statement<[IndexName, string], number>
  readonly #insert: Statement<[IndexName, string]>
  readonly #remembered = new Map<string, number>()

  constructor(db: Database) {
    this.#find = db.prepare<[IndexName, string], number>('SELECT field_id FROM indexer_fields WHERE index_name = ? AND field = ?').pluck()
    this.#insert = db.prepare('INSERT INTO indexer_fields (index_name, field) VALUES (?, ?)')
  }

  /** The field's number; undefined when no document ever had the field. */
  find(index: IndexName, field: string): number | undefined {
    const key = `${index}\u0000${field}`
    const known = this.#remembered.get(key)
    if (known !== undefined) return known
    const id = this.#find.get(index, field)
    if (id !== undefined) this.#remember(key, id)
    return id
  }

  /** The field's number, given out now when it has none. Inside a transaction: when it is rolled back, call {@link forget}. */
  require(index: IndexName, field: string): number {
    return this.find(index, field) ?? Number(this.#insert.run(index, field).lastInsertRowid)
  }

  /** Drops what is remembered: a roll-back has taken numbers back. */
  forget(): void {
    this.#remembered.clear()
  }

  #remember(key: string, id: number): void {
    if (this.#remembered.size >= MAX_REMEMBERED_FIELDS) this.#remembered.clear()
    this.#remembered.set(key, id)
  }
}
