import { changeExecution } from '../changes/execution-changes.js'
import { jobEvent } from '../changes/job-changes.js'
import type { JobsContext } from '../context.js'
import type { Unit } from '../changes/unit.js'
import type { ExecutionStatus } from '../model/job-execution.js'
import type { Task } from '../store/tasks-store.js'
import type { TaskRest } from './task-runner.js'

interface CancelState {
  readonly isForced: boolean
}

/** Cancels a slice of the executions of a cancelled job: the QUEUED ones, with force those IN_PROGRESS too (JOB-141, JOB-142). */
export function cancelStep(context: JobsContext, unit: Unit, task: Task): TaskRest | undefined {
  const { isForced } = JSON.parse(task.state) as CancelState
  const job = context.jobs.find(task.jobId)
  if (job === undefined) return undefined
  let room = context.sliceSize - Math.floor(context.queue.clear(job.jobId, context.sliceSize * 10) / 10)
  const statuses: readonly ExecutionStatus[] = isForced ? ['QUEUED', 'IN_PROGRESS'] : ['QUEUED']
  for (const status of statuses) {
    if (room <= 0) break
    const slice = context.executions.ofJob(job.jobId, status, 0, room)
    for (const execution of slice) changeExecution(context, unit, job, execution, { to: 'CANCELED', isForceCanceled: isForced })
    room -= slice.length
  }
  if (room <= 0) return { state: { isForced }, dueMs: unit.nowMs }
  // The end of a schedule cancels executions, not the job (JOB-342).
  if (job.status === 'CANCELED') jobEvent(context, unit, job, 'canceled', 'CANCELED')
  else unit.settle(job.jobId)
  return undefined
}
