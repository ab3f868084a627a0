import type { Store } from '@iot-core-local/core'
import { effectiveDeadlineMs } from '../model/deadlines.js'
import type { DeviceQueue } from '../model/device-queue.js'
import type { ExecutionStatus, JobExecution, StatusDetails } from '../model/job-execution.js'

interface ExecutionRow {
  readonly seq: number
  readonly job_id: string
  readonly thing_name: string
  readonly namespace_id: string
  readonly execution_number: number
  readonly status: ExecutionStatus
  readonly status_details: string | null
  readonly retry_attempt: number
  readonly is_force_canceled: number
  readonly version_number: number
  readonly queued_at_ms: number
  readonly started_at_ms: number | null
  readonly updated_at_ms: number
  readonly in_progress_deadline_ms: number | null
  readonly step_deadline_ms: number | null
  readonly is_scheduled: number
}

interface ExecutionKeyRow {
  readonly job_id: string
  readonly execution_number: number
}

/** Which execution of a thing. */
export interface ExecutionKey {
  readonly jobId: string
  readonly executionNumber: number
}

/** What a device is shown of its pending list, and the first of the whole list. */
export interface PendingView {
  readonly head: JobExecution | undefined
  readonly shown: readonly JobExecution[]
}

export type NewExecution = Omit<JobExecution, 'seq'>

const PENDING = "status IN ('IN_PROGRESS', 'QUEUED')"

/** Job executions: prepared statements and row mapping. */
export class ExecutionsStore {
  readonly #insert
  readonly #update
  readonly #delete
  readonly #latest
  readonly #numbered
  readonly #range
  readonly #pending
  readonly #window
  readonly #shown
  readonly #head
  readonly #headKey
  readonly #latestKey
  readonly #pendingThings
  readonly #ofJob
  readonly #ofJobInStatus
  readonly #ofThing
  readonly #due
  readonly #earliest

