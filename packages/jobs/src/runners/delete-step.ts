import { removeExecution } from '../changes/execution-changes.js'
import { jobEvent } from '../changes/job-changes.js'
import type { Unit } from '../changes/unit.js'
import type { JobsContext } from '../context.js'
import type { Task } from '../store/tasks-store.js'
import type { TaskRest } from './task-runner.js'

/** Deletes a slice of the executions of a job in deletion, and with the last of them the job (JOB-015). */
export function deleteStep(context: JobsContext, unit: Unit, task: Task): TaskRest | undefined {
  const job = context.jobs.find(task.jobId)
  if (job === undefined) return undefined
  const room = context.sliceSize - Math.floor(context.queue.clear(job.jobId, context.sliceSize * 10) / 10)
  const slice = room <= 0 ? [] : context.executions.ofJob(job.jobId, undefined, 0, room)
  for (const execution of slice) removeExecution(context, unit, execution)
  if (room <= 0 || slice.length === room) return { state: {}, dueMs: unit.nowMs }
  jobEvent(context, unit, job, 'deleted', 'DELETED')
  // Counts that this unit still holds would be written after the job's own are gone.
  unit.flushCounts()
  context.tasks.deleteOfJob(job.jobId)
  context.jobs.delete(job.jobId)
  context.packages.delete(job.jobId)
  context.tags.removeAll(context.account.arns.job(job.jobId))
  context.documents.forget(job.jobId)
  context.account.events.publish({ type: 'job.deleted', jobId: job.jobId })
  return undefined
}
