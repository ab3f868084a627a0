import type { AccountContext } from '@iot-core-local/core'

/** Work on the index that goes on between the turns of the event loop. */
export class Background {
  readonly #account: Pick<AccountContext, 'timers' | 'log'>
  readonly #running = new Set<Promise<void>>()
  #isClosed = false

  constructor(account: Pick<AccountContext, 'timers' | 'log'>) {
    this.#account = account
  }

  /** Long work looks here between its slices, and ends early. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Runs `work` that closing waits for, and that belongs to what the clock is advanced for. A failure is logged. */
  run(work: () => Promise<void>): Promise<void> {
    const running = work()
      .catch((error: unknown) => {
        this.#account.log.error({ err: error }, 'work on the fleet index failed')
      })
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
    return this.#account.timers.track(running)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#running)
  }
}
