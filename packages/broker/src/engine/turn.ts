import { setImmediate } from 'node:timers'
import type { Logger } from '@iot-core-local/core'

/*
 * What is done once per turn of the event loop, after everything that arrived in it has been looked at: commit what was stored, then write
 * what is to be sent. `setImmediate` comes from node:timers on purpose: it is no delay and reads no clock, so it is not among what Timers
 * stand for, and stopping the account's clock must not stop packets.
 */

export class TurnEnd {
  readonly #log: Logger
  readonly #commit: () => void
  #flushable: { flush(): void }[] = []
  #isScheduled = false

  constructor(commit: () => void, log: Logger) {
    this.#commit = commit
    this.#log = log
  }

  /** Flushes `sender` at the end of this turn, after the commit. Call it once per turn and sender. */
  flushLater(sender: { flush(): void }): void {
    this.#flushable.push(sender)
    this.schedule()
  }

  schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.run()
    })
  }

  /** Does the work of the turn's end now. */
  run(): void {
    this.#isScheduled = false
    try {
      this.#commit()
    } catch (error) {
      this.#log.error({ err: error }, 'messages could not be stored')
    }
    const senders = this.#flushable
    this.#flushable = []
    for (const sender of senders) {
      try {
        sender.flush()
      } catch (error) {
        this.#log.error({ err: error }, 'a connection could not be written to')
      }
    }
  }
}
