import type { Database, Statement } from '@iot-core-local/core'

/** Values between two bounds of the same type; `notLow` and `notHigh` repeat an exclusive bound. */
export interface ValueRange {
  readonly low: string | number
  /** An empty Buffer stands above all texts. */
  readonly high: string | number | Buffer
  readonly notLow: string | number | null
  readonly notHigh: string | number | null
  /** A GLOB pattern that the value matches besides. */
  readonly glob: string | null
}

/** Above all texts: SQLite sorts blobs behind them. */
export const ABOVE_TEXT = Buffer.alloc(0)

const IN_RANGE = `value >= @low AND value <= @high AND value IS NOT @notLow AND value IS NOT @notHigh AND (@glob IS NULL OR value GLOB @glob)`

type RangeParameters = ValueRange & { readonly fieldId: number }

/** The inverted index. */
export class TermStore {
  readonly #add: Statement<[number, string | number, number]>
  readonly #remove: Statement<[number, string | number, number]>
  readonly #equal: Statement<[number, string | number, number, number], number>
  readonly #hasEqual: Statement<[number, string | number, number], number>
  readonly #countEqual: Statement<[number, string | number, number], number>
  readonly #countRange: Statement<[RangeParameters & { limit: number }], number>
  readonly #allInRange: Statement<[RangeParameters], number>
  readonly #hasRange: Statement<[RangeParameters & { docId: number }], number>
  readonly #rangeInWindow: Statement<[RangeParameters & { from: number; until: number }], number>
  readonly #existing: Statement<[number, number, number], number>
  readonly #hasField: Statement<[number, number], number>
  readonly #countField: Statement<[number, number], number>
  readonly #windowEnd: Statement<[number, number, number], number>
  readonly #valuesOf: Statement<[number, number], string | number>

  constructor(db: Database) {
    this.#add = db.prepare('INSERT OR IGNORE INTO indexer_terms (field_id, value, doc_id) VALUES (?, ?, ?)')
    this.#remove = db.prepare('DELETE FROM indexer_terms WHERE field_id = ? AND value = ? AND doc_id = ?')
    this.#equal = db
      .prepare<[number, string | number, number, number], number>(
        'SELECT doc_id FROM indexer_terms WHERE field_id = ? AND value = ? AND doc_id >= ? ORDER BY doc_id LIMIT +?',
      )
      .pluck()
    this.#hasEqual = db
      .prepare<[number, string | number, number], number>('SELECT 1 FROM indexer_terms WHERE field_id = ? AND value = ? AND doc_id = ?')
      .pluck()
    this.#countEqual = db
      .prepare<[number, string | number, number], number>(
        'SELECT COUNT(*) FROM (SELECT 1 FROM indexer_terms WHERE field_id = ? AND value = ? LIMIT +?)',
      )
      .pluck()
    this.#countRange = db
      .prepare<[RangeParameters & { limit: number }], number>(
        'SELECT COUNT(*) FROM (SELECT 1 FROM indexer_terms WHERE field_id = @fieldId AND value >= @low AND value <= @high LIMIT +@limit)',
      )
      .pluck()
    this.#allInRange = db
      .prepare<[RangeParameters], number>(`SELECT doc_id FROM indexer_terms WHERE field_id = @fieldId AND ${IN_RANGE}`)
      .pluck()
    this.#hasRange = db
      .prepare<[RangeParameters & { docId: number }], number>(
        `SELECT 1 FROM indexer_terms INDEXED BY indexer_terms_by_document WHERE field_id = @fieldId AND doc_id = @docId AND ${IN_RANGE} LIMIT 1`,
      )
      .pluck()
    this.#rangeInWindow = db
      .prepare<[RangeParameters & { from: number; until: number }], number>(
        `SELECT DISTINCT doc_id FROM indexer_terms INDEXED BY indexer_terms_by_document
         WHERE field_id = @fieldId AND doc_id >= @from AND doc_id <= @until AND ${IN_RANGE} ORDER BY doc_id`,
      )
      .pluck()
    this.#existing = db
      .prepare<[number, number, number], number>(
        'SELECT DISTINCT doc_id FROM indexer_terms INDEXED BY indexer_terms_by_document WHERE field_id = ? AND doc_id >= ? ORDER BY doc_id LIMIT +?',
      )
      .pluck()
    this.#hasField = db.prepare<[number, number], number>('SELECT 1 FROM indexer_terms WHERE field_id = ? AND doc_id = ? LIMIT 1').pluck()
    this.#countField = db
      .prepare<[number, number], number>('SELECT COUNT(*) FROM (SELECT 1 FROM indexer_terms WHERE field_id = ? LIMIT +?)')
      .pluck()
    this.#windowEnd = db
      .prepare<[number, number, number], number>(
        `SELECT MAX(doc_id) FROM (SELECT doc_id FROM indexer_terms INDEXED BY indexer_terms_by_document
         WHERE field_id = ? AND doc_id >= ? ORDER BY doc_id LIMIT +?)`,
      )
      .pluck()
    this.#valuesOf = db
      .prepare<[number, number], string | number>('SELECT value FROM indexer_terms WHERE field_id = ? AND doc_id = ? ORDER BY value')
      .pluck()
  }

  add(fieldId: number, value: string | number, docId: number): void {
    this.#add.run(fieldId, value, docId)
  }

  remove(fieldId: number, value: string | number, docId: number): void {
    this.#remove.run(fieldId, value, docId)
  }

  /** Up to `limit` documents with the value, ascending, from `from` on. */
  equal(fieldId: number, value: string | number, from: number, limit: number): number[] {
    return this.#equal.all(fieldId, value, from, limit)
  }

  hasEqual(fieldId: number, value: string | number, docId: number): boolean {
    return this.#hasEqual.get(fieldId, value, docId) !== undefined
  }

  countEqual(fieldId: number, value: string | number, limit: number): number {
    return this.#countEqual.get(fieldId, value, limit) ?? 0
  }

  /** Counts values between the bounds, whether or not they match the pattern, no further than `limit`. */
  countRange(fieldId: number, range: ValueRange, limit: number): number {
    return this.#countRange.get({ ...range, fieldId, limit }) ?? 0
  }

  /** All documents in the range, in order of value: a document may come twice. */
  allInRange(fieldId: number, range: ValueRange): number[] {
    return this.#allInRange.all({ ...range, fieldId })
  }

  hasRange(fieldId: number, range: ValueRange, docId: number): boolean {
    return this.#hasRange.get({ ...range, fieldId, docId }) !== undefined
  }

  /** Documents with a value in the range among those from `from` to `until`, ascending. */
  rangeInWindow(fieldId: number, range: ValueRange, from: number, until: number): number[] {
    return this.#rangeInWindow.all({ ...range, fieldId, from, until })
  }

  /** The last document within `rows` values of the field from `from` on; undefined when there is none. */
  windowEnd(fieldId: number, from: number, rows: number): number | undefined {
    return this.#windowEnd.get(fieldId, from, rows) ?? undefined
  }

  existing(fieldId: number, from: number, limit: number): number[] {
    return this.#existing.all(fieldId, from, limit)
  }

  hasField(fieldId: number, docId: number): boolean {
    return this.#hasField.get(fieldId, docId) !== undefined
  }

  countField(fieldId: number, limit: number): number {
    return this.#countField.get(fieldId, limit) ?? 0
  }

  valuesOf(fieldId: number, docId: number): (string | number)[] {
    return this.#valuesOf.all(fieldId, docId)
  }
}