  constructor({ db }: Store) {
    this.#insert = db.prepare<[string, string, string, number, ExecutionStatus, number, number, number, number, number]>(
      `INSERT INTO jobs_executions
       (job_id, thing_name, namespace_id, execution_number, status, retry_attempt, version_number, queued_at_ms, updated_at_ms, is_scheduled)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#update = db.prepare<
      [ExecutionStatus, string | null, number, number, number | null, number, number | null, number | null, number | null, number]
    >(
      `UPDATE jobs_executions SET status = ?, status_details = ?, is_force_canceled = ?, version_number = ?, started_at_ms = ?,
       updated_at_ms = ?, in_progress_deadline_ms = ?, step_deadline_ms = ?, deadline_ms = ? WHERE seq = ?`,
    )
    this.#delete = db.prepare<[number]>('DELETE FROM jobs_executions WHERE seq = ?')
    this.#latest = db.prepare<[string, string], ExecutionRow>(
      'SELECT * FROM jobs_executions WHERE job_id = ? AND thing_name = ? ORDER BY execution_number DESC LIMIT 1',
    )
    this.#numbered = db.prepare<[string, string, number], ExecutionRow>(
      'SELECT * FROM jobs_executions WHERE job_id = ? AND thing_name = ? AND execution_number = ?',
    )
    this.#range = db.prepare<[string, string, number, number], ExecutionRow>(
      'SELECT * FROM jobs_executions WHERE job_id = ? AND thing_name = ? AND execution_number BETWEEN ? AND ? ORDER BY execution_number',
    )
    // IN_PROGRESS sorts before QUEUED, as JOB-040 wants it, so the index yields the pending list in order.
    this.#pending = db.prepare<[string], ExecutionRow>(
      `SELECT * FROM jobs_executions WHERE thing_name = ? AND ${PENDING} ORDER BY namespace_id, status, seq`,
    )
    this.#window = db.prepare<[string, string, number], ExecutionRow>(
      `SELECT * FROM jobs_executions WHERE thing_name = ? AND namespace_id = ? AND ${PENDING} ORDER BY status, seq LIMIT +?`,
    )
    this.#shown = db.prepare<[string, string, number], ExecutionRow>(
      `SELECT e.* FROM jobs_executions e CROSS JOIN jobs_jobs j ON j.job_id = e.job_id
       WHERE e.thing_name = ? AND e.namespace_id = ? AND e.status IN ('IN_PROGRESS', 'QUEUED') AND j.status <> 'SCHEDULED'
       ORDER BY e.status, e.seq LIMIT +?`,
    )
    this.#head = db.prepare<[string, string], ExecutionRow>(
      `SELECT * FROM jobs_executions WHERE thing_name = ? AND namespace_id = ? AND ${PENDING} ORDER BY status, seq LIMIT 1`,
    )
    this.#headKey = db.prepare<[string, string], ExecutionKeyRow>(
      `SELECT job_id, execution_number FROM jobs_executions WHERE thing_name = ? AND namespace_id = ? AND ${PENDING} ORDER BY status, seq LIMIT 1`,
    )
    this.#latestKey = db.prepare<[string, string], { status: ExecutionStatus; execution_number: number }>(
      'SELECT status, execution_number FROM jobs_executions WHERE job_id = ? AND thing_name = ? ORDER BY execution_number DESC LIMIT 1',
    )
    this.#pendingThings = db.prepare<[string, number], { thing_name: string }>(
      `SELECT DISTINCT thing_name FROM jobs_executions WHERE ${PENDING} AND thing_name > ? ORDER BY thing_name LIMIT +?`,
    )
    this.#ofJob = db.prepare<[string, number, number], ExecutionRow>(
      'SELECT * FROM jobs_executions WHERE job_id = ? AND seq > ? ORDER BY seq LIMIT +?',
    )
    this.#ofJobInStatus = db.prepare<[string, ExecutionStatus, number, number], ExecutionRow>(
      'SELECT * FROM jobs_executions WHERE job_id = ? AND status = ? AND seq > ? ORDER BY seq LIMIT +?',
    )
    this.#ofThing = db.prepare<
      [{ thingName: string; status: string | null; jobId: string | null; namespaceId: string | null; before: number; limit: number }],
      ExecutionRow
    >(
      `SELECT * FROM jobs_executions WHERE thing_name = :thingName AND seq < :before AND (:status IS NULL OR status = :status)
       AND (:jobId IS NULL OR job_id = :jobId) AND (:namespaceId IS NULL OR namespace_id = :namespaceId) ORDER BY seq DESC LIMIT +:limit`,
    )
    this.#due = db.prepare<[number, number], ExecutionRow>(
      'SELECT * FROM jobs_executions WHERE deadline_ms IS NOT NULL AND deadline_ms <= ? ORDER BY deadline_ms, seq LIMIT +?',
    )
    this.#earliest = db.prepare<[], { deadline_ms: number }>(
      'SELECT deadline_ms FROM jobs_executions WHERE deadline_ms IS NOT NULL ORDER BY deadline_ms LIMIT 1',
    )
  }

  insert(execution: NewExecution): JobExecution {
    const { lastInsertRowid } = this.#insert.run(
      execution.jobId,
      execution.thingName,
      execution.namespaceId,
      execution.executionNumber,
      execution.status,
      execution.retryAttempt,
      execution.versionNumber,
      execution.queuedAtMs,
      execution.updatedAtMs,
      execution.isScheduled ? 1 : 0,
    )
    return { ...execution, seq: Number(lastInsertRowid) }
  }

  /** Writes all that can change in an execution. */
  update(execution: JobExecution): void {
    this.#update.run(
      execution.status,
      execution.statusDetails === undefined ? null : JSON.stringify(execution.statusDetails),
      execution.isForceCanceled ? 1 : 0,
      execution.versionNumber,
      execution.startedAtMs ?? null,
      execution.updatedAtMs,
      execution.inProgressDeadlineMs ?? null,
      execution.stepDeadlineMs ?? null,
      effectiveDeadlineMs(execution) ?? null,
      execution.seq,
    )
  }

  delete(execution: JobExecution): void {
    this.#delete.run(execution.seq)
  }

  /** The execution of that number, or the latest one (JOB-425). */
  find(jobId: string, thingName: string, executionNumber?: number): JobExecution | undefined {
    const row = executionNumber === undefined ? this.#latest.get(jobId, thingName) : this.#numbered.get(jobId, thingName, executionNumber)
    return row === undefined ? undefined : toExecution(row)
  }

  /** The executions of a job on a thing with numbers from `first` to `last`. */
  numbered(jobId: string, thingName: string, first: number, last: number): JobExecution[] {
    return this.#range.all(jobId, thingName, first, last).map(toExecution)
  }

  /** Number and status of the latest execution of a job on a thing: all that queuing the next one needs. */
  latest(jobId: string, thingName: string): { readonly executionNumber: number; readonly status: ExecutionStatus } | undefined {
    const row = this.#latestKey.get(jobId, thingName)
    return row === undefined ? undefined : { executionNumber: row.execution_number, status: row.status }
  }

  /** The first of the pending list, and what a device is shown of it (JOB-043): `limit` of all, and behind them so many more of jobs with a schedule. */
  view(queue: DeviceQueue, limit: number, scheduledLimit: number): PendingView {
    const all = this.#window.all(queue.thingName, queue.namespaceId, limit + scheduledLimit)
    const [head] = all
    // Only jobs with a schedule are ever outside their window, where their executions are not shown.
    const rows = all.some((row) => row.is_scheduled === 1)
      ? this.#shown.all(queue.thingName, queue.namespaceId, limit + scheduledLimit)
      : all
    return {
      head: head === undefined ? undefined : toExecution(head),
      shown: rows.filter((row, index) => index < limit || row.is_scheduled === 1).map(toExecution),
    }
  }

  /** Which execution is first of the pending list. */
  headKey(queue: DeviceQueue): ExecutionKey | undefined {
    const row = this.#headKey.get(queue.thingName, queue.namespaceId)
    return row === undefined ? undefined : { jobId: row.job_id, executionNumber: row.execution_number }
  }

  /** The first of the pending list: `$next` (JOB-041). */
  head(queue: DeviceQueue): JobExecution | undefined {
    const row = this.#head.get(queue.thingName, queue.namespaceId)
    return row === undefined ? undefined : toExecution(row)
  }

  /** All pending executions of a thing, of every namespace. */
  allPending(thingName: string): JobExecution[] {
    return this.#pending.all(thingName).map(toExecution)
  }

  /** Names of things with pending executions, by name, after `afterName`. */
  pendingThings(afterName: string, limit: number): string[] {
    return this.#pendingThings.all(afterName, limit).map((row) => row.thing_name)
  }

  /** In order of creation, after `afterSeq`. */
  ofJob(jobId: string, status: ExecutionStatus | undefined, afterSeq: number, limit: number): JobExecution[] {
    const rows = status === undefined ? this.#ofJob.all(jobId, afterSeq, limit) : this.#ofJobInStatus.all(jobId, status, afterSeq, limit)
    return rows.map(toExecution)
  }

  /** Newest first, before `beforeSeq`. */
  ofThing(
    thingName: string,
    filter: { readonly status: ExecutionStatus | undefined; readonly jobId: string | undefined; readonly namespaceId: string | undefined },
    beforeSeq: number,
    limit: number,
  ): JobExecution[] {
    return this.#ofThing
      .all({
        thingName,
        status: filter.status ?? null,
        jobId: filter.jobId ?? null,
        namespaceId: filter.namespaceId ?? null,
        before: beforeSeq,
        limit,
      })
      .map(toExecution)
  }

  /** Executions whose deadline has come, the earliest first. */
  due(nowMs: number, limit: number): JobExecution[] {
    return this.#due.all(nowMs, limit).map(toExecution)
  }

  earliestDeadlineMs(): number | undefined {
    return this.#earliest.get()?.deadline_ms
  }
}

function toExecution(row: ExecutionRow): JobExecution {
  return {
    seq: row.seq,
    jobId: row.job_id,
    thingName: row.thing_name,
    namespaceId: row.namespace_id,
    executionNumber: row.execution_number,
    status: row.status,
    // Written by update above, so it is what it was given.
    statusDetails: row.status_details === null ? undefined : (JSON.parse(row.status_details) as StatusDetails),
    retryAttempt: row.retry_attempt,
    isForceCanceled: row.is_force_canceled === 1,
    versionNumber: row.version_number,
    queuedAtMs: row.queued_at_ms,
    startedAtMs: row.started_at_ms ?? undefined,
    updatedAtMs: row.updated_at_ms,
    inProgressDeadlineMs: row.in_progress_deadline_ms ?? undefined,
    stepDeadlineMs: row.step_deadline_ms ?? undefined,
    isScheduled: row.is_scheduled === 1,
  }
}
