import type { Stock } from '../context.js'
import type { Job } from '../model/job.js'
import type { Target } from '../model/target.js'
import { targetArn } from '../model/target.js'
import type { TaskKind } from '../store/tasks-store.js'
import { jobProcessDetails } from './job-process-details.js'
import type { Unit } from './unit.js'

/** Writes the job and tells of a change of status. */
export function updateJob(stock: Stock, unit: Unit, job: Job, change: Partial<Job>): Job {
  const changed: Job = { ...job, ...change, updatedAtMs: unit.nowMs }
  stock.jobs.update(changed)
  if (changed.status !== job.status) {
    stock.account.events.publish({ type: 'job.statusChanged', jobId: job.jobId, status: changed.status, previousStatus: job.status })
  }
  return changed
}

/** Every execution is terminal and no more will come (JOB-013). */
export function completeJob(stock: Stock, unit: Unit, job: Job): void {
  const completed = updateJob(stock, unit, job, { status: 'COMPLETED', completedAtMs: unit.nowMs })
  jobEvent(stock, unit, completed, 'completed', 'COMPLETED')
}

export interface Cancellation {
  readonly isForced: boolean
  readonly reasonCode: string | undefined
  readonly comment: string | undefined
}

/** Cancels the job at once, and has its executions cancelled (JOB-141, JOB-142). */
export function cancelJob(stock: Stock, unit: Unit, job: Job, cancellation: Cancellation): Job {
  const canceled = updateJob(stock, unit, job, {
    status: 'CANCELED',
    isForceCanceled: cancellation.isForced,
    reasonCode: cancellation.reasonCode,
    comment: cancellation.comment,
  })
  jobEvent(stock, unit, canceled, 'cancellation_in_progress', 'CANCELLATION_IN_PROGRESS')
  // A rollout under way sees the status and ends itself.
  addTask(stock, job.jobId, 'cancel', { isForced: cancellation.isForced }, unit.nowMs)
  return canceled
}

/** Takes the job out of use, and has its executions and then the job itself deleted (JOB-015). */
export function startDeletion(stock: Stock, unit: Unit, job: Job): void {
  const deleting = updateJob(stock, unit, job, { status: 'DELETION_IN_PROGRESS' })
  jobEvent(stock, unit, deleting, 'deletion_in_progress', 'DELETION_IN_PROGRESS')
  addTask(stock, job.jobId, 'delete', {}, unit.nowMs)
}

/** Has things of the targets queued from `dueMs` on. */
export function startRollout(stock: Stock, jobId: string, targets: readonly Target[], dueMs: number): void {
  addTask(stock, jobId, 'rollout', { uncollected: targets }, dueMs)
}

export function addTask(stock: Stock, jobId: string, kind: TaskKind, state: object, dueMs: number): void {
  stock.tasks.add(jobId, kind, JSON.stringify(state), dueMs)
  stock.account.store.afterCommit(() => stock.wakeups.task())
}

/** JOB-600 to JOB-602. */
export function jobEvent(stock: Stock, unit: Unit, job: Job, operation: string, status: string): void {
  if (!stock.eventSwitches.isEventEnabled('JOB')) return
  unit.flushCounts()
  const showsComment = operation !== 'completed' && operation !== 'canceled'
  unit.event(`$aws/events/job/${job.jobId}/${operation}`, {
    eventType: 'JOB',
    eventId: stock.account.ids.uuid(),
    timestamp: Math.floor(unit.nowMs / 1_000),
    operation,
    jobId: job.jobId,
    status,
    targetSelection: job.targetSelection,
    targets: stock.jobs.targets(job.jobId).map((target) => targetArn(target, stock.account.arns)),
    description: job.description,
    comment: showsComment ? job.comment : undefined,
    ...(operation === 'completed' ? { completedAt: job.completedAtMs } : {}),
    createdAt: job.createdAtMs,
    lastUpdatedAt: job.updatedAtMs,
    ...(operation === 'completed' ? { jobProcessDetails: completedDetails(stock, job.jobId) } : {}),
  })
}

/** The five counters of the event, which has none for timed-out executions (JOB-602). */
function completedDetails(stock: Stock, jobId: string): object {
  const details = jobProcessDetails(stock.jobs.counts(jobId))
  return {
    numberOfCanceledThings: details.numberOfCanceledThings,
    numberOfRejectedThings: details.numberOfRejectedThings,
    numberOfFailedThings: details.numberOfFailedThings,
    numberOfRemovedThings: details.numberOfRemovedThings,
    numberOfSucceededThings: details.numberOfSucceededThings,
  }
}
