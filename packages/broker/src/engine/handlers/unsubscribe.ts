import { isValidTopicFilter } from '@iot-core-local/core'
import type { Connection } from '../connection.js'
import { decodePacket, encodePacket } from '../packets.js'
import { userPropertiesProblem, userPropertyBytes } from '../properties.js'
import { ReasonCode } from '../reason-code.js'
import { packetIdentifierInUse, propertyViolation } from '../violation.js'

/** An UNSUBSCRIBE (BRK-133 to BRK-135, EVT-087). */
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
  const problem = userPropertiesProblem(userPropertyBytes(packet.properties?.userProperties))
  if (problem !== undefined) {
    connection.violate(propertyViolation('Unsubscribe', problem))
    return undefined
  }
  const answer = (granted: number[]): void => {
    connection.outbox.appendPacket(encodePacket({ cmd: 'unsuback', messageId, granted }, connection.version))
  }
  if (connection.unacknowledged.has(messageId)) {
    connection.record(packetIdentifierInUse('Unsubscribe', messageId))
    answer(unsubscriptions.map(() => ReasonCode.packetIdentifierInUse))
    return undefined
  }
  const topicFilters = unsubscriptions.filter((filter) => isValidTopicFilter(filter))
  for (const filter of topicFilters) engine.sessions.unsubscribe(accepted.session, filter)
  answer(unsubscriptions.map((filter) => (isValidTopicFilter(filter) ? ReasonCode.success : ReasonCode.topicFilterInvalid)))
  if (topicFilters.length === 0) return undefined
  engine.events.presence.subscriptions(accepted.view, 'unsubscribed', topicFilters)
  engine.deps.events.publish({ type: 'subscription.removed', connection: accepted.view, topicFilters })
  return undefined
}
