import type { TimerHandle, Timers } from '@iot-core-local/core'
import type { ShadowStore } from '../store/shadow-store.js'

/** Rows removed in one go: well under a millisecond each hundred, so the event loop stays free. */
const BATCH_SIZE = 500

/** Forgets the version counters of shadows deleted 48 hours ago (SHD-076). One timer waits for the next due row. */
export class CounterRunner {
  readonly #timers: Timers
  readonly #shadows: ShadowStore
  #timer: TimerHandle | undefined

  constructor(timers: Timers, shadows: ShadowStore) {
    this.#timers = timers
    this.#shadows = shadows
  }

  start(): void {
    this.#arm(this.#shadows.nextForgetAtMs())
  }

  /** Counters are kept equally long, so while a timer is waiting, a new one is never due before it. */
  expect(forgetAtMs: number): void {
    if (this.#timer === undefined) this.#arm(forgetAtMs)
  }

  close(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  #arm(dueMs: number | undefined): void {
    this.#timer = dueMs === undefined ? undefined : this.#timers.at(dueMs, () => this.#run())
  }

  #run(): void {
    this.#shadows.forgetDue(this.#timers.now(), BATCH_SIZE)
    this.#arm(this.#shadows.nextForgetAtMs())
  }
}
