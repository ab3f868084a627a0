import type { Connection } from '../connection.js'

/** [MQTT-3.4] An acknowledgement of what was delivered. One for nothing is ignored, as a duplicate may be. */
export function handlePuback(connection: Connection): void {
  const { bytes, start, bodyStart, end } = connection.reader
  if (((bytes[start] ?? 0) & 0x0f) !== 0 || end - bodyStart < 2 || (connection.version === 4 && end - bodyStart !== 2)) {
    connection.malformed('Publish-Out', 'A PUBACK has no flags and begins with a packet identifier.')
    return
  }
  const { session } = connection.accepted ?? {}
  if (session === undefined) return
  session.acknowledge(bytes.readUInt16BE(bodyStart))
  if (connection.engine.messages.isDirty) connection.engine.turn.schedule()
  if (connection.hold.holdsSenders && session.waitingCount < 100 && !connection.outbox.isBlocked) connection.hold.releaseSenders()
}
