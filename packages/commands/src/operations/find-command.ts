import { parseArn, resourceNotFound, validationFailed } from '@iot-core-local/core'
import type { CommandsContext } from '../context.js'
import { type Command, commandResource } from '../model/command.js'

/** @throws ResourceNotFoundException */
export function findCommand(context: CommandsContext, commandId: string): Command {
  const command = context.commands.find(commandId)
  if (command === undefined) throw resourceNotFound(`There is no command ${commandId}.`)
  return command
}

/** @throws ValidationException when it is no ARN of a command of this account and Region */
export function readCommandArn(context: CommandsContext, commandArn: string): string {
  const commandId = parseArn(commandArn)?.resourceId ?? ''
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(commandId) || context.account.arns.iot(commandResource(commandId)) !== commandArn)
    throw validationFailed(`commandArn must be the ARN of a command of this account and Region: ${commandArn}`)
  return commandId
}
