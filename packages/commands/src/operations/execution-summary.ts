import type { CommandsContext } from '../context.js'
import { commandResource } from '../model/command.js'
import type { CommandExecution } from '../model/command-execution.js'
import { targetArn } from '../model/target.js'

/** The members that GetCommandExecution and ListCommandExecutions share. */
export function executionSummary({ account: { arns } }: CommandsContext, execution: CommandExecution) {
  const { executionId, commandId, target, status, createdAtMs, completedAtMs } = execution
  return {
    executionId,
    commandArn: arns.iot(commandResource(commandId)),
    targetArn: targetArn(arns, target),
    status,
    createdAt: new Date(createdAtMs),
    startedAt: new Date(createdAtMs),
    ...(completedAtMs === undefined ? {} : { completedAt: new Date(completedAtMs) }),
  }
}
