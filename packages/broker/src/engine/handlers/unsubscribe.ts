import { isValidTopicFilter } from '@iot-core-local/core'
import type { Connection } from '../connection.js'
import { decodePacket, encodePacket } from '../packets.js'
import { ReasonCode } from '../reason-code.js'

/** An UNSUBSCRIBE (BRK-133 to BRK-135). */
export function handleUnsubscribe(connection: Connection): undefined {
  const { bytes, start, end } = connection.reader
  const packet = decodePacket(bytes, start, end, connection.version)
  if (typeof packet === 'string' || packet.cmd !== 'unsubscribe') {
    connection.malformed('Unsubscribe', `The UNSUBSCRIBE cannot be read: ${typeof packet === 'string' ? packet : packet.cmd}.`)
    return undefined
  }
  const { messageId, unsubscriptions } = packet
  if (messageId === undefined || messageId === 0 || unsubscriptions.length === 0) {
    connection.malformed('Unsubscribe', 'An UNSUBSCRIBE needs a packet identifier other than 0 and at least one filter.')
    return undefined
  }
  const { engine, accepted } = connection
  if (accepted === undefined) return undefined
  const granted = unsubscriptions.map((filter) => {
    if (!isValidTopicFilter(filter)) return ReasonCode.topicFilterInvalid
    engine.sessions.unsubscribe(accepted.session, filter)
    return ReasonCode.success
  })
  connection.outbox.appendPacket(encodePacket({ cmd: 'unsuback', messageId, granted }, connection.version))
  engine.events.presence.subscriptions(accepted.view, 'unsubscribed', unsubscriptions)
  engine.deps.events.publish({ type: 'subscription.removed', connection: accepted.view, topicFilters: unsubscriptions })
  return undefined
}
