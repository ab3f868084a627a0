import type { CommandsContext } from '../context.js'
import { commandResource } from '../model/command.js'

/** Removes a command and its tags; its executions stay as long as they are kept anyway. To be called in a transaction. */
export function removeCommand(context: CommandsContext, commandId: string): void {
  context.commands.delete(commandId)
  context.tags.removeAll(context.account.arns.iot(commandResource(commandId)))
}
