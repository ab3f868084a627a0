import type { TimerHandle, Timers } from '@iot-core-local/core'

/** Rows that expire: the earliest due time, and what takes away what is due now. */
export interface Expiring {
  earliestMs(): number | undefined
  /** Takes away at most one stretch. */
  expire(nowMs: number): void
}

/** One timer for all rows of a table: set to the earliest of them, and set anew when rows come. */
export class ExpiryTimer {
  readonly #timers: Timers
  readonly #expiring: Expiring
  #handle: TimerHandle | undefined
  #dueMs = Infinity

  constructor(timers: Timers, expiring: Expiring) {
    this.#timers = timers
    this.#expiring = expiring
  }

  /** To be called when a row was added, and once at the start. */
  arm(): void {
    const dueMs = this.#expiring.earliestMs()
    if (dueMs === undefined || dueMs >= this.#dueMs) return
    this.#handle?.cancel()
    this.#dueMs = dueMs
    this.#handle = this.#timers.at(dueMs, () => {
      this.#dueMs = Infinity
      this.#expiring.expire(this.#timers.now())
      this.arm()
    })
  }

  close(): void {
    this.#handle?.cancel()
    this.#dueMs = Infinity
  }
}
