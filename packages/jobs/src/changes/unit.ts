import type { OutgoingMessage } from '@iot-core-local/core'
import type { Stock } from '../context.js'
import type { DeviceQueue } from '../model/device-queue.js'
import type { ExecutionStatus, JobExecution } from '../model/job-execution.js'
import type { ExecutionKey } from '../store/executions-store.js'
import { notificationsOf } from '../topics/notify.js'
import { settleJob } from './settle-job.js'

interface WatchedQueue {
  readonly queue: DeviceQueue
  readonly headBefore: ExecutionKey | undefined
  isListChanged: boolean
  /** The whole pending list, while it was empty before and executions were only added to it: it need not be read then. */
  added: JobExecution[] | undefined
}

/**
 * One unit of work: what is changed inside one transaction. It gathers what has to be said about the changes, so that a thing hears
 * once of all that happened to it (JOB-505), and looks once at each job whose executions changed.
 */
export class Unit {
  readonly nowMs: number
  readonly #stock: Stock
  readonly #watched = new Map<string, WatchedQueue>()
  readonly #counts = new Map<string, Map<ExecutionStatus, number>>()
  readonly #unsettled = new Set<string>()
  readonly #events: OutgoingMessage[] = []

  constructor(stock: Stock) {
    this.#stock = stock
    this.nowMs = stock.account.timers.now()
  }

  /** To be called before an execution of the thing changes: remembers what its `$next` was. */
  watch(queue: DeviceQueue): void {
    const key = keyOf(queue)
    if (this.#watched.has(key)) return
    const headBefore = this.#stock.executions.headKey(queue)
    this.#watched.set(key, { queue, headBefore, isListChanged: false, added: headBefore === undefined ? [] : undefined })
  }

  /** An execution was queued for the thing (JOB-500). */
  added(execution: JobExecution): void {
    const watched = this.#watchedOf(execution)
    watched.isListChanged = true
    watched.added?.push(execution)
  }

  /** A pending execution of the thing changed, or with `isListChanged` left the pending list (JOB-500). */
  changed(queue: DeviceQueue, isListChanged: boolean): void {
    const watched = this.#watchedOf(queue)
    watched.isListChanged ||= isListChanged
    watched.added = undefined
  }

  #watchedOf(queue: DeviceQueue): WatchedQueue {
    const watched = this.#watched.get(keyOf(queue))
    if (watched === undefined) throw new Error(`The pending list of ${queue.thingName} changed unwatched.`)
    return watched
  }

  /** Adds `change` to the number of the job's executions in `status`. */
  count(jobId: string, status: ExecutionStatus, change: number): void {
    const counts = this.#counts.get(jobId) ?? new Map<ExecutionStatus, number>()
    this.#counts.set(jobId, counts.set(status, (counts.get(status) ?? 0) + change))
  }

  /** Has the job looked at in the end: an execution ended or went, so it may be complete now, or have failed too often. */
  settle(jobId: string): void {
    this.#unsettled.add(jobId)
  }

  /** A message under `$aws/events`. */
  event(topic: string, payload: object): void {
    this.#events.push({ topic, payload: JSON.stringify(payload) })
  }

  /** Draws the consequences, and answers what is to be published after commit: notifications first, then events. */
  finish(): OutgoingMessage[] {
    for (const jobId of this.#unsettled) {
      this.flushCounts()
      this.#unsettled.delete(jobId)
      settleJob(this.#stock, this, jobId)
    }
    this.flushCounts()
    const messages: OutgoingMessage[] = []
    for (const watched of this.#watched.values()) messages.push(...notificationsOf(this.#stock, this.nowMs, watched.queue, watched))
    messages.push(...this.#events)
    return messages
  }

  /** Brings the stored counts up to date within the unit. */
  flushCounts(): void {
    for (const [jobId, counts] of this.#counts) {
      for (const [status, change] of counts) if (change !== 0) this.#stock.jobs.count(jobId, status, change)
    }
    this.#counts.clear()
  }
}

/** Neither name can hold a slash. */
function keyOf(queue: DeviceQueue): string {
  return `${queue.thingName}/${queue.namespaceId}`
}
