import type { RejectionCode } from '../errors.js'
import type { CommandExecution, ExecutionStatus } from './command-execution.js'

/** The statuses that a device may report (CMD-007). */
export const DEVICE_STATUSES: readonly ExecutionStatus[] = ['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'REJECTED', 'TIMED_OUT']

/** Whether a status ends the execution when the device reports it: TIMED_OUT too (CMD-007). */
export function isFinalReport(status: ExecutionStatus): boolean {
  return status !== 'IN_PROGRESS'
}

/**
 * Why a device may not report `to`, or undefined when it may. After a TIMED_OUT that the cloud set only a last word is taken. The guide has two
 * codes for a final execution: one for a change that no state allows, one for an execution that is over (unconfirmed which is when).
 */
export function refusedTransition(
  execution: Pick<CommandExecution, 'status' | 'isFinal'>,
  to: ExecutionStatus,
): Extract<RejectionCode, 'InvalidStateTransition' | 'TerminalStateReached'> | undefined {
  if (execution.isFinal) return to === 'IN_PROGRESS' || execution.status === 'TIMED_OUT' ? 'InvalidStateTransition' : 'TerminalStateReached'
  return execution.status === 'TIMED_OUT' && to === 'IN_PROGRESS' ? 'InvalidStateTransition' : undefined
}
