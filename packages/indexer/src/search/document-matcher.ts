import { distanceMeters } from '../documents/geo-point.js'
import { jsonNumber } from '../documents/json-number.js'
import { PHRASE_WORDS, phraseField, unfieldedField } from '../documents/terms.js'
import { THINGS } from '../index-name.js'
import type { Query } from '../query/query.js'
import type { ValueRange } from '../store/term-store.js'
import { holdsPhrase, runsOf } from './held-phrase.js'
import type { PlannerDeps } from './planner.js'
import { boundsRange, continuedRange, patternRange } from './value-ranges.js'

/** Says of one document of `AWS_Things` whether a query finds it: a look-up or two for each term, whatever the size of the fleet. */
export class DocumentMatcher {
  readonly #deps: PlannerDeps

  constructor(deps: PlannerDeps) {
    this.#deps = deps
  }

  /** `parts` are the keys of the document parts that can be searched now, as in a search. */
  matches(docId: number, query: Query, parts: ReadonlySet<string>): boolean {
    const { terms, points } = this.#deps
    switch (query.kind) {
      case 'all':
        return true
      case 'and':
        return query.parts.every((part) => this.matches(docId, part, parts))
      case 'or':
        return query.parts.some((part) => this.matches(docId, part, parts))
      case 'not':
        return !this.matches(docId, query.part, parts)
      case 'exists':
        return this.#inField(query.field, (fieldId) => terms.hasField(fieldId, docId))
      case 'word':
        return inFields(query.field, parts, (field) => this.#hasWord(docId, field, query.word))
      case 'pattern':
        return inFields(query.field, parts, (field) => this.#hasRange(docId, field, patternRange(query.pieces)))
      case 'phrase':
        return inFields(query.field, parts, (field) => this.#hasPhrase(docId, field, query.words))
      case 'range':
        return this.#hasRange(docId, query.field, boundsRange(query.type, query.low, query.high))
      case 'geo': {
        const point = points.get(docId)
        return point !== undefined && distanceMeters(query.center, point) <= query.radiusMeters
      }
    }
  }

  #inField(field: string, holds: (fieldId: number) => boolean): boolean {
    const fieldId = this.#deps.fields.find(THINGS, field)
    return fieldId !== undefined && holds(fieldId)
  }

  #hasWord(docId: number, field: string, word: string): boolean {
    const { terms } = this.#deps
    const number = jsonNumber(word)
    return this.#inField(
      field,
      (fieldId) => terms.hasEqual(fieldId, word, docId) || (number !== undefined && terms.hasEqual(fieldId, number, docId)),
    )
  }

  #hasRange(docId: number, field: string, range: ValueRange): boolean {
    return this.#inField(field, (fieldId) => this.#deps.terms.hasRange(fieldId, range, docId))
  }

  #hasPhrase(docId: number, field: string, words: readonly string[]): boolean {
    const { documents, terms } = this.#deps
    const hasRuns = this.#inField(phraseField(field), (fieldId) =>
      runsOf(words).every((run) => terms.hasEqual(fieldId, run, docId) || terms.hasRange(fieldId, continuedRange(run), docId)),
    )
    return hasRuns && (words.length <= PHRASE_WORDS || holdsPhrase(documents, docId, field, words))
  }
}

function inFields(field: string | undefined, parts: ReadonlySet<string>, holds: (field: string) => boolean): boolean {
  return field === undefined ? [...parts].some((part) => holds(unfieldedField(part))) : holds(field)
}
