import { nextTurn, type Timers } from '@iot-core-local/core'

/** How many messages are worked on before the event loop gets a turn. */
const MESSAGES_PER_TURN = 16

/** The messages of one rule, worked on one after the other, in order, after the publish that brought them. */
export class RuleQueue<Item> {
  readonly #timers: Pick<Timers, 'track'>
  readonly #work: (item: Item) => Promise<void>
  readonly #capacity: number
  #waiting: Item[] = []
  #pending = 0
  #isRunning = false

  /** `work` must not reject. */
  constructor(timers: Pick<Timers, 'track'>, capacity: number, work: (item: Item) => Promise<void>) {
    this.#timers = timers
    this.#capacity = capacity
    this.#work = work
  }

  /** Whether there was room. */
  offer(item: Item): boolean {
    if (this.#pending >= this.#capacity) return false
    this.#pending++
    this.#waiting.push(item)
    if (!this.#isRunning) {
      this.#isRunning = true
      void this.#timers.track(this.#drain())
    }
    return true
  }

  /** Forgets what is waiting. */
  clear(): void {
    this.#pending -= this.#waiting.length
    this.#waiting = []
  }

  async #drain(): Promise<void> {
    let sinceTurn = MESSAGES_PER_TURN
    for (let batch = this.#take(); batch.length > 0; batch = this.#take()) {
      for (const item of batch) {
        // Not a delay: it lets the publish, and whatever else is due, go on first.
        if (sinceTurn++ >= MESSAGES_PER_TURN) {
          await nextTurn()
          sinceTurn = 1
        }
        await this.#work(item)
        this.#pending--
      }
    }
    this.#isRunning = false
  }

  #take(): Item[] {
    const batch = this.#waiting
    this.#waiting = []
    return batch
  }
}
