import { resourceNotFound, type IotDataHandlers } from '@iot-core-local/core'
import { ReasonCode } from '../engine/reason-code.js'
import { requireClientId, type OperationContext } from './context.js'

/** BRK-320. */
export function deleteConnection({ engine }: OperationContext): NonNullable<IotDataHandlers['DeleteConnection']> {
  return ({ clientId, cleanSession, preventWillMessage }) => {
    requireClientId(clientId)
    const connection = engine.connections.get(clientId)
    const session = engine.sessions.get(clientId)
    if (connection === undefined && session === undefined)
      throw resourceNotFound(`No connection or session exists for the client ID ${clientId}.`)
    if (connection !== undefined) {
      if (preventWillMessage === true) connection.willIsCancelled = true
      connection.violate({
        kind: 'api',
        eventType: 'DeleteConnection',
        reason: 'API_INITIATED_DISCONNECT',
        explanation: 'DeleteConnection was called for the client.',
        code: ReasonCode.administrativeAction,
        disconnectReason: 'API_INITIATED_DISCONNECT',
      })
    }
    if (cleanSession === true && session !== undefined) engine.sessions.end(session)
    return {}
  }
}
