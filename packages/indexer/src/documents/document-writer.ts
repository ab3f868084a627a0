import type { ChangedDocuments } from '../dynamic-groups/changed-documents.js'
import type { IndexName } from '../index-name.js'
import type { DocumentStore } from '../store/document-store.js'
import { parsePart } from '../store/document-store.js'
import type { FieldDictionary } from '../store/field-dictionary.js'
import type { PointStore } from '../store/point-store.js'
import type { RefusalStore } from '../store/refusal-store.js'
import type { TermStore } from '../store/term-store.js'
import type { DocumentPart, PartKey } from './document-part.js'
import type { GeoPoint } from './geo-point.js'
import { type Term, termKey, termsOf } from './terms.js'

export interface DocumentWriterDeps {
  readonly documents: DocumentStore
  readonly fields: FieldDictionary
  readonly terms: TermStore
  readonly points: PointStore
  readonly refusals: RefusalStore
  readonly changes: ChangedDocuments
}

/** Writes documents and the terms that find them: of a changed part, only the terms that differ. Called inside a transaction. */
export class DocumentWriter {
  readonly #documents: DocumentStore
  readonly #fields: FieldDictionary
  readonly #terms: TermStore
  readonly #points: PointStore
  readonly #refusals: RefusalStore
  readonly #changes: ChangedDocuments

  constructor(deps: DocumentWriterDeps) {
    this.#documents = deps.documents
    this.#fields = deps.fields
    this.#terms = deps.terms
    this.#points = deps.points
    this.#refusals = deps.refusals
    this.#changes = deps.changes
  }

  insertDocument(index: IndexName, name: string, build: number): number {
    const docId = this.#documents.insert(index, name, build)
    this.#changes.created(index, docId)
    return docId
  }

  putPart(index: IndexName, docId: number, part: DocumentPart): void {
    const body = JSON.stringify(part)
    const before = this.#documents.readPartText(docId, part.part)
    if (before === body) return
    this.#documents.writePart(docId, part.part, body)
    this.#changes.content(index, docId)
    // Read back what was written, so that terms are always those of the stored text: an undefined member is gone from it.
    this.#replaceTerms(index, docId, before === undefined ? [] : termsOf(parsePart(before)), termsOf(parsePart(body)))
  }

  removePart(index: IndexName, docId: number, part: PartKey): void {
    const before = this.#documents.readPart(docId, part)
    if (before === undefined) return
    this.#documents.deletePart(docId, part)
    this.#changes.content(index, docId)
    this.#replaceTerms(index, docId, termsOf(before), [])
  }

  setPoint(docId: number, point: GeoPoint | undefined): void {
    const before = this.#points.get(docId)
    if (before?.latitude === point?.latitude && before?.longitude === point?.longitude) return
    this.#points.set(docId, point)
    this.#changes.point(docId)
  }

  /** Removes the document with everything that leads to it. */
  removeDocument(index: IndexName, docId: number): void {
    for (const part of this.#documents.readParts(docId)) this.removePart(index, docId, part.part)
    this.#points.set(docId, undefined)
    this.#refusals.removeAll(docId)
    this.#documents.delete(docId)
    this.#changes.forget(docId)
  }

  #replaceTerms(index: IndexName, docId: number, before: readonly Term[], after: readonly Term[]): void {
    const gone = new Map(before.map((term) => [termKey(term), term]))
    for (const term of after) {
      if (gone.delete(termKey(term))) continue
      this.#terms.add(this.#fields.require(index, term.field), term.value, docId)
      this.#changes.field(index, docId, term.field)
    }
    for (const term of gone.values()) {
      this.#terms.remove(this.#fields.require(index, term.field), term.value, docId)
      this.#changes.field(index, docId, term.field)
    }
  }
}
