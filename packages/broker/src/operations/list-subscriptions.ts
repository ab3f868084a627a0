import { decodePageToken, encodePageToken, resourceNotFound, type IotDataHandlers } from '@iot-core-local/core'
import { requireClientId, type OperationContext } from './context.js'

const SCOPE = 'ListSubscriptions'
const DEFAULT_RESULTS = 20

/** BRK-322. */
export function listSubscriptions({ engine }: OperationContext): NonNullable<IotDataHandlers['ListSubscriptions']> {
  return ({ clientId, maxResults, nextToken }) => {
    requireClientId(clientId)
    const session = engine.sessions.get(clientId)
    if (session === undefined) throw resourceNotFound(`No connection or session exists for the client ID ${clientId}.`)
    const [after] = decodePageToken(SCOPE, nextToken) ?? []
    const limit = maxResults ?? DEFAULT_RESULTS
    const rest = [...session.subscriptions.values()]
      .filter(({ filter }) => after === undefined || filter > String(after))
      .sort((left, right) => (left.filter < right.filter ? -1 : 1))
    const page = rest.slice(0, limit)
    const last = page.at(-1)
    return {
      subscriptions: page.map(({ filter, qos }) => ({ topicFilter: filter, qos })),
      ...(rest.length > limit && last !== undefined ? { nextToken: encodePageToken(SCOPE, [last.filter]) } : {}),
    }
  }
}
