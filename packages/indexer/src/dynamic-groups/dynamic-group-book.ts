import { indexedParts } from '../config/index-configuration.js'
import { thingFieldRules } from '../config/thing-field-rules.js'
import type { IndexStates } from '../maintenance/index-states.js'
import type { Query } from '../query/query.js'
import type { DynamicGroup, DynamicGroups } from '../ports.js'
import { readGroupQuery } from './group-query.js'
import { watchedFields } from './watched-fields.js'

/** A dynamic group with its query read. Replaced by another object whenever the query is. */
export interface BookedGroup {
  readonly thingGroupName: string
  readonly queryString: string
  readonly creationNumber: number
  readonly query: Query
}

/** The dynamic groups in memory: at most a hundred, their queries read, and by the fields that these ask about. */
export class DynamicGroupBook {
  readonly #states: IndexStates
  readonly #groups: DynamicGroups
  readonly #booked = new Map<string, BookedGroup>()
  readonly #watchers = new Map<string, string[]>()
  #parts: ReadonlySet<string> = new Set()

  constructor(states: IndexStates, groups: DynamicGroups) {
    this.#states = states
    this.#groups = groups
  }

  /** Reads all groups, at the start and when the configuration of the index has changed. */
  reload(): void {
    this.#booked.clear()
    for (const group of this.#groups.all()) this.#book(group)
    this.#arrange()
  }

  /** Takes over what became of one group: it was created, updated or deleted. */
  refresh(thingGroupName: string): void {
    const group = this.#groups.find(thingGroupName)
    const before = this.#booked.get(thingGroupName)
    if (group?.creationNumber === before?.creationNumber && group?.queryString === before?.queryString) return
    this.#booked.delete(thingGroupName)
    if (group !== undefined) this.#book(group)
    this.#arrange()
  }

  find(thingGroupName: string): BookedGroup | undefined {
    return this.#booked.get(thingGroupName)
  }

  get size(): number {
    return this.#booked.size
  }

  names(): string[] {
    return [...this.#booked.keys()]
  }

  /** The groups of these names that there are, the oldest first (DTG-012). */
  oldestFirst(names: Iterable<string>): BookedGroup[] {
    return [...names].flatMap((name) => this.#booked.get(name) ?? []).sort((a, b) => a.creationNumber - b.creationNumber)
  }

  /** The groups whose queries ask about the field; undefined when there are none. */
  watchersOf(field: string): readonly string[] | undefined {
    return this.#watchers.get(field)
  }

  /** The keys of the document parts that words without a field search now. */
  get parts(): ReadonlySet<string> {
    return this.#parts
  }

  #book(group: DynamicGroup): void {
    const { thingGroupName, queryString, queryVersion, creationNumber } = group
    // No configuration is accepted under which the query of a group cannot be read.
    const query = readGroupQuery(queryString, queryVersion, thingFieldRules(this.#states.things.configuration))
    this.#booked.set(thingGroupName, { thingGroupName, queryString, creationNumber, query })
  }

  #arrange(): void {
    this.#parts = indexedParts(this.#states.things.searchable)
    this.#watchers.clear()
    for (const { thingGroupName, query } of this.#booked.values()) {
      for (const field of watchedFields(query, this.#parts)) {
        const watchers = this.#watchers.get(field)
        if (watchers === undefined) this.#watchers.set(field, [thingGroupName])
        else watchers.push(thingGroupName)
      }
    }
  }
}
