import type { Logger } from '../log/logger.js'
import { EarliestTimer } from './earliest-timer.js'
import { nextTurn } from './next-turn.js'
import type { Milliseconds, Timers } from './timers.js'

/** How long what could not be done is left alone. */
const RETRY_DELAY_MS = 60_000

export interface DueWorkOptions {
  readonly timers: Timers
  readonly log: Logger
  /** Does a slice of what is due, short enough not to hold the event loop. Returns whether there may be more. */
  readonly slice: () => boolean
  /** When the next of what the store holds is due; undefined when nothing is. */
  readonly earliestDueMs: () => Milliseconds | undefined
  /** What the log says when a slice throws. It is tried again a minute later. */
  readonly failure: string
}

/** Does what falls due in a store, however much of it there is, with one timer: for what is due first. */
export class DueWork {
  readonly #options: DueWorkOptions
  readonly #timer: EarliestTimer
  #isOpen = false
  #running: Promise<void> = Promise.resolve()

  constructor(options: DueWorkOptions) {
    this.#options = options
    this.#timer = new EarliestTimer(options.timers, () => this.#start())
  }

  /** Does what fell due while nothing ran, and waits for the rest. */
  start(): void {
    this.#isOpen = true
    void this.#start()
  }

  /** Says that something new is due at `dueMs`. */
  expect(dueMs: Milliseconds): void {
    if (this.#isOpen) this.#timer.expect(dueMs)
  }

  /** Resolves when the slice that runs has ended. */
  async close(): Promise<void> {
    this.#isOpen = false
    this.#timer.cancel()
    await this.#running
  }

  #start(): Promise<void> {
    const { timers, log, failure } = this.#options
    this.#running = this.#running
      .then(() => this.#run())
      .catch((error: unknown) => {
        log.error({ err: error }, failure)
        this.expect(timers.now() + RETRY_DELAY_MS)
      })
    return timers.track(this.#running)
  }

  async #run(): Promise<void> {
    while (this.#isOpen && this.#options.slice()) await nextTurn()
    if (!this.#isOpen) return
    const earliestMs = this.#options.earliestDueMs()
    if (earliestMs !== undefined) this.#timer.expect(earliestMs)
  }
}
