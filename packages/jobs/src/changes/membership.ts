import type { JobsContext } from '../context.js'
import { isEnded, isPastEnd, type Job } from '../model/job.js'
import { changeExecution, queueWhenDue } from './execution-changes.js'
import type { Unit } from './unit.js'

/** Keeps CONTINUOUS jobs in step with their groups, and takes deleted things off all jobs. Returns what ends it. */
export function followMembership(context: JobsContext): () => void {
  const { events } = context.account
  const ends = [
    events.on('thingGroup.memberAdded', ({ thingName }) => joined(context, thingName)),
    events.on('thingGroup.memberRemoved', ({ thingName }) => left(context, thingName)),
    events.on('thing.deleted', ({ thing }) => deleted(context, thing.thingName)),
  ]
  return () => {
    for (const end of ends) end()
  }
}

/** A thing that joins gets an execution at once, outside the rollout's rate (JOB-115, JOB-303). */
function joined(context: JobsContext, thingName: string): void {
  const jobs = new Map<string, Job>()
  const nowMs = context.account.timers.now()
  for (const group of new Set(context.things.groupsOf(thingName))) {
    for (const job of context.jobs.continuousJobsOf(group)) if (!isPastEnd(job, nowMs)) jobs.set(job.jobId, job)
  }
  if (jobs.size === 0) return
  context.work.run((unit) => {
    for (const job of [...jobs.values()].sort((a, b) => a.seq - b.seq)) queueWhenDue(context, unit, job, thingName)
  })
}

function left(context: JobsContext, thingName: string): void {
  context.work.run((unit) => dropUncovered(context, unit, thingName))
}

/** A thing that no target of a CONTINUOUS job covers any more has its pending execution REMOVED (JOB-115). */
export function dropUncovered(context: JobsContext, unit: Unit, thingName: string): void {
  const groups = new Set(context.things.groupsOf(thingName))
  for (const jobId of context.queue.jobsOf(thingName)) {
    const job = context.jobs.find(jobId)
    if (job !== undefined && isUncovered(context, job, thingName, groups)) context.queue.remove(jobId, thingName)
  }
  for (const execution of context.executions.allPending(thingName)) {
    const job = context.jobs.find(execution.jobId)
    if (job === undefined || !isUncovered(context, job, thingName, groups)) continue
    changeExecution(context, unit, job, execution, { to: 'REMOVED' })
  }
}

function isUncovered(context: JobsContext, job: Job, thingName: string, groups: ReadonlySet<string>): boolean {
  if (job.targetSelection !== 'CONTINUOUS' || isEnded(job.status)) return false
  return !context.jobs.targets(job.jobId).some((target) => (target.kind === 'thing' ? target.name === thingName : groups.has(target.name)))
}

function deleted(context: JobsContext, thingName: string): void {
  context.work.run((unit) => dropDeleted(context, unit, thingName))
}

/** The pending executions of a deleted thing are REMOVED, of SNAPSHOT jobs too (JOB-036). */
export function dropDeleted(context: JobsContext, unit: Unit, thingName: string): void {
  for (const jobId of context.queue.removeThing(thingName)) unit.settle(jobId)
  for (const execution of context.executions.allPending(thingName)) {
    const job = context.jobs.find(execution.jobId)
    if (job !== undefined) changeExecution(context, unit, job, execution, { to: 'REMOVED' })
  }
}
