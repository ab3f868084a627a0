import type { Stock } from '../context.js'
import { deadlinesAtStart, effectiveDeadlineMs } from '../model/deadlines.js'
import type { Job } from '../model/job.js'
import { type ExecutionStatus, type JobExecution, shownDetails, type StatusDetails } from '../model/job-execution.js'
import { isPending } from '../model/transitions.js'
import type { Unit } from './unit.js'

/** The executions that the thing had of the job before. */
export interface Attempts {
  /** 0 when there was none. */
  readonly lastNumber: number
  /** Counts from 0, the first attempt. */
  readonly retryAttempt: number
}

/** Queues the job for a thing (JOB-003, JOB-004). */
export function queueExecution(stock: Stock, unit: Unit, job: Job, thingName: string, attempts: Attempts): JobExecution {
  const queue = { thingName, namespaceId: job.config.namespaceId ?? '' }
  unit.watch(queue)
  const execution = stock.executions.insert({
    jobId: job.jobId,
    ...queue,
    executionNumber: attempts.lastNumber + 1,
    status: 'QUEUED',
    statusDetails: undefined,
    retryAttempt: attempts.retryAttempt,
    isForceCanceled: false,
    versionNumber: 1,
    queuedAtMs: unit.nowMs,
    startedAtMs: undefined,
    updatedAtMs: unit.nowMs,
    inProgressDeadlineMs: undefined,
    stepDeadlineMs: undefined,
    isScheduled: job.config.schedulingConfig !== undefined,
  })
  unit.count(job.jobId, 'QUEUED', 1)
  unit.added(execution)
  announce(stock, execution, undefined)
  return execution
}

export interface ExecutionChange {
  readonly to: ExecutionStatus
  /** Replaces the stored details as a whole; undefined leaves them (JOB-034). */
  readonly statusDetails?: StatusDetails | undefined
  readonly stepDeadlineMs?: number | undefined
  readonly isForceCanceled?: boolean
}

/** Moves an execution to a status that the caller has found allowed, or updates it within IN_PROGRESS (JOB section 3). */
export function changeExecution(stock: Stock, unit: Unit, job: Job, execution: JobExecution, change: ExecutionChange): JobExecution {
  unit.watch(execution)
  const hasStarted = execution.status === 'QUEUED' && (change.to === 'IN_PROGRESS' || change.to === 'SUCCEEDED' || isFailure(change.to))
  const started = hasStarted ? deadlinesAtStart(unit.nowMs, job.config.timeoutConfig?.inProgressTimeoutInMinutes) : execution
  const isRunning = change.to === 'IN_PROGRESS'
  const changed: JobExecution = {
    ...execution,
    status: change.to,
    statusDetails: change.statusDetails ?? execution.statusDetails,
    isForceCanceled: change.isForceCanceled ?? execution.isForceCanceled,
    versionNumber: execution.versionNumber + 1,
    startedAtMs: hasStarted ? unit.nowMs : execution.startedAtMs,
    updatedAtMs: unit.nowMs,
    inProgressDeadlineMs: isRunning ? started.inProgressDeadlineMs : undefined,
    stepDeadlineMs: isRunning ? ('stepDeadlineMs' in change ? change.stepDeadlineMs : started.stepDeadlineMs) : undefined,
  }
  stock.executions.update(changed)
  const deadlineMs = effectiveDeadlineMs(changed)
  if (deadlineMs !== undefined) stock.account.store.afterCommit(() => stock.wakeups.deadline(deadlineMs))
  if (changed.status !== execution.status) {
    unit.count(job.jobId, execution.status, -1)
    unit.count(job.jobId, changed.status, 1)
    announce(stock, changed, execution.status)
  }
  unit.changed(changed, !isPending(changed.status))
  if (!isPending(changed.status)) {
    unit.settle(job.jobId)
    executionEvent(stock, unit, changed, changed.status.toLowerCase())
  }
  return changed
}

/** The terminal reports of a device that failed: they too set `startedAt` (JOB-032). */
function isFailure(status: ExecutionStatus): boolean {
  return status === 'FAILED' || status === 'REJECTED'
}

/** Deletes an execution; the event shows the status it had (JOB-604). */
export function removeExecution(stock: Stock, unit: Unit, execution: JobExecution): void {
  unit.watch(execution)
  stock.executions.delete(execution)
  unit.count(execution.jobId, execution.status, -1)
  unit.settle(execution.jobId)
  unit.changed(execution, isPending(execution.status))
  executionEvent(stock, unit, execution, 'deleted')
  stock.account.events.publish({
    type: 'jobExecution.deleted',
    jobId: execution.jobId,
    thingName: execution.thingName,
    executionNumber: execution.executionNumber,
    status: execution.status,
  })
}

/** JOB-603. None for QUEUED and IN_PROGRESS (JOB-606). */
function executionEvent(stock: Stock, unit: Unit, execution: JobExecution, operation: string): void {
  if (!stock.eventSwitches.isEventEnabled('JOB_EXECUTION')) return
  unit.event(`$aws/events/jobExecution/${execution.jobId}/${operation}`, {
    eventType: 'JOB_EXECUTION',
    eventId: stock.account.ids.uuid(),
    timestamp: Math.floor(unit.nowMs / 1_000),
    operation,
    jobId: execution.jobId,
    thingArn: stock.account.arns.thing(execution.thingName),
    status: execution.status,
    statusDetails: shownDetails(execution),
  })
}

function announce(stock: Stock, execution: JobExecution, previousStatus: ExecutionStatus | undefined): void {
  stock.account.events.publish({
    type: 'jobExecution.statusChanged',
    jobId: execution.jobId,
    thingName: execution.thingName,
    executionNumber: execution.executionNumber,
    status: execution.status,
    previousStatus,
  })
}

/**
 * Queues the job for a thing that a target covers, unless it has or had its execution (JOB-114, JOB-303). One that was REMOVED and comes back gets
 * another, whose retries count anew (JOB-035). Answers whether it was queued.
 */
export function queueWhenDue(stock: Stock, unit: Unit, job: Job, thingName: string): boolean {
  const latest = stock.executions.latest(job.jobId, thingName)
  if (latest !== undefined && latest.status !== 'REMOVED') return false
  queueExecution(stock, unit, job, thingName, { lastNumber: latest?.executionNumber ?? 0, retryAttempt: 0 })
  return true
}
