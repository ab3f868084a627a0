import type { IotHandlers } from '@iot-core-local/core'
import type { CommandsContext } from '../context.js'
import { createCommand } from './create-command.js'
import { deleteCommand } from './delete-command.js'
import { deleteCommandExecution } from './delete-command-execution.js'
import { getCommand } from './get-command.js'
import { getCommandExecution } from './get-command-execution.js'
import { listCommandExecutions } from './list-command-executions.js'
import { listCommands } from './list-commands.js'
import { updateCommand } from './update-command.js'

/** The control plane: operation names and their handlers. */
export function controlOperations(context: CommandsContext): IotHandlers {
  return {
    CreateCommand: createCommand(context),
    DeleteCommand: deleteCommand(context),
    DeleteCommandExecution: deleteCommandExecution(context),
    GetCommand: getCommand(context),
    GetCommandExecution: getCommandExecution(context),
    ListCommandExecutions: listCommandExecutions(context),
    ListCommands: listCommands(context),
    UpdateCommand: updateCommand(context),
  }
}
