import { GROUP_MANAGED_FIELDS, thingManagedFields } from '../config/managed-fields.js'
import type { DocumentPart } from '../documents/document-part.js'
import { fieldValuesOf } from '../documents/field-values.js'
import { type IndexName, THINGS } from '../index-name.js'
import type { IndexStates } from '../maintenance/index-states.js'
import type { QueryInput, Searcher } from '../search/searcher.js'
import { visitAll } from '../search/take.js'
import type { DocumentStore } from '../store/document-store.js'
import type { FieldDictionary } from '../store/field-dictionary.js'
import type { TermStore } from '../store/term-store.js'
import { aggregationField, type AggregationField, DEFAULT_AGGREGATION_FIELD } from './aggregation-field.js'

export interface AggregationInput extends QueryInput {
  readonly aggregationField?: string | undefined
}

export type AggregatedValue = string | number | boolean

export interface AggregatorDeps {
  readonly searcher: Searcher
  readonly states: IndexStates
  readonly documents: DocumentStore
  readonly fields: FieldDictionary
  readonly terms: TermStore
}

/** Reads the values of one field over the documents that a query finds. Lets the event loop turn on the way. */
export class Aggregator {
  readonly #deps: AggregatorDeps

  constructor(deps: AggregatorDeps) {
    this.#deps = deps
  }

  /**
   * The index and the declared field. Asked before the values, so that a field of the wrong type is refused before any work.
   * @throws ResourceNotFoundException, InvalidAggregationException
   */
  field(input: AggregationInput): { readonly index: IndexName; readonly field: AggregationField } {
    const { searcher, states } = this.#deps
    const index = searcher.requireIndex(input.indexName ?? THINGS)
    const { things, groups } = states
    const declared =
      index === THINGS
        ? [...thingManagedFields(things.searchable), ...things.searchable.customFields]
        : [...GROUP_MANAGED_FIELDS, ...groups.searchable.customFields]
    const name = input.aggregationField ?? DEFAULT_AGGREGATION_FIELD[index]
    return { index, field: aggregationField(name, declared, index === THINGS ? 'registry' : 'group') }
  }

  /**
   * Calls `visit` with the valid values of each document found, without repetitions (AGG-002, AGG-044); returns how many documents were found.
   * @throws what searching throws, and InvalidAggregationException.
   */
  async visit(input: AggregationInput, visit: (values: readonly AggregatedValue[]) => void): Promise<number> {
    const { found } = this.#deps.searcher.search(input)
    const { index, field } = this.field(input)
    const read = this.#reader(index, field)
    let total = 0
    await visitAll(found, 0, (docId) => {
      total++
      visit(read(docId))
      return true
    })
    return total
  }

  #reader(index: IndexName, field: AggregationField): (docId: number) => AggregatedValue[] {
    const { documents, fields, terms } = this.#deps
    // Words are in lower case and split, so whole texts come from the document itself.
    if (field.type === 'String') return (docId) => textsOf(documents.readPartNamed(docId, field.part), field.name)
    const fieldId = fields.find(index, field.name)
    if (fieldId === undefined) return () => []
    const isNumber = field.type === 'Number'
    return (docId) => terms.valuesOf(fieldId, docId).flatMap<AggregatedValue>(isNumber ? numberOf : booleanOf)
  }
}

function numberOf(value: string | number): number[] {
  return typeof value === 'number' ? [value] : []
}

function booleanOf(value: string | number): boolean[] {
  return value === 'true' ? [true] : value === 'false' ? [false] : []
}

function textsOf(part: DocumentPart | undefined, name: string): string[] {
  if (part === undefined) return []
  return [...new Set(fieldValuesOf(part).flatMap(({ field, value }) => (field === name ? [String(value)] : [])))]
}
