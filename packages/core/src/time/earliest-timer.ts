import type { TimerHandle, Timers } from './timers.js'

/** One timer for the earliest of many due times that lie in the store. */
export class EarliestTimer {
  readonly #timers: Timers
  readonly #onDue: () => Promise<void>
  #armed: { readonly dueMs: number; readonly handle: TimerHandle } | undefined

  constructor(timers: Timers, onDue: () => Promise<void>) {
    this.#timers = timers
    this.#onDue = onDue
  }

  /** Makes sure the timer rings at `dueMs` at the latest. */
  expect(dueMs: number): void {
    if (this.#armed !== undefined && this.#armed.dueMs <= dueMs) return
    this.#armed?.handle.cancel()
    const handle = this.#timers.at(dueMs, () => {
      this.#armed = undefined
      return this.#onDue()
    })
    this.#armed = { dueMs, handle }
  }

  cancel(): void {
    this.#armed?.handle.cancel()
    this.#armed = undefined
  }
}
