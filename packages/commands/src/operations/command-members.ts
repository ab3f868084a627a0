import type { Command } from '../model/command.js'
import type { CommandsContext } from '../context.js'
import { commandResource } from '../model/command.js'

/** The members that GetCommand and ListCommands share. */
export function commandMembers(context: CommandsContext, command: Command) {
  const { commandId, displayName, createdAtMs, updatedAtMs, deprecatedAtMs, deletionAtMs } = command
  return {
    commandId,
    commandArn: context.account.arns.iot(commandResource(commandId)),
    ...(displayName === undefined ? {} : { displayName }),
    createdAt: new Date(createdAtMs),
    lastUpdatedAt: new Date(updatedAtMs),
    deprecated: deprecatedAtMs !== undefined,
    pendingDeletion: deletionAtMs !== undefined,
  }
}
