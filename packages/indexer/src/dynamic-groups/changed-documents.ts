import { type IndexName, THINGS } from '../index-name.js'
import type { DynamicGroupBook } from './dynamic-group-book.js'
import { ANYTHING, POINT } from './watched-fields.js'

/** Which documents of `AWS_Things` changed in a way that the queries of dynamic groups may notice, and which groups are to be asked. */
export class ChangedDocuments {
  readonly #book: DynamicGroupBook
  readonly #wake: () => void
  readonly #waiting = new Map<number, Set<string>>()

  /** `wake` is called when something waits; often, and in the middle of transactions. */
  constructor(book: DynamicGroupBook, wake: () => void) {
    this.#book = book
    this.#wake = wake
  }

  /** A term of the field came or went. */
  field(index: IndexName, docId: number, field: string): void {
    if (index !== THINGS) return
    const watchers = this.#book.watchersOf(field)
    if (watchers !== undefined) this.#add(docId, watchers)
  }

  content(index: IndexName, docId: number): void {
    this.field(index, docId, ANYTHING)
  }

  point(docId: number): void {
    this.field(THINGS, docId, POINT)
  }

  /** The document is new. */
  created(index: IndexName, docId: number): void {
    if (index === THINGS && this.#book.size > 0) this.#add(docId, this.#book.names())
  }

  /** These groups are to be asked once more. */
  groups(docId: number, names: readonly string[]): void {
    if (names.length > 0) this.#add(docId, names)
  }

  /** The document is gone. */
  forget(docId: number): void {
    this.#waiting.delete(docId)
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** The document that waits longest, with its groups; it waits no more. */
  take(): readonly [docId: number, groups: ReadonlySet<string>] | undefined {
    const [first] = this.#waiting
    if (first !== undefined) this.#waiting.delete(first[0])
    return first
  }

  /** The groups that one document waits for; it waits no more. */
  takeOf(docId: number): ReadonlySet<string> | undefined {
    const groups = this.#waiting.get(docId)
    this.#waiting.delete(docId)
    return groups
  }

  #add(docId: number, names: readonly string[]): void {
    const groups = this.#waiting.get(docId)
    if (groups === undefined) this.#waiting.set(docId, new Set(names))
    else for (const name of names) groups.add(name)
    this.#wake()
  }
}
