import type { Arns, OutgoingMessage } from '@iot-core-local/core'
import { commandResource } from './command.js'
import type { CommandExecution } from './command-execution.js'
import { targetArn } from './target.js'

/** The event of a status (CMD-011). There is no switch for it: always on. */
export function executionEvent(arns: Arns, execution: CommandExecution): OutgoingMessage {
  const { executionId, commandId, status, statusReason, target, updatedAtMs } = execution
  return {
    topic: `$aws/events/commandExecution/${commandId}/${status}`,
    payload: JSON.stringify({
      executionId,
      status,
      ...(statusReason === undefined ? {} : { statusReason }),
      eventType: 'COMMAND_EXECUTION',
      commandArn: arns.iot(commandResource(commandId)),
      targetArn: targetArn(arns, target),
      timestamp: updatedAtMs,
    }),
  }
}
