import type { Database, Statement } from '@iot-core-local/core'
import type { DocumentPart, PartKey } from '../documents/document-part.js'
import type { IndexName } from '../index-name.js'

export interface StoredDocument {
  readonly docId: number
  readonly name: string
}

/** The documents and their parts, as JSON. */
export class DocumentStore {
  readonly #findId: Statement<[IndexName, string], number>
  readonly #nameOf: Statement<[number], string>
  readonly #insert: Statement<[IndexName, string, number]>
  readonly #delete: Statement<[number]>
  readonly #setBuild: Statement<[number, number]>
  readonly #stale: Statement<[IndexName, number, number], StoredDocument>
  readonly #inOrder: Statement<[IndexName, number, number], number>
  readonly #countUpTo: Statement<[IndexName, number], number>
  readonly #readPart: Statement<[number, string], string>
  readonly #readParts: Statement<[number], string>
  readonly #writePart: Statement<[number, string, string]>
  readonly #deletePart: Statement<[number, string]>

  constructor(db: Database) {
    this.#findId = db.prepare<[IndexName, string], number>('SELECT doc_id FROM indexer_documents WHERE index_name = ? AND name = ?').pluck()
    this.#nameOf = db.prepare<[number], string>('SELECT name FROM indexer_documents WHERE doc_id = ?').pluck()
    this.#insert = db.prepare('INSERT INTO indexer_documents (index_name, name, build) VALUES (?, ?, ?)')
    this.#delete = db.prepare('DELETE FROM indexer_documents WHERE doc_id = ?')
    this.#setBuild = db.prepare('UPDATE indexer_documents SET build = ? WHERE doc_id = ?')
    this.#stale = db.prepare(
      'SELECT doc_id AS docId, name FROM indexer_documents WHERE index_name = ? AND build < ? ORDER BY build, doc_id LIMIT +?',
    )
    this.#inOrder = db
      .prepare<[IndexName, number, number], number>(
        'SELECT doc_id FROM indexer_documents WHERE index_name = ? AND doc_id >= ? ORDER BY doc_id LIMIT +?',
      )
      .pluck()
    this.#countUpTo = db
      .prepare<[IndexName, number], number>('SELECT COUNT(*) FROM (SELECT 1 FROM indexer_documents WHERE index_name = ? LIMIT +?)')
      .pluck()
    this.#readPart = db.prepare<[number, string], string>('SELECT body FROM indexer_parts WHERE doc_id = ? AND part = ?').pluck()
    this.#readParts = db.prepare<[number], string>('SELECT body FROM indexer_parts WHERE doc_id = ? ORDER BY part').pluck()
    this.#writePart = db.prepare(
      'INSERT INTO indexer_parts (doc_id, part, body) VALUES (?, ?, ?) ON CONFLICT (doc_id, part) DO UPDATE SET body = excluded.body',
    )
    this.#deletePart = db.prepare('DELETE FROM indexer_parts WHERE doc_id = ? AND part = ?')
  }

  findId(index: IndexName, name: string): number | undefined {
    return this.#findId.get(index, name)
  }

  nameOf(docId: number): string | undefined {
    return this.#nameOf.get(docId)
  }

  insert(index: IndexName, name: string, build: number): number {
    return Number(this.#insert.run(index, name, build).lastInsertRowid)
  }

  /** The row only: its parts go before. */
  delete(docId: number): void {
    this.#delete.run(docId)
  }

  setBuild(docId: number, build: number): void {
    this.#setBuild.run(build, docId)
  }

  /** Documents that the builds from `build` on have not written. */
  stale(index: IndexName, build: number, limit: number): StoredDocument[] {
    return this.#stale.all(index, build, limit)
  }

  inOrder(index: IndexName, fromDocId: number, limit: number): number[] {
    return this.#inOrder.all(index, fromDocId, limit)
  }

  /** The number of documents, counted no further than `limit`. */
  countUpTo(index: IndexName, limit: number): number {
    return this.#countUpTo.get(index, limit) ?? 0
  }

  readPart(docId: number, part: PartKey): DocumentPart | undefined {
    const body = this.#readPart.get(docId, part)
    return body === undefined ? undefined : parsePart(body)
  }

  /** As {@link readPart}, for a key that came out of a field's name. */
  readPartNamed(docId: number, part: string): DocumentPart | undefined {
    const body = this.#readPart.get(docId, part)
    return body === undefined ? undefined : parsePart(body)
  }

  readPartText(docId: number, part: PartKey): string | undefined {
    return this.#readPart.get(docId, part)
  }

  readParts(docId: number): DocumentPart[] {
    return this.#readParts.all(docId).map(parsePart)
  }

  writePart(docId: number, part: PartKey, body: string): void {
    this.#writePart.run(docId, part, body)
  }

  deletePart(docId: number, part: PartKey): void {
    this.#deletePart.run(docId, part)
  }
}

/** The text is what this package wrote. */
export function parsePart(body: string): DocumentPart {
  return JSON.parse(body) as DocumentPart
}
