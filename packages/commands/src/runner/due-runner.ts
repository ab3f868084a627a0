import { setImmediate } from 'node:timers/promises'
import type { OutgoingMessage } from '@iot-core-local/core'
import { removeCommand } from '../changes/delete-command.js'
import { timeOut } from '../changes/execution-changes.js'
import { type CommandsContext, publishAfterCommit } from '../context.js'
import { EarliestTimer } from './earliest-timer.js'

/** How long what could not be done is left alone. */
const RETRY_DELAY_MS = 60_000

/**
 * Does what time brings: executions time out (CMD-007) and are forgotten (CMD-012), commands pending deletion go. One timer, for what is due first
 * in the store.
 */
export class DueRunner {
  readonly #context: CommandsContext
  readonly #sliceSize: number
  readonly #timer: EarliestTimer
  #isOpen = false
  #running: Promise<void> = Promise.resolve()

  constructor(context: CommandsContext, sliceSize: number) {
    this.#context = context
    this.#sliceSize = sliceSize
    this.#timer = new EarliestTimer(context.account.timers, () => this.#start())
  }

  /** Does what fell due while nothing ran, and waits for the rest. */
  start(): void {
    this.#isOpen = true
    void this.#start()
  }

  expect(dueMs: number): void {
    if (this.#isOpen) this.#timer.expect(dueMs)
  }

  async close(): Promise<void> {
    this.#isOpen = false
    this.#timer.cancel()
    await this.#running
  }

  #start(): Promise<void> {
    this.#running = this.#running
      .then(() => this.#run())
      .catch((error: unknown) => {
        const { log, timers } = this.#context.account
        log.error({ err: error }, 'what was due of commands and their executions could not be done')
        if (this.#isOpen) this.#timer.expect(timers.now() + RETRY_DELAY_MS)
      })
    return this.#context.account.timers.track(this.#running)
  }

  async #run(): Promise<void> {
    // Whose turn it is, not time: it goes on also while the clock stands still.
    while (this.#isOpen && this.#runSlice()) await setImmediate()
    if (!this.#isOpen) return
    const { commands, executions } = this.#context
    for (const dueMs of [executions.earliestDueMs(), commands.earliestDeletionMs()]) if (dueMs !== undefined) this.#timer.expect(dueMs)
  }

  /** Whether there may be more. */
  #runSlice(): boolean {
    const { account, commands, executions } = this.#context
    return account.store.transaction(() => {
      const nowMs = account.timers.now()
      const due = executions.due(nowMs, this.#sliceSize)
      const messages: OutgoingMessage[] = due.map((execution) => timeOut(this.#context, execution))
      if (messages.length > 0) publishAfterCommit(this.#context, messages)
      const expired = executions.expired(nowMs, this.#sliceSize)
      for (const seq of expired) executions.delete(seq)
      const deleted = commands.dueDeletions(nowMs, this.#sliceSize)
      for (const { commandId } of deleted) removeCommand(this.#context, commandId)
      return [due, expired, deleted].some((done) => done.length === this.#sliceSize)
    })
  }
}
