import type { IndexName } from '../index-name.js'
import type { DocumentStore } from '../store/document-store.js'
import { parsePart } from '../store/document-store.js'
import type { FieldDictionary } from '../store/field-dictionary.js'
import type { PointStore } from '../store/point-store.js'
import type { TermStore } from '../store/term-store.js'
import type { DocumentPart, PartKey } from './document-part.js'
import type { GeoPoint } from './geo-point.js'
import { type Term, termKey, termsOf } from './terms.js'

export interface DocumentWriterDeps {
  readonly documents: DocumentStore
  readonly fields: FieldDictionary
  readonly terms: TermStore
  readonly points: PointStore
}

/** Writes documents and the terms that find them: of a changed part, only the terms that differ. Called inside a transaction. */
export class DocumentWriter {
  readonly #documents: DocumentStore
  readonly #fields: FieldDictionary
  readonly #terms: TermStore
  readonly #points: PointStore

  constructor(deps: DocumentWriterDeps) {
    this.#documents = deps.documents
    this.#fields = deps.fields
    this.#terms = deps.terms
    this.#points = deps.points
  }

  putPart(index: IndexName, docId: number, part: DocumentPart): void {
    const body = JSON.stringify(part)
    const before = this.#documents.readPartText(docId, part.part)
    if (before === body) return
    this.#documents.writePart(docId, part.part, body)
    // Read back what was written, so that terms are always those of the stored text: an undefined member is gone from it.
    this.#replaceTerms(index, docId, before === undefined ? [] : termsOf(parsePart(before)), termsOf(parsePart(body)))
  }

  removePart(index: IndexName, docId: number, part: PartKey): void {
    const before = this.#documents.readPart(docId, part)
    if (before === undefined) return
    this.#documents.deletePart(docId, part)
    this.#replaceTerms(index, docId, termsOf(before), [])
  }

  setPoint(docId: number, point: GeoPoint | undefined): void {
    this.#points.set(docId, point)
  }

  /** Removes the document with everything that leads to it. */
  removeDocument(index: IndexName, docId: number): void {
    for (const part of this.#documents.readParts(docId)) this.removePart(index, docId, part.part)
    this.#points.set(docId, undefined)
    this.#documents.delete(docId)
  }

  #replaceTerms(index: IndexName, docId: number, before: readonly Term[], after: readonly Term[]): void {
    const gone = new Map(before.map((term) => [termKey(term), term]))
    for (const term of after) {
      if (!gone.delete(termKey(term))) this.#terms.add(this.#fields.require(index, term.field), term.value, docId)
    }
    for (const term of gone.values()) this.#terms.remove(this.#fields.require(index, term.field), term.value, docId)
  }
}
