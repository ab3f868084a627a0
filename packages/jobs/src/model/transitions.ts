import type { ExecutionStatus } from './job-execution.js'

/** Who changes an execution: the device by an update, the service by a timer, a cancel or a change of targets (JOB section 3). */
export type Actor = 'device' | 'service'

const TRANSITIONS: Readonly<Record<ExecutionStatus, Readonly<Record<Actor, readonly ExecutionStatus[]>>>> = {
  QUEUED: { device: ['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'REJECTED'], service: ['CANCELED', 'REMOVED'] },
  IN_PROGRESS: { device: ['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'REJECTED'], service: ['TIMED_OUT', 'CANCELED', 'REMOVED'] },
  SUCCEEDED: { device: [], service: [] },
  FAILED: { device: [], service: [] },
  TIMED_OUT: { device: [], service: [] },
  REJECTED: { device: [], service: [] },
  REMOVED: { device: [], service: [] },
  CANCELED: { device: [], service: [] },
}

/** The statuses that a device may set (JOB-030). */
export const DEVICE_STATUSES: readonly ExecutionStatus[] = ['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'REJECTED']

/** Every status, in the order of the model. */
export const EXECUTION_STATUSES: readonly ExecutionStatus[] = [
  'QUEUED',
  'IN_PROGRESS',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'REJECTED',
  'REMOVED',
  'CANCELED',
]

export function mayChange(from: ExecutionStatus, to: ExecutionStatus, actor: Actor): boolean {
  return TRANSITIONS[from][actor].includes(to)
}

/** QUEUED and IN_PROGRESS are pending; all others are terminal (JOB section 3). */
export function isPending(status: ExecutionStatus): boolean {
  return status === 'QUEUED' || status === 'IN_PROGRESS'
}
