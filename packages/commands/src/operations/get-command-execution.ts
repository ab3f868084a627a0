import { type IotHandlers, resourceNotFound } from '@iot-core-local/core'
import type { CommandsContext } from '../context.js'
import type { CommandExecution } from '../model/command-execution.js'
import { readTargetArn } from '../model/target.js'
import { executionSummary } from './execution-summary.js'

/** GetCommandExecution; the result only when asked for. */
export function getCommandExecution(context: CommandsContext): NonNullable<IotHandlers['GetCommandExecution']> {
  return ({ executionId, targetArn, includeResult }) => {
    const execution = context.executions.find(executionId, readTargetArn(context.account.arns, targetArn))
    if (execution === undefined) throw resourceNotFound(`There is no command execution ${executionId} on ${targetArn}.`)
    return {
      ...executionSummary(context, execution),
      ...detailsOf(execution),
      ...(includeResult === true && execution.result !== undefined ? { result: execution.result } : {}),
    }
  }
}

function detailsOf({ statusReason, parameters, executionTimeoutSeconds, updatedAtMs, expiresAtMs }: CommandExecution) {
  return {
    ...(statusReason === undefined ? {} : { statusReason }),
    ...(parameters === undefined ? {} : { parameters }),
    executionTimeoutSeconds,
    lastUpdatedAt: new Date(updatedAtMs),
    timeToLive: new Date(expiresAtMs),
  }
}
