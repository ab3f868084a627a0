import { queueWhenDue } from '../changes/execution-changes.js'
import { dropDeleted, dropUncovered } from '../changes/membership.js'
import type { Unit } from '../changes/unit.js'
import type { JobsContext } from '../context.js'
import { isPastEnd, type Job } from '../model/job.js'
import type { Target } from '../model/target.js'
import { membersOf, uncollectedOf } from './rollout-step.js'
import type { TaskStep } from './task-runner.js'

/** Goes over the things that wait for an execution, then over those that have a pending one, by name. */
interface ThingsState {
  readonly phase: 'queued' | 'pending'
  readonly afterName: string
}

/** Goes over the members of CONTINUOUS jobs, by job and target. */
interface MembersState {
  readonly phase: 'members'
  readonly afterSeq: number
  readonly targetIndex: number
}

type ReconcileState = ThingsState | MembersState

export const RECONCILE_START: ReconcileState = { phase: 'queued', afterName: '' }

/**
 * Makes the step that catches up with changes of things and groups whose news did not reach this service, because the process ended between the
 * change and the news. The iterators over groups live in memory only: after another such end all is gone through again.
 */
export function createReconcileStep(): TaskStep {
  const members = new Map<string, IterableIterator<string>>()
  return (context, unit, task) => {
    const state = JSON.parse(task.state) as ReconcileState
    const next = state.phase === 'members' ? followMembers(context, unit, members, state) : dropThings(context, unit, state)
    return next === undefined ? undefined : { state: next, dueMs: unit.nowMs }
  }
}

/** Goes over things by name: what is pending for one that is gone, or that no target covers any more, ends. */
function dropThings(context: JobsContext, unit: Unit, { phase, afterName }: ThingsState): ReconcileState {
  const names =
    phase === 'queued' ? context.queue.things(afterName, context.sliceSize) : context.executions.pendingThings(afterName, context.sliceSize)
  for (const thingName of names) {
    if (context.things.exists(thingName)) dropUncovered(context, unit, thingName)
    else dropDeleted(context, unit, thingName)
  }
  const last = names.length < context.sliceSize ? undefined : names.at(-1)
  if (last !== undefined) return { phase, afterName: last }
  return phase === 'queued' ? { phase: 'pending', afterName: '' } : { phase: 'members', afterSeq: 0, targetIndex: 0 }
}

/** Goes over the members of a target, a slice at a time: who has no execution and does not wait for one has joined unseen. */
function followMembers(
  context: JobsContext,
  unit: Unit,
  members: Map<string, IterableIterator<string>>,
  { afterSeq, targetIndex }: MembersState,
): ReconcileState | undefined {
  const job = context.jobs.nextContinuous(afterSeq)
  if (job === undefined) return undefined
  const target = context.jobs.targets(job.jobId)[targetIndex]
  if (target === undefined || isPastEnd(job, unit.nowMs)) return { phase: 'members', afterSeq: job.seq, targetIndex: 0 }
  const key = `${job.jobId}/${String(targetIndex)}`
  const names = members.get(key) ?? namesOf(context, job, target)
  members.delete(key)
  for (let read = 0; read < context.sliceSize; read++) {
    const next = names.next()
    if (next.done === true) return { phase: 'members', afterSeq, targetIndex: targetIndex + 1 }
    if (!context.queue.has(job.jobId, next.value)) queueWhenDue(context, unit, job, next.value)
  }
  context.account.store.afterCommit(() => members.set(key, names))
  return { phase: 'members', afterSeq, targetIndex }
}

/** A target that a rollout has yet to write down is read by it from its start. */
function namesOf(context: JobsContext, job: Job, target: Target): IterableIterator<string> {
  const isUncollected = uncollectedOf(context, job.jobId).some(({ kind, name }) => kind === target.kind && name === target.name)
  if (isUncollected) return [].values()
  if (target.kind === 'thing') return (context.things.exists(target.name) ? [target.name] : []).values()
  return membersOf(context, target.name)
}
