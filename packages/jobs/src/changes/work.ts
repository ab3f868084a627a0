import type { OutgoingMessage } from '@iot-core-local/core'
import type { Stock } from '../context.js'
import { Unit } from './unit.js'

/** Runs units of work: one transaction each, and after its commit what has to be published. */
export class Work {
  readonly #stock: Stock

  constructor(stock: Stock) {
    this.#stock = stock
  }

  /** Runs `task` in a transaction and publishes its messages after commit. */
  run<T>(task: (unit: Unit) => T): T {
    return this.#stock.account.store.transaction(() => {
      const { result, messages } = this.collect(task)
      this.#stock.account.store.afterCommit(() => void this.publish(messages))
      return result
    })
  }

  /** As `run`, for the edge that sends the messages itself, behind its answer (JOB-503). */
  collect<T>(task: (unit: Unit) => T): { readonly result: T; readonly messages: readonly OutgoingMessage[] } {
    return this.#stock.account.store.transaction(() => {
      const unit = new Unit(this.#stock)
      const result = task(unit)
      return { result, messages: unit.finish() }
    })
  }

  /** Hands the messages to the broker in order; resolves when all subscribers have them. */
  publish(messages: readonly OutgoingMessage[]): Promise<unknown> {
    if (messages.length === 0) return Promise.resolve()
    const { publisher, account } = this.#stock
    return account.timers.track(Promise.all(messages.map((message) => publisher.publish(message))))
  }
}
