import type { Database, Statement } from '@iot-core-local/core'

/** The dynamic groups whose queries find a document, but that its thing is not in because it is in as many groups as it can be (DTG-012). */
export class RefusalStore {
  readonly #of: Statement<[number], string>
  readonly #add: Statement<[number, string]>
  readonly #remove: Statement<[number, string]>
  readonly #removeAll: Statement<[number]>

  constructor(db: Database) {
    this.#of = db.prepare<[number], string>('SELECT thing_group_name FROM indexer_refusals WHERE doc_id = ?').pluck()
    this.#add = db.prepare('INSERT OR IGNORE INTO indexer_refusals (doc_id, thing_group_name) VALUES (?, ?)')
    this.#remove = db.prepare('DELETE FROM indexer_refusals WHERE doc_id = ? AND thing_group_name = ?')
    this.#removeAll = db.prepare('DELETE FROM indexer_refusals WHERE doc_id = ?')
  }

  of(docId: number): string[] {
    return this.#of.all(docId)
  }

  add(docId: number, thingGroupName: string): void {
    this.#add.run(docId, thingGroupName)
  }

  remove(docId: number, thingGroupName: string): void {
    this.#remove.run(docId, thingGroupName)
  }

  removeAll(docId: number): void {
    this.#removeAll.run(docId)
  }
}
