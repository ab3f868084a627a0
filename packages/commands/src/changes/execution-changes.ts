import type { OutgoingMessage } from '@iot-core-local/core'
import type { CommandsContext } from '../context.js'
import { ResponseRefusal } from '../errors.js'
import type { CommandExecution, ExecutionStatus, ResultValue, StatusReason } from '../model/command-execution.js'
import { executionEvent } from '../model/execution-event.js'
import { refusedTransition, isFinalReport } from '../model/transitions.js'
import type { CommandTarget } from '../model/target.js'

/** The reason of a TIMED_OUT that the cloud sets (CMD-007). */
export const NO_RESPONSE = '$NO_RESPONSE_FROM_DEVICE'

/** What a device says of an execution (CMD-005). */
export interface DeviceReport {
  readonly status: ExecutionStatus
  readonly statusReason: StatusReason | undefined
  /** Replaces the stored result as a whole; undefined leaves it (unconfirmed). */
  readonly result: Readonly<Record<string, ResultValue>> | undefined
}

/** Takes a device's report, and answers with the event that is due. To be called in a transaction. @throws ResponseRefusal */
export function takeReport(
  context: CommandsContext,
  target: CommandTarget,
  executionId: string,
  report: DeviceReport,
): readonly OutgoingMessage[] {
  const execution = context.executions.find(executionId, target)
  if (execution === undefined)
    throw new ResponseRefusal('ResourceNotFound', `There is no execution ${executionId} of a command on this ${target.kind}.`)
  const refusal = refusedTransition(execution, report.status)
  if (refusal !== undefined)
    throw new ResponseRefusal(refusal, `The command execution is ${execution.status} and cannot become ${report.status}.`)
  const nowMs = context.account.timers.now()
  const isFinal = isFinalReport(report.status)
  const changed: CommandExecution = {
    ...execution,
    status: report.status,
    isFinal,
    statusReason: report.statusReason,
    result: report.result ?? execution.result,
    updatedAtMs: nowMs,
    completedAtMs: isFinal ? nowMs : undefined,
    deadlineMs: isFinal ? undefined : execution.deadlineMs,
  }
  context.executions.update(changed)
  const isNews = changed.status !== execution.status || changed.isFinal !== execution.isFinal
  return isNews ? [executionEvent(context.account.arns, changed)] : []
}

/** The cloud stops waiting for the device, which may still have the last word (CMD-007). */
export function timeOut(context: CommandsContext, execution: CommandExecution): OutgoingMessage {
  const changed: CommandExecution = {
    ...execution,
    status: 'TIMED_OUT',
    statusReason: { reasonCode: NO_RESPONSE, reasonDescription: undefined },
    updatedAtMs: context.account.timers.now(),
    deadlineMs: undefined,
  }
  context.executions.update(changed)
  return executionEvent(context.account.arns, changed)
}
