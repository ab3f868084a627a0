import type { IotHandlers } from '@iot-core-local/core'
import { removeCommand } from '../changes/delete-command.js'
import type { CommandsContext } from '../context.js'
import { DELETION_DELAY_MS } from '../limits.js'

const DELETED = 204
const SCHEDULED = 202

/**
 * DeleteCommand: at once when it has been deprecated for more than twelve hours, else in twelve hours. The model knows no exception for a command that
 * is not there: it is as good as deleted (unconfirmed), and one pending deletion stays so.
 */
export function deleteCommand(context: CommandsContext): NonNullable<IotHandlers['DeleteCommand']> {
  return ({ commandId }) => {
    const { store, timers } = context.account
    const statusCode = store.transaction(() => {
      const command = context.commands.find(commandId)
      if (command === undefined) return DELETED
      const nowMs = timers.now()
      if (command.deprecatedAtMs !== undefined && nowMs - command.deprecatedAtMs > DELETION_DELAY_MS) {
        removeCommand(context, commandId)
        return DELETED
      }
      if (command.deletionAtMs !== undefined) return SCHEDULED
      const deletionAtMs = nowMs + DELETION_DELAY_MS
      context.commands.update({ ...command, deletionAtMs, updatedAtMs: nowMs })
      store.afterCommit(() => context.expectDue(deletionAtMs))
      return SCHEDULED
    })
    return { statusCode }
  }
}
