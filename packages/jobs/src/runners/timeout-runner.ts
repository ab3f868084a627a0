import { changeExecution } from '../changes/execution-changes.js'
import { retryExecution } from '../changes/retry-execution.js'
import type { JobsContext } from '../context.js'
import { jobOf } from '../executions/job-of.js'
import { EarliestTimer } from './earliest-timer.js'
import { nextTurn } from './next-turn.js'

/** How long executions that could not be timed out are left alone. */
const RETRY_DELAY_MS = 60_000

/** Moves overdue executions to TIMED_OUT (JOB-323): one timer, for the earliest deadline in the store. */
export class TimeoutRunner {
  readonly #context: JobsContext
  readonly #timer: EarliestTimer
  #isOpen = false
  #running: Promise<void> = Promise.resolve()

  constructor(context: JobsContext) {
    this.#context = context
    this.#timer = new EarliestTimer(context.account.timers, () => this.#start())
  }

  /** Handles what fell due while nothing ran, and waits for the rest. */
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
      .then(() => this.#timeOut())
      .catch((error: unknown) => {
        this.#context.account.log.error({ err: error }, 'timing out job executions failed')
        if (this.#isOpen) this.#timer.expect(this.#context.account.timers.now() + RETRY_DELAY_MS)
      })
    return this.#context.account.timers.track(this.#running)
  }

  async #timeOut(): Promise<void> {
    while (this.#isOpen && this.#timeOutSlice()) await nextTurn()
    if (!this.#isOpen) return
    const earliestMs = this.#context.executions.earliestDeadlineMs()
    if (earliestMs !== undefined) this.#timer.expect(earliestMs)
  }

  /** Whether there may be more. */
  #timeOutSlice(): boolean {
    const { work, executions, sliceSize, account } = this.#context
    return work.run((unit) => {
      const due = executions.due(account.timers.now(), sliceSize)
      for (const execution of due) {
        const job = jobOf(this.#context, execution)
        retryExecution(this.#context, unit, job, changeExecution(this.#context, unit, job, execution, { to: 'TIMED_OUT' }))
      }
      return due.length === sliceSize
    })
  }
}
