import type { Background } from '../maintenance/background.js'
import type { IndexTransaction } from '../maintenance/index-transaction.js'
import { eventLoopTurn } from '../search/event-loop-turn.js'
import type { ChangedDocuments } from './changed-documents.js'
import type { Memberships } from './memberships.js'

/** How much is settled before the event loop turns, in questions whether a query finds a document: some 10 ms. */
export const COST_PER_SLICE = 600

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

  async #settleAll(): Promise<void> {
    try {
      await eventLoopTurn()
      while (!this.#changes.isEmpty && !this.#background.isClosed) {
        this.#transaction(() => this.#settleSlice())
        await eventLoopTurn()
      }
    } finally {
      this.#isRunning = false
    }
  }

  #settleSlice(): void {
    for (let cost = 0; cost < COST_PER_SLICE;) {
      const next = this.#changes.take()
      if (next === undefined) return
      cost += this.#memberships.settle(...next)
    }
  }
}
