import { conflict, type IotHandlers, validationFailed } from '@iot-core-local/core'
import type { CommandsContext } from '../context.js'
import type { Command } from '../model/command.js'
import { findCommand } from './find-command.js'

/** UpdateCommand: the name, the description, and whether it is deprecated. A deprecated command is not edited unless it is restored with it. */
export function updateCommand(context: CommandsContext): NonNullable<IotHandlers['UpdateCommand']> {
  return ({ commandId, displayName, description, deprecated }) => {
    const isEdit = displayName !== undefined || description !== undefined
    if (!isEdit && deprecated === undefined) throw validationFailed('One of displayName, description and deprecated must be given.')
    const updated = context.account.store.transaction(() => {
      const command = findCommand(context, commandId)
      if (command.deletionAtMs !== undefined) throw conflict(`The command ${commandId} is pending deletion.`, commandId)
      if (isEdit && command.deprecatedAtMs !== undefined && deprecated !== false)
        throw conflict(`The command ${commandId} is deprecated; restore it to edit it.`, commandId)
      const nowMs = context.account.timers.now()
      const changed: Command = {
        ...command,
        displayName: displayName ?? command.displayName,
        description: description ?? command.description,
        deprecatedAtMs: deprecated === undefined ? command.deprecatedAtMs : deprecated ? (command.deprecatedAtMs ?? nowMs) : undefined,
        updatedAtMs: nowMs,
      }
      context.commands.update(changed)
      return changed
    })
    return {
      commandId,
      ...(updated.displayName === undefined ? {} : { displayName: updated.displayName }),
      ...(updated.description === undefined ? {} : { description: updated.description }),
      deprecated: updated.deprecatedAtMs !== undefined,
      lastUpdatedAt: new Date(updated.updatedAtMs),
    }
  }
}
