import { MAX_PAYLOAD_BYTES, MAX_UNACKNOWLEDGED } from '../../limits.js'
import type { Connection } from '../connection.js'
import { encodePuback } from '../packets.js'
import { readPublishProperties, type PropertyProblem, type PublishProperties } from '../properties.js'
import type { PublishTopic } from '../publish-topic.js'
import { ReasonCode } from '../reason-code.js'
import { packetIdentifierInUse, propertyViolation } from '../violation.js'
import { topicOf } from './topic-of-publish.js'

/** A PUBLISH whose form and topic are acceptable; policies have not been asked yet. */
export interface ParsedPublish {
  readonly qos: 0 | 1
  readonly isRetained: boolean
  readonly packetId: number
  readonly topic: PublishTopic
  readonly properties: PublishProperties | undefined
  readonly payloadStart: number
}

/** Reads the PUBLISH at the connection's reader. Undefined when the packet was refused, which has been answered and recorded then. */
export function parsePublish(connection: Connection): ParsedPublish | undefined {
  const { bytes, start, bodyStart, end } = connection.reader
  const header = bytes[start] ?? 0
  const qos = (header >> 1) & 3
  if (qos === 2) {
    connection.violate({
      eventType: 'Publish-In',
      reason: 'QOS_NOT_SUPPORTED',
      explanation: 'The message has QoS 2; AWS IoT takes QoS 0 and 1 (BRK-080).',
      code: ReasonCode.qosNotSupported,
    })
    return undefined
  }
  const topicStart = bodyStart + 2
  const topicEnd = topicStart + (end >= topicStart ? bytes.readUInt16BE(bodyStart) : 0)
  const idEnd = topicEnd + (qos === 0 ? 0 : 2)
  if (qos === 3 || end < topicStart || idEnd > end) {
    connection.malformed('Publish-In', qos === 3 ? 'A PUBLISH has QoS 3 [MQTT-3.3.1-4].' : 'A PUBLISH is cut short.')
    return undefined
  }
  const packetId = qos === 0 ? 0 : bytes.readUInt16BE(topicEnd)
  if (qos === 1 && packetId === 0) {
    connection.malformed('Publish-In', 'A PUBLISH of QoS 1 has packet identifier 0 [MQTT-2.2.1-3].')
    return undefined
  }
  let payloadStart = idEnd
  let properties: PublishProperties | undefined
  if (connection.version === 5) {
    if (bytes[idEnd] === 0) payloadStart = idEnd + 1
    else {
      const found = parseProperties(connection, idEnd, end)
      if (found === undefined) return undefined
      payloadStart = found.end
      properties = found.properties
    }
    if (payloadStart > end) {
      connection.malformed('Publish-In', 'A PUBLISH ends before its properties.')
      return undefined
    }
  }
  if (end - payloadStart > MAX_PAYLOAD_BYTES) {
    connection.violate({
      eventType: 'Publish-In',
      reason: 'PAYLOAD_LIMIT_EXCEEDED',
      explanation: `Message payload exceeds size limit for message type: ${end - payloadStart} bytes, where ${MAX_PAYLOAD_BYTES} are allowed (BRK-082).`,
      code: ReasonCode.quotaExceeded,
    })
    return undefined
  }
  if (connection.version === 5 && qos === 1 && !mayBeUnacknowledged(connection, packetId)) return undefined
  const isRetained = (header & 1) === 1
  const topic = topicOf(connection, topicStart, topicEnd, properties?.topicAlias, qos === 1, packetId, isRetained)
  return topic === undefined ? undefined : { qos: qos === 1 ? 1 : 0, isRetained, packetId, topic, properties, payloadStart }
}

/** BRK-088, BRK-091. False when the message was refused. MQTT 3 has no answer for either, and its acknowledgements go out at once. */
function mayBeUnacknowledged(connection: Connection, packetId: number): boolean {
  const { unacknowledged } = connection
  if (unacknowledged.has(packetId)) {
    connection.record(packetIdentifierInUse('Publish-In', packetId))
    connection.outbox.appendPacket(encodePuback(packetId, ReasonCode.packetIdentifierInUse))
    return false
  }
  if (unacknowledged.size >= MAX_UNACKNOWLEDGED) {
    connection.violate({
      eventType: 'Publish-In',
      reason: 'RECEIVE_MAXIMUM_EXCEEDED',
      explanation: `More than ${MAX_UNACKNOWLEDGED} messages of QoS 1 were sent without waiting for their PUBACK (BRK-088): CONNACK announced that as the Receive Maximum.`,
      code: ReasonCode.receiveMaximumExceeded,
    })
    return false
  }
  unacknowledged.add(packetId)
  return true
}

function parseProperties(connection: Connection, start: number, end: number): { properties: PublishProperties; end: number } | undefined {
  const { bytes } = connection.reader
  let length = 0
  let scale = 1
  let position = start
  for (let byte = 0x80; byte >= 0x80; scale *= 128) {
    byte = bytes[position++] ?? 0
    length += (byte & 0x7f) * scale
    if (position > end || scale > 2_097_152) {
      connection.malformed('Publish-In', 'The length of the properties of a PUBLISH cannot be read.')
      return undefined
    }
  }
  const propertiesEnd = position + length
  const found: PublishProperties | PropertyProblem =
    propertiesEnd > end
      ? { isOverLimit: false, explanation: 'They pass the end of the packet.' }
      : readPublishProperties(bytes, position, propertiesEnd)
  if ('explanation' in found) {
    connection.violate(propertyViolation('Publish-In', found))
    return undefined
  }
  return { properties: found, end: propertiesEnd }
}
