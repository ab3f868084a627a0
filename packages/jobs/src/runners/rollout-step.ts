import { queueWhenDue } from '../changes/execution-changes.js'
import { updateJob } from '../changes/job-changes.js'
import type { JobsContext } from '../context.js'
import { MS_PER_MINUTE } from '../limits.js'
import { ratePerMinute } from '../model/rollout.js'
import { isPastEnd, type Job } from '../model/job.js'
import type { Target } from '../model/target.js'
import type { Task } from '../store/tasks-store.js'
import type { TaskStep } from './task-runner.js'

/** A rollout first writes down the things of its targets, then queues their executions. */
interface RolloutState {
  /** Targets whose things are not all on the queue yet. */
  readonly uncollected: readonly Target[]
  /** Executions queued so far. */
  readonly notified?: number
  readonly minute?: RolloutMinute
}

/** The minute that is being filled. */
interface RolloutMinute {
  readonly startMs: number
  readonly queued: number
  /** Absent when there is no limit. */
  readonly rate?: number
}

/** How many names one step writes down for each execution that one step queues: they cost that much less. */
const NAMES_PER_EXECUTION = 10

/**
 * Makes the step of rollouts. The iterators over groups live in memory only: after a restart a group is read again from its start,
 * and names that are on the queue already are passed over.
 */
export function createRolloutStep(): TaskStep {
  const members = new Map<string, IterableIterator<string>>()
  return (context, unit, task) => {
    const state = JSON.parse(task.state) as RolloutState
    const job = context.jobs.find(task.jobId)
    if (job?.status !== 'IN_PROGRESS' || isPastEnd(job, unit.nowMs)) {
      for (const key of members.keys()) if (key.startsWith(`${task.jobId}/`)) members.delete(key)
      const room = context.sliceSize * NAMES_PER_EXECUTION
      if (context.queue.clear(task.jobId, room) === room) return { state: { uncollected: [] }, dueMs: unit.nowMs }
      unit.settle(task.jobId)
      return undefined
    }
    const uncollected = collect(context, members, task, state.uncollected)
    if (uncollected.length > 0) return { state: { ...state, uncollected }, dueMs: unit.nowMs }
    const minute = openMinute(context, job, state, unit.nowMs)
    const room = minute.rate === undefined ? context.sliceSize : Math.min(context.sliceSize, minute.rate - minute.queued)
    const rest = (more: number): RolloutState => ({
      uncollected,
      notified: (state.notified ?? 0) + more,
      minute: { ...minute, queued: minute.queued + more },
    })
    if (room <= 0 && context.queue.hasAny(job.jobId)) return { state: rest(0), dueMs: minute.startMs + MS_PER_MINUTE }
    let queued = 0
    for (const thingName of context.queue.take(job.jobId, Math.max(0, room))) {
      // A thing that joined the group meanwhile, or that an earlier target covered, has its execution already.
      if (context.things.exists(thingName) && queueWhenDue(context, unit, job, thingName)) queued++
    }
    if (context.queue.hasAny(job.jobId)) return { state: rest(queued), dueMs: unit.nowMs }
    // JOB-017: the job has changed when its rollout is over.
    updateJob(context, unit, job, {})
    unit.settle(job.jobId)
    return undefined
  }
}

/** The minute under way, or a new one that begins now. Its rate holds to its end. */
function openMinute(context: JobsContext, job: Job, state: RolloutState, nowMs: number): RolloutMinute {
  if (state.minute !== undefined && nowMs < state.minute.startMs + MS_PER_MINUTE) return state.minute
  const succeeded = context.jobs.counts(job.jobId).SUCCEEDED ?? 0
  const rate = ratePerMinute(job.config.jobExecutionsRolloutConfig, { notified: state.notified ?? 0, succeeded })
  return { startMs: nowMs, queued: 0, ...(rate === undefined ? {} : { rate }) }
}

/** Writes down names from the first targets; answers the targets that are left. */
function collect(
  context: JobsContext,
  members: Map<string, IterableIterator<string>>,
  task: Task,
  uncollected: readonly Target[],
): readonly Target[] {
  let room = context.sliceSize * NAMES_PER_EXECUTION
  const left = [...uncollected]
  for (let target = left[0]; target !== undefined && room > 0; target = left[0]) {
    if (target.kind === 'thing') {
      context.queue.add(task.jobId, target.name)
      room--
      left.shift()
      continue
    }
    const key = `${task.jobId}/${target.name}`
    const names = members.get(key) ?? membersOf(context, target.name)
    // An iterator that was read in a step that is rolled back is not used again: its names are not written down.
    members.delete(key)
    const read: string[] = []
    for (let next = names.next(); next.done !== true; next = names.next()) {
      read.push(next.value)
      if (read.length >= room) break
    }
    for (const thingName of read) context.queue.add(task.jobId, thingName)
    room -= read.length
    if (room > 0) left.shift()
    else context.account.store.afterCommit(() => members.set(key, names))
  }
  return left
}

/** The targets of a job that its rollouts have not written down to the end. */
export function uncollectedOf(context: JobsContext, jobId: string): readonly Target[] {
  const rollouts = context.tasks.ofJob(jobId).filter((task) => task.kind === 'rollout')
  return rollouts.flatMap((task) => (JSON.parse(task.state) as RolloutState).uncollected)
}

/** A group may have been deleted since it was named as a target. */
export function membersOf(context: JobsContext, thingGroupName: string): IterableIterator<string> {
  return context.things.groupExists(thingGroupName) ? context.things.membersOf(thingGroupName) : [].values()
}
