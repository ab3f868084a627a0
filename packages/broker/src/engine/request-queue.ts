import type { Timers } from '@iot-core-local/core'

/** Runs the requests of one client to reserved topics one after another, so that the answers come in order. */
export class RequestQueue {
  readonly #timers: Pick<Timers, 'track'>
  readonly #onFailure: (error: unknown) => void
  #last: Promise<void> | undefined

  constructor(timers: Pick<Timers, 'track'>, onFailure: (error: unknown) => void) {
    this.#timers = timers
    this.#onFailure = onFailure
  }

  /** Runs `work` at once when nothing is under way, else after everything that was asked for before. */
  run(work: () => Promise<void> | undefined): void {
    if (this.#last !== undefined) {
      this.#follow(this.#last.then(work))
      return
    }
    const running = work()
    if (running !== undefined) this.#follow(running)
  }

  #follow(running: Promise<void>): void {
    const settled: Promise<void> = running.catch(this.#onFailure).then(() => {
      if (this.#last === settled) this.#last = undefined
    })
    this.#last = settled
    void this.#timers.track(settled)
  }
}
