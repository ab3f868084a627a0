import { nextTurn } from '@iot-core-local/core'
import type { Background } from '../maintenance/background.js'
import type { IndexTransaction } from '../maintenance/index-transaction.js'
import type { ChangedDocuments } from './changed-documents.js'
import type { Memberships } from './memberships.js'

/** How much is settled before the event loop turns, in questions whether a query finds a document: some 10 ms. */
export const COST_PER_SLICE = 600

/** A second or less. */
const SLICES_BEFORE_CLOSE = 50

/** Settles the memberships of changed documents, from the next turn of the event loop on, in slices. */
export class MembershipSettler {
  readonly #background: Background
  readonly #transaction: IndexTransaction
  readonly #changes: ChangedDocuments
  readonly #memberships: Memberships
  #isRunning = false

  constructor(background: Background, transaction: IndexTransaction, changes: ChangedDocuments, memberships: Memberships) {
    this.#background = background
    this.#transaction = transaction
    this.#changes = changes
    this.#memberships = memberships
  }

  /** Says that a document waits. */
  wake(): void {
    if (this.#isRunning || this.#background.isClosed) return
    this.#isRunning = true
    void this.#background.run(() => this.#settleAll())
  }

  /** Resolves when nothing waits any more; before the end of the program, a backlog is not waited for. */
  async rest(): Promise<void> {
    for (let slices = 0; slices < SLICES_BEFORE_CLOSE && this.#isRunning; slices++) await nextTurn()
  }

  async #settleAll(): Promise<void> {
    try {
      await nextTurn()
      while (!this.#changes.isEmpty && !this.#background.isClosed) {
        this.#transaction(() => this.#settleSlice())
        await nextTurn()
      }
    } finally {
      this.#isRunning = false
    }
  }

  #settleSlice(): void {
    const taken: (readonly [number, ReadonlySet<string>])[] = []
    try {
      for (let cost = 0; cost < COST_PER_SLICE;) {
        const next = this.#changes.take()
        if (next === undefined) return
        taken.push(next)
        cost += this.#memberships.settle(...next)
      }
    } catch (error) {
      // What is rolled back waits for the next change.
      for (const [docId, groups] of taken) this.#changes.groups(docId, [...groups])
      throw error
    }
  }
}
