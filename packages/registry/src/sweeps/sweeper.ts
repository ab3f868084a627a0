import { type Logger, nextTurn, type Timers } from '@iot-core-local/core'

/** Runs slices of background work, one per turn of the event loop, until there is none left. */
export class Sweeper {
  readonly #timers: Timers
  readonly #log: Logger
  readonly #slice: () => boolean
  #isRunning = false
  #isClosed = false

  /** `slice` does a part of the work and returns whether more is left. */
  constructor(timers: Timers, log: Logger, slice: () => boolean) {
    this.#timers = timers
    this.#log = log
    this.#slice = slice
  }

  /** Says that there is, or may be, work. */
  wake(): void {
    if (this.#isClosed || this.#isRunning) return
    this.#isRunning = true
    void this.#timers.track(this.#run())
  }

  close(): void {
    this.#isClosed = true
  }

  async #run(): Promise<void> {
    try {
      do await nextTurn()
      while (!this.#isClosed && this.#slice())
    } catch (error) {
      this.#log.error({ err: error }, 'sweeping up behind a deleted group failed; it goes on with the next deletion or start')
    } finally {
      this.#isRunning = false
    }
  }
}
