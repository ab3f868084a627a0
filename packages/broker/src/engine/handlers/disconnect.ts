import type { Connection } from '../connection.js'
import { decodePacket } from '../packets.js'
import { userPropertiesProblem, userPropertyBytes } from '../properties.js'
import { ReasonCode } from '../reason-code.js'
import { propertyViolation } from '../violation.js'

/** [MQTT-3.14] The client says goodbye: no will, unless MQTT 5 asks for it (EVT-074). */
export function handleDisconnect(connection: Connection): void {
  const { bytes, start, bodyStart, end } = connection.reader
  if (((bytes[start] ?? 0) & 0x0f) !== 0 || (connection.version === 4 && end !== bodyStart)) {
    connection.malformed('Disconnect', 'A DISCONNECT has no flags, and no body in MQTT 3.1.1.')
    return
  }
  if (connection.version === 5 && end !== bodyStart) {
    const packet = decodePacket(bytes, start, end, 5)
    if (typeof packet === 'string' || packet.cmd !== 'disconnect') {
      connection.malformed('Disconnect', `The DISCONNECT cannot be read: ${typeof packet === 'string' ? packet : packet.cmd}.`)
      return
    }
    const problem = userPropertiesProblem(userPropertyBytes(packet.properties?.userProperties))
    if (problem !== undefined) {
      connection.violate(propertyViolation('Disconnect', problem))
      return
    }
    const expirySeconds = packet.properties?.sessionExpiryInterval
    if (expirySeconds !== undefined && !changeExpiry(connection, expirySeconds)) return
    connection.willIsWanted = packet.reasonCode === 4
  }
  connection.close('CLIENT_INITIATED_DISCONNECT')
}

/** BRK-065. False when the connection was closed for it. */
function changeExpiry(connection: Connection, expirySeconds: number): boolean {
  const { accepted, engine } = connection
  if (accepted === undefined) return false
  if (accepted.requestedExpirySeconds === 0 && expirySeconds > 0) {
    connection.violate({
      eventType: 'Disconnect',
      reason: 'SESSION_EXPIRY_RAISED',
      explanation: 'A DISCONNECT may not raise the session expiry interval above 0 when CONNECT said 0 [MQTT-3.14.2.2.2].',
      code: ReasonCode.protocolError,
    })
    return false
  }
  accepted.session.expirySeconds = Math.min(expirySeconds, engine.options.maximumSessionExpirySeconds)
  return true
}
