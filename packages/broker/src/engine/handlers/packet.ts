import type { Connection } from '../connection.js'
import { PINGRESP } from '../packets.js'
import { unexpectedPacket } from '../violation.js'
import { handleDisconnect } from './disconnect.js'
import { handlePuback } from './puback.js'
import { handlePublish } from './publish.js'
import { handleSubscribe } from './subscribe.js'
import { handleUnsubscribe } from './unsubscribe.js'

/** A packet on an accepted connection, by its type. A promise while the packet behind it has to wait. */
export function handlePacket(connection: Connection, type: number): void | Promise<void> {
  switch (type) {
    case 3:
      return handlePublish(connection)
    case 4:
      handlePuback(connection)
      return undefined
    case 8:
      return handleSubscribe(connection)
    case 10:
      handleUnsubscribe(connection)
      return undefined
    case 12:
      handlePing(connection)
      return undefined
    case 14:
      handleDisconnect(connection)
      return undefined
    default:
      connection.violate(unexpectedPacket(type))
      return undefined
  }
}

/** [MQTT-3.12] */
function handlePing(connection: Connection): void {
  const { bytes, start, bodyStart, end } = connection.reader
  if (((bytes[start] ?? 0) & 0x0f) !== 0 || end !== bodyStart) connection.malformed('Ping', 'A PINGREQ has no flags and no body.')
  else connection.outbox.appendPacket(PINGRESP)
}
