import { conflict, type IotHandlers, notImplemented, validationFailed } from '@iot-core-local/core'
import type { CommandsContext } from '../context.js'
import { inOwnFamily } from '../errors.js'
import { commandResource } from '../model/command.js'
import { readContent } from './read-content.js'

/** CreateCommand in the namespace AWS-IoT (CMD-001, CMD-013). */
export function createCommand(context: CommandsContext): NonNullable<IotHandlers['CreateCommand']> {
  return (input) => {
    const { commandId, displayName, description, tags } = input
    if (input.namespace === 'AWS-IoT-FleetWise') throw notImplemented('CreateCommand in the namespace AWS-IoT-FleetWise')
    if (input.roleArn !== undefined) throw validationFailed('roleArn is not supported in the namespace AWS-IoT.')
    const content = readContent(input)
    const nowMs = context.account.timers.now()
    const commandArn = context.account.arns.iot(commandResource(commandId))
    context.account.store.transaction(() => {
      if (context.commands.find(commandId) !== undefined) throw conflict(`The command ${commandId} already exists.`, commandId)
      context.commands.insert({
        commandId,
        displayName,
        description,
        content,
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
        deprecatedAtMs: undefined,
        deletionAtMs: undefined,
      })
      if (tags !== undefined) inOwnFamily(() => context.tags.add(commandArn, tags))
    })
    return { commandId, commandArn }
  }
}
