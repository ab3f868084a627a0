import { distanceMeters, type GeoPoint, latitudeDegrees } from '../documents/geo-point.js'
import { jsonNumber } from '../documents/json-number.js'
import { PHRASE_WORDS, phraseField, unfieldedField } from '../documents/terms.js'
import type { IndexName } from '../index-name.js'
import type { Query } from '../query/query.js'
import type { DocumentStore } from '../store/document-store.js'
import type { FieldDictionary } from '../store/field-dictionary.js'
import type { PointStore } from '../store/point-store.js'
import type { TermStore, ValueRange } from '../store/term-store.js'
import { chunked, complement, COUNT_LIMIT, type DocSet, EMPTY, intersection, listed, PAUSE, union } from './doc-set.js'
import { holdsPhrase, runsOf } from './held-phrase.js'
import { boundsRange, patternRange, continuedRange } from './value-ranges.js'

export interface PlannerDeps {
  readonly documents: DocumentStore
  readonly fields: FieldDictionary
  readonly terms: TermStore
  readonly points: PointStore
}

export interface PlannerLimits {
  /** Up to how many values a range is read at once. */
  readonly maxListedValues: number
  /** How many values of a field are looked at in one go when a large range is walked in order of document. */
  readonly rowsPerWindow: number
}

/** Tens of milliseconds at most, on either path. */
const LIMITS: PlannerLimits = { maxListedValues: COUNT_LIMIT, rowsPerWindow: 10_000 }

/** Turns queries into sets of documents, by the index alone. */
export class Planner {
  readonly #documents: DocumentStore
  readonly #fields: FieldDictionary
  readonly #terms: TermStore
  readonly #points: PointStore

  readonly #limits: PlannerLimits

  constructor(deps: PlannerDeps, limits: PlannerLimits = LIMITS) {
    this.#limits = limits
    this.#documents = deps.documents
    this.#fields = deps.fields
    this.#terms = deps.terms
    this.#points = deps.points
  }

  /** `parts` are the keys of the document parts that can be searched now: words without a field look into these. */
  plan(index: IndexName, query: Query, parts: ReadonlySet<string>): DocSet {
    switch (query.kind) {
      case 'all':
        return this.#all(index)
      case 'and':
        return intersection(query.parts.map((part) => this.plan(index, part, parts)))
      case 'or':
        return union(query.parts.map((part) => this.plan(index, part, parts)))
      case 'not':
        return complement(this.#all(index), this.plan(index, query.part, parts))
      case 'exists':
        return this.#inField(index, query.field, (fieldId) => this.#exists(fieldId))
      case 'word':
        return this.#inFields(query.field, parts, (field) => this.#word(index, field, query.word))
      case 'pattern':
        return this.#inFields(query.field, parts, (field) =>
          this.#inField(index, field, (fieldId) => this.#range(fieldId, patternRange(query.pieces))),
        )
      case 'phrase':
        return this.#inFields(query.field, parts, (field) => this.#phrase(index, field, query.words))
      case 'range':
        return this.#inField(index, query.field, (fieldId) => this.#range(fieldId, boundsRange(query.type, query.low, query.high)))
      case 'geo':
        return this.#near(query.center, query.radiusMeters)
    }
  }

  #all(index: IndexName): DocSet {
    return chunked(
      this.#documents.countUpTo(index, COUNT_LIMIT + 1),
      (from, limit) => this.#documents.inOrder(index, from, limit),
      () => true,
    )
  }

  #inField(index: IndexName, field: string, make: (fieldId: number) => DocSet): DocSet {
    const fieldId = this.#fields.find(index, field)
    return fieldId === undefined ? EMPTY : make(fieldId)
  }

  #inFields(field: string | undefined, parts: ReadonlySet<string>, make: (field: string) => DocSet): DocSet {
    if (field !== undefined) return make(field)
    return union([...parts].map((part) => make(unfieldedField(part))))
  }

  #exists(fieldId: number): DocSet {
    return chunked(
      this.#terms.countField(fieldId, COUNT_LIMIT + 1),
      (from, limit) => this.#terms.existing(fieldId, from, limit),
      (docId) => this.#terms.hasField(fieldId, docId),
    )
  }

  /** The word, and the number it reads as (QRY-031). */
  #word(index: IndexName, field: string, word: string): DocSet {
    return this.#inField(index, field, (fieldId) => {
      const text = this.#equal(fieldId, word)
      const number = jsonNumber(word)
      return number === undefined ? text : union([text, this.#equal(fieldId, number)])
    })
  }

  #equal(fieldId: number, value: string | number): DocSet {
    return chunked(
      this.#terms.countEqual(fieldId, value, COUNT_LIMIT + 1),
      (from, limit) => this.#terms.equal(fieldId, value, from, limit),
      (docId) => this.#terms.hasEqual(fieldId, value, docId),
    )
  }

  /** Small ranges are read at once; large ones are walked in order of document, where a page of results is never far. */
  #range(fieldId: number, range: ValueRange): DocSet {
    const { maxListedValues, rowsPerWindow } = this.#limits
    const count = this.#terms.countRange(fieldId, range, maxListedValues + 1)
    if (count <= maxListedValues) return listed(ascending(this.#terms.allInRange(fieldId, range)))
    const terms = this.#terms
    return {
      estimate: count,
      *docs(from) {
        for (let next = from; ;) {
          const until = terms.windowEnd(fieldId, next, rowsPerWindow)
          if (until === undefined) return
          yield* terms.rangeInWindow(fieldId, range, next, until)
          next = until + 1
          yield PAUSE
        }
      },
      has: (docId) => terms.hasRange(fieldId, range, docId),
    }
  }

  /** Consecutive words in order (QRY-023): by the kept runs of words, and by comparing when the phrase is longer than these. */
  #phrase(index: IndexName, field: string, words: readonly string[]): DocSet {
    const runs = runsOf(words).map((run) =>
      this.#inField(index, phraseField(field), (fieldId) => union([this.#equal(fieldId, run), this.#range(fieldId, continuedRange(run))])),
    )
    if (words.length <= PHRASE_WORDS) return intersection(runs)
    const held: DocSet = { ...EMPTY, estimate: Infinity, has: (docId) => holdsPhrase(this.#documents, docId, field, words) }
    return intersection([...runs, held])
  }

  #near(center: GeoPoint, radiusMeters: number): DocSet {
    const latitudes = latitudeDegrees(radiusMeters) * 1.001 + 1e-5
    const [minLatitude, maxLatitude] = [center.latitude - latitudes, center.latitude + latitudes]
    const longitudes = longitudeDegrees(center.latitude, latitudes)
    const boxes = [-360, 0, 360].map((turn) => ({
      minLatitude,
      maxLatitude,
      minLongitude: center.longitude - longitudes + turn,
      maxLongitude: center.longitude + longitudes + turn,
    }))
    const near = boxes.flatMap((box) => this.#points.within(box).filter((point) => distanceMeters(center, point) <= radiusMeters))
    return listed(ascending(near.map(({ docId }) => docId)))
  }
}

/** How far a circle of `radiusDegrees` around `latitude` reaches to either side; all around when it takes in a pole. */
function longitudeDegrees(latitude: number, radiusDegrees: number): number {
  if (Math.abs(latitude) + radiusDegrees >= 90) return 360
  const toRadians = Math.PI / 180
  return Math.asin(Math.sin(radiusDegrees * toRadians) / Math.cos(latitude * toRadians)) / toRadians
}

function ascending(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((a, b) => a - b)
}
