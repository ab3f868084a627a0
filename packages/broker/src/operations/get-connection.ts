import { resourceNotFound, type IotDataHandlers } from '@iot-core-local/core'
import { requireClientId, type OperationContext } from './context.js'

/** BRK-321. */
export function getConnection({ deps, engine, departed }: OperationContext): NonNullable<IotDataHandlers['GetConnection']> {
  return ({ clientId, includeSocketInformation }) => {
    requireClientId(clientId)
    const connection = engine.connections.get(clientId)
    const open = connection?.accepted
    if (connection !== undefined && open !== undefined) {
      return {
        clientId,
        connected: true,
        cleanSession: open.view.isCleanSession,
        connectedSince: open.view.connectedAtMs,
        keepAliveDuration: open.keepAliveSeconds,
        sessionExpiry: open.session.expirySeconds,
        ...(open.view.thingName === undefined ? {} : { thingName: open.view.thingName }),
        ...(includeSocketInformation === true ? { sourceIp: connection.peer.remoteAddress, sourcePort: connection.peer.remotePort } : {}),
      }
    }
    const gone = departed.get(clientId)
    if (gone !== undefined) {
      return {
        clientId,
        connected: false,
        cleanSession: gone.view.isCleanSession,
        disconnectedSince: gone.disconnectedAtMs,
        disconnectReason: gone.reason,
        keepAliveDuration: gone.keepAliveSeconds,
        sessionExpiry: gone.sessionExpirySeconds,
        ...(gone.view.thingName === undefined ? {} : { thingName: gone.view.thingName }),
        ...(includeSocketInformation === true ? { sourceIp: gone.view.sourceIp, sourcePort: gone.sourcePort } : {}),
      }
    }
    const session = engine.sessions.get(clientId)
    if (session === undefined) throw resourceNotFound(`No connection or session exists for the client ID ${clientId}.`)
    const disconnectedSince = (session.expiresAtMs ?? deps.timers.now()) - session.expirySeconds * 1000
    return { clientId, connected: false, cleanSession: false, disconnectedSince, sessionExpiry: session.expirySeconds }
  }
}
