import { EarliestTimer, nextTurn } from '@iot-core-local/core'
import type { Unit } from '../changes/unit.js'
import type { JobsContext } from '../context.js'
import type { Task, TaskKind } from '../store/tasks-store.js'

/** How long a task whose step failed is left alone. */
const RETRY_DELAY_MS = 60_000

/** What is left of a task after a step; undefined when it is done. */
export interface TaskRest {
  readonly state: object
  /** When the next step may be taken, in epoch ms. */
  readonly dueMs: number
}

/** Does one slice of a task inside the unit. Long tasks are many steps, each a transaction of its own. */
export type TaskStep = (context: JobsContext, unit: Unit, task: Task) => TaskRest | undefined

/**
 * Works off the tasks in the store, a slice at a time, the event loop having its turn in between. A task's progress is written in the
 * transaction of its step, so that after the end of the process at any moment the work goes on where it stopped.
 */
export class TaskRunner {
  readonly #context: JobsContext
  readonly #steps: Readonly<Record<TaskKind, TaskStep>>
  readonly #timer: EarliestTimer
  #isOpen = false
  #isRunning = false
  #running: Promise<void> = Promise.resolve()

  constructor(context: JobsContext, steps: Readonly<Record<TaskKind, TaskStep>>) {
    this.#context = context
    this.#steps = steps
    this.#timer = new EarliestTimer(context.account.timers, () => this.kick())
  }

  start(): void {
    this.#isOpen = true
    void this.kick()
  }

  /** Starts working, when there is work and nobody is at it. */
  kick(): Promise<void> {
    if (this.#isRunning || !this.#isOpen) return this.#running
    this.#isRunning = true
    this.#running = this.#context.account.timers.track(this.#work())
    return this.#running
  }

  async close(): Promise<void> {
    this.#isOpen = false
    this.#timer.cancel()
    await this.#running
  }

  async #work(): Promise<void> {
    const { tasks } = this.#context
    try {
      // The caller's answer goes first (JOB-504).
      await nextTurn()
      for (let task = this.#next(); task !== undefined; task = this.#next()) {
        await this.#step(task)
        await nextTurn()
      }
    } finally {
      this.#isRunning = false
    }
    if (!this.#isOpen) return
    const dueMs = tasks.earliestDueMs()
    if (dueMs !== undefined) this.#timer.expect(dueMs)
  }

  #next(): Task | undefined {
    return this.#isOpen ? this.#context.tasks.due(this.#context.account.timers.now()) : undefined
  }

  /** One step and its messages; waiting for the subscribers keeps a long task from running ahead of them. */
  async #step(task: Task): Promise<void> {
    const { work, tasks, account } = this.#context
    try {
      const { messages } = work.collect((unit) => {
        tasks.delete(task)
        const rest = this.#steps[task.kind](this.#context, unit, task)
        // Added anew, it goes behind the others: jobs take turns.
        if (rest !== undefined) tasks.add(task.jobId, task.kind, JSON.stringify(rest.state), rest.dueMs)
      })
      await work.publish(messages)
    } catch (error) {
      // The step was rolled back. It is tried again later, so that it does not hold up other jobs.
      account.log.error({ err: error, jobId: task.jobId, task: task.kind }, 'background work on a job failed')
      account.store.transaction(() => {
        tasks.delete(task)
        tasks.add(task.jobId, task.kind, task.state, account.timers.now() + RETRY_DELAY_MS)
      })
    }
  }
}
