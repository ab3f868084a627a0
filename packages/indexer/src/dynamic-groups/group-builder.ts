import { nextTurn, type AccountContext, type TimerHandle } from '@iot-core-local/core'
import { THINGS } from '../index-name.js'
import type { Background } from '../maintenance/background.js'
import type { IndexStates } from '../maintenance/index-states.js'
import type { IndexTransaction } from '../maintenance/index-transaction.js'
import type { DynamicGroups } from '../ports.js'
import { PAUSE } from '../search/doc-set.js'
import type { Planner } from '../search/planner.js'
import type { DocumentStore } from '../store/document-store.js'
import type { BookedGroup, DynamicGroupBook } from './dynamic-group-book.js'
import type { Memberships } from './memberships.js'

/** Well under 50 ms of work, also when every document joins. */
const DOCUMENTS_PER_SLICE = 25

export interface GroupBuilderDeps {
  readonly account: Pick<AccountContext, 'timers'>
  readonly groups: DynamicGroups
  readonly states: IndexStates
  readonly book: DynamicGroupBook
  readonly memberships: Memberships
  readonly planner: Planner
  readonly documents: DocumentStore
  readonly transaction: IndexTransaction
  readonly background: Background
  readonly buildDelayMs: number
}

/**
 * Fills new groups, and sets groups right whose query or index changed: one after the other, in slices. First what the query finds joins,
 * then members that it does not find leave. Changes that happen meanwhile are followed as always. The end is status ACTIVE (DTG-005).
 */
export class GroupBuilder {
  readonly #deps: GroupBuilderDeps
  readonly #delayed = new Map<string, TimerHandle>()
  readonly #waiting = new Set<string>()
  #isRunning = false

  constructor(deps: GroupBuilderDeps) {
    this.#deps = deps
  }

  /** Builds the group after the configured delay. */
  schedule(thingGroupName: string): void {
    if (this.#delayed.has(thingGroupName)) return
    const { account, buildDelayMs } = this.#deps
    this.#delayed.set(
      thingGroupName,
      account.timers.after(buildDelayMs, () => {
        this.#delayed.delete(thingGroupName)
        return this.build([thingGroupName])
      }),
    )
  }

  /** Builds the groups now, or behind those that are being built. While the index itself is being built, its end builds all of them. */
  build(names: Iterable<string>): Promise<void> {
    const { background, states } = this.#deps
    if (states.things.status !== 'ACTIVE' || background.isClosed) return Promise.resolve()
    for (const name of names) this.#waiting.add(name)
    if (this.#isRunning) return Promise.resolve()
    this.#isRunning = true
    return background.run(() => this.#buildAll())
  }

  /** Forgets what is delayed: the groups' status says at the next start that they are to be built. */
  close(): void {
    for (const timer of this.#delayed.values()) timer.cancel()
  }

  async #buildAll(): Promise<void> {
    const { background, book } = this.#deps
    try {
      for (const name of this.#waiting) {
        if (background.isClosed) return
        this.#waiting.delete(name)
        const group = book.find(name)
        // A failure is logged, and the other groups are built all the same.
        if (group !== undefined) await background.run(() => this.#buildOne(group))
      }
    } finally {
      this.#isRunning = false
    }
  }

  async #buildOne(group: BookedGroup): Promise<void> {
    const { groups, transaction } = this.#deps
    if (!(await this.#join(group)) || !(await this.#leave(group))) return
    if (this.#isWanted(group)) transaction(() => groups.setStatus(group.thingGroupName, 'ACTIVE'))
  }

  /** Whether the build of the group is still what is asked for: not when it will be built again. */
  #isWanted(group: BookedGroup): boolean {
    const { background, book, states } = this.#deps
    const { thingGroupName } = group
    const isAgain = this.#waiting.has(thingGroupName) || this.#delayed.has(thingGroupName) || states.things.status !== 'ACTIVE'
    return !isAgain && !background.isClosed && book.find(thingGroupName) === group
  }

  async #join(group: BookedGroup): Promise<boolean> {
    const { book, memberships, planner, transaction } = this.#deps
    let slice: number[] = []
    const settleSlice = (): void => {
      const ids = slice
      slice = []
      // A document may have changed since it was found, so its group is asked again.
      if (ids.length > 0) transaction(() => ids.forEach((docId) => memberships.settle(docId, [group.thingGroupName])))
    }
    for (const docId of planner.plan(THINGS, group.query, book.parts).docs(0)) {
      if (docId !== PAUSE && slice.push(docId) < DOCUMENTS_PER_SLICE) continue
      settleSlice()
      await nextTurn()
      if (!this.#isWanted(group)) return false
    }
    settleSlice()
    return this.#isWanted(group)
  }

  async #leave(group: BookedGroup): Promise<boolean> {
    const { documents, groups, memberships, transaction } = this.#deps
    const { thingGroupName } = group
    for (let after: string | undefined; this.#isWanted(group);) {
      const names = groups.membersOf(thingGroupName, after, DOCUMENTS_PER_SLICE)
      after = names.at(-1)
      if (after === undefined) return true
      transaction(() => {
        for (const name of names) {
          const docId = documents.findId(THINGS, name)
          if (docId === undefined) groups.removeMember(thingGroupName, name)
          else memberships.settle(docId, [thingGroupName])
        }
      })
      await nextTurn()
    }
    return false
  }
}
