import type { TimerHandle, Timers } from '@iot-core-local/core'

/** Runs slices of background work, one per turn, until there is none left. */
export class Sweeper {
  readonly #timers: Timers
  readonly #slice: () => boolean
  #next: TimerHandle | undefined
  #isClosed = false

  /** `slice` does a part of the work and returns whether more is left. */
  constructor(timers: Timers, slice: () => boolean) {
    this.#timers = timers
    this.#slice = slice
  }

  /** Says that there is, or may be, work. */
  wake(): void {
    if (this.#isClosed || this.#next !== undefined) return
    this.#next = this.#timers.after(0, () => {
      this.#next = undefined
      if (this.#slice()) this.wake()
    })
  }

  close(): void {
    this.#isClosed = true
    this.#next?.cancel()
  }
}
