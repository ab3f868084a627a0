import { nextTurn, type AccountContext, type TimerHandle } from '@iot-core-local/core'
import { GROUPS, type IndexName, THINGS } from '../index-name.js'
import type { FleetSource } from '../ports.js'
import type { IndexTransaction } from './index-transaction.js'
import type { DocumentWriter } from '../documents/document-writer.js'
import type { DocumentStore } from '../store/document-store.js'
import type { Background } from './background.js'
import type { GroupDocuments } from './group-documents.js'
import type { IndexStates } from './index-states.js'
import type { ThingDocuments } from './thing-documents.js'

/** Documents per slice: well under 50 ms of work, also with large shadows. */
const DOCUMENTS_PER_SLICE = 20

export interface IndexBuilderDeps {
  readonly account: Pick<AccountContext, 'timers'>
  readonly source: FleetSource
  readonly states: IndexStates
  readonly documents: DocumentStore
  readonly writer: DocumentWriter
  readonly things: ThingDocuments
  readonly groups: GroupDocuments
  readonly transaction: IndexTransaction
  readonly background: Background
  readonly buildDelayMs: number
  /** Called in the transaction in which an index gets ACTIVE. */
  readonly finished: (index: IndexName) => void
}

/**
 * Brings an index in line with its configuration, in slices between which the event loop turns: first every document of the fleet is
 * written as configured, then what no build wrote is removed. Events that arrive meanwhile are applied as always. A newer build of the
 * same index ends an older one.
 */
export class IndexBuilder {
  readonly #deps: IndexBuilderDeps
  readonly #waiting = new Map<IndexName, TimerHandle>()

  constructor(deps: IndexBuilderDeps) {
    this.#deps = deps
  }

  /** Starts the build of the index's present state after the configured delay (IDX-046). */
  schedule(index: IndexName): void {
    const { timers } = this.#deps.account
    const { build } = this.#deps.states.of(index)
    this.#waiting.get(index)?.cancel()
    this.#waiting.set(
      index,
      timers.after(this.#deps.buildDelayMs, () => {
        this.#waiting.delete(index)
        return this.#deps.background.run(() => this.#build(index, build))
      }),
    )
  }

  /** Forgets what is delayed: the states of the indexes say at the next start that they are to be built. */
  close(): void {
    for (const timer of this.#waiting.values()) timer.cancel()
  }

  async #build(index: IndexName, build: number): Promise<void> {
    const { background, states, transaction } = this.#deps
    const isWanted = (): boolean => !background.isClosed && states.of(index).build === build
    if (states.of(index).status !== 'OFF') {
      const write = index === THINGS ? this.#thingSlices() : this.#groupSlices()
      while (isWanted() && transaction(write)) await nextTurn()
    }
    while (isWanted() && transaction(() => this.#removeStale(index, build))) await nextTurn()
    if (isWanted()) transaction(() => this.#finish(index))
  }

  /** A function that writes the next slice and says whether there may be more. */
  #thingSlices(): () => boolean {
    let after: string | undefined
    return () => {
      const slice = firstOf(this.#deps.source.things(after))
      for (const thing of slice) this.#deps.things.putThing(thing)
      after = slice.at(-1)?.thingName
      return slice.length === DOCUMENTS_PER_SLICE
    }
  }

  #groupSlices(): () => boolean {
    let after: string | undefined
    return () => {
      const slice = firstOf(this.#deps.source.thingGroups(after))
      for (const group of slice) this.#deps.groups.put(group)
      after = slice.at(-1)?.thingGroupName
      return slice.length === DOCUMENTS_PER_SLICE
    }
  }

  #removeStale(index: IndexName, build: number): boolean {
    const { documents, source, states, writer } = this.#deps
    const stale = documents.stale(index, build, DOCUMENTS_PER_SLICE)
    for (const { docId, name } of stale) {
      const isOff = states.of(index).status === 'OFF'
      // Created behind the build's back in an order that the build had passed: it stays.
      const exists = !isOff && (index === GROUPS ? source.findThingGroup(name) : source.findThing(name)) !== undefined
      if (exists) documents.setBuild(docId, build)
      else writer.removeDocument(index, docId)
    }
    return stale.length === DOCUMENTS_PER_SLICE
  }

  #finish(index: IndexName): void {
    const { states } = this.#deps
    if (states.of(index).status === 'OFF') return
    if (index === THINGS) states.setThings({ ...states.things, status: 'ACTIVE', searchable: states.things.configuration })
    else states.setGroups({ ...states.groups, status: 'ACTIVE', searchable: states.groups.configuration })
    this.#deps.finished(index)
  }
}

/** The slice is read to its end before anything is written: the source may not hold a cursor open meanwhile. */
function firstOf<T>(items: Iterable<T>): T[] {
  const slice: T[] = []
  for (const item of items) if (slice.push(item) === DOCUMENTS_PER_SLICE) break
  return slice
}
