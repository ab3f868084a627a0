import { indexedParts } from '../config/index-configuration.js'
import { GROUP_FIELD_RULES } from '../config/group-field-rules.js'
import { thingFieldRules } from '../config/thing-field-rules.js'
import { indexNotFound, indexNotReady } from '../errors.js'
import { type IndexName, knownIndexName, THINGS } from '../index-name.js'
import type { IndexStates } from '../maintenance/index-states.js'
import { readQuery } from '../query/read-query.js'
import type { DocSet } from './doc-set.js'
import type { Planner } from './planner.js'

export interface QueryInput {
  readonly indexName?: string | undefined
  readonly queryString: string
  readonly queryVersion?: string | undefined
}

export interface Search {
  readonly index: IndexName
  readonly found: DocSet
  /** The keys of the parts that may be shown. */
  readonly parts: ReadonlySet<string>
}

/** Reads queries against the indexes as they are now. */
export class Searcher {
  readonly #states: IndexStates
  readonly #planner: Planner

  constructor(states: IndexStates, planner: Planner) {
    this.#states = states
    this.#planner = planner
  }

  /** @throws ResourceNotFoundException, IndexNotReadyException, InvalidQueryException, InvalidRequestException */
  search(input: QueryInput): Search {
    const index = this.requireIndex(input.indexName ?? THINGS)
    if (this.#states.of(index).status === 'BUILDING') throw indexNotReady(index)
    const { searchable } = this.#states.things
    const rules = index === THINGS ? thingFieldRules(searchable) : GROUP_FIELD_RULES
    const parts = index === THINGS ? indexedParts(searchable) : new Set(['group'])
    const query = readQuery(input.queryString, input.queryVersion, rules)
    return { index, found: this.#planner.plan(index, query, parts), parts }
  }

  /** The index of that name. @throws ResourceNotFoundException when there is none or it is off (IDX-044). */
  requireIndex(name: string): IndexName {
    const index = knownIndexName(name)
    if (index === undefined || this.#states.of(index).status === 'OFF') throw indexNotFound(name)
    return index
  }
}
