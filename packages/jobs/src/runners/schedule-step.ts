import { addTask, startRollout, updateJob } from '../changes/job-changes.js'
import type { Unit } from '../changes/unit.js'
import type { JobsContext } from '../context.js'
import { isEnded, type Job } from '../model/job.js'
import { currentWindow, readSchedule, type Schedule } from '../model/schedule.js'
import type { Task } from '../store/tasks-store.js'
import type { TaskRest } from './task-runner.js'

/** Brings a scheduled job to where its schedule wants it now, and says when to look again (JOB section 7.5). */
export function scheduleStep(context: JobsContext, unit: Unit, task: Task): TaskRest | undefined {
  const job = context.jobs.find(task.jobId)
  if (job === undefined || isEnded(job.status)) return undefined
  const schedule = readSchedule(job.config.schedulingConfig)
  if (schedule.endMs !== undefined && schedule.endMs <= unit.nowMs) {
    end(context, unit, job, schedule)
    return undefined
  }
  const nextMs = earliest(adjust(context, unit, job, schedule), schedule.endMs)
  return nextMs === undefined ? undefined : { state: {}, dueMs: nextMs }
}

/** Opens or closes the job; answers when its windows call for it next. */
function adjust(context: JobsContext, unit: Unit, job: Job, schedule: Schedule): number | undefined {
  if (job.status === 'SCHEDULED' && schedule.startMs !== undefined && schedule.startMs > unit.nowMs) return schedule.startMs
  if (schedule.windows.length === 0) {
    open(context, unit, job)
    return undefined
  }
  const window = currentWindow(schedule, unit.nowMs)
  if (window !== undefined && window.startMs <= unit.nowMs) {
    open(context, unit, job)
    return window.endMs
  }
  // JOB-012: a rollout under way sees the status and ends itself; the next window begins another.
  if (job.status === 'IN_PROGRESS') updateJob(context, unit, job, { status: 'SCHEDULED' })
  return window?.startMs
}

function open(context: JobsContext, unit: Unit, job: Job): void {
  if (job.status !== 'SCHEDULED') return
  updateJob(context, unit, job, { status: 'IN_PROGRESS' })
  startRollout(context, job.jobId, context.jobs.targets(job.jobId), unit.nowMs)
}

/** JOB-342. */
function end(context: JobsContext, unit: Unit, job: Job, schedule: Schedule): void {
  if (job.status === 'SCHEDULED') updateJob(context, unit, job, { status: 'IN_PROGRESS' })
  // A rollout that waits for its next minute is called at once, to find that it is over.
  context.tasks.deleteOfJob(job.jobId)
  startRollout(context, job.jobId, [], unit.nowMs)
  if (schedule.endBehavior !== 'STOP_ROLLOUT') {
    addTask(context, job.jobId, 'cancel', { isForced: schedule.endBehavior === 'FORCE_CANCEL' }, unit.nowMs)
  }
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return Math.min(a, b)
}
