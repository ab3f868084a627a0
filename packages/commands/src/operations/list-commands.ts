import type { IotHandlers } from '@iot-core-local/core'
import type { CommandsContext } from '../context.js'
import { MAX_PAGE_SIZE } from '../limits.js'
import { commandMembers } from './command-members.js'
import { pageOf, readToken } from './page.js'

/** ListCommands: those that are not pending deletion, the latest first unless asked otherwise. There are none in the namespace AWS-IoT-FleetWise. */
export function listCommands(context: CommandsContext): NonNullable<IotHandlers['ListCommands']> {
  return ({ namespace, commandParameterName, sortOrder = 'DESCENDING', maxResults: limit = MAX_PAGE_SIZE, nextToken }) => {
    const scope = `ListCommands/${sortOrder}/${commandParameterName ?? ''}`
    const [cursorSeq] = readToken(scope, nextToken) ?? []
    if (namespace === 'AWS-IoT-FleetWise') return { commands: [] }
    const found = context.commands.list(sortOrder, cursorSeq, commandParameterName, limit + 1)
    const { items, ...next } = pageOf(scope, found, limit, ({ seq }) => [seq])
    return { commands: items.map((command) => commandMembers(context, command)), ...next }
  }
}
