import type { Connection, PublishTopic } from '../connection.js'
import { MAX_CACHED_TOPICS, MAX_PAYLOAD_BYTES, MAX_TOPIC_ALIAS, MAX_UNACKNOWLEDGED } from '../../limits.js'
import { isBasicIngest, isReserved } from '../../reserved/reserved-topics.js'
import { Message } from '../message.js'
import { encodePuback } from '../packets.js'
import { NO_PROPERTIES, readPublishProperties, type PublishProperties } from '../properties.js'
import { ReasonCode } from '../reason-code.js'
import { readText } from '../text.js'
import { topicProblem } from '../topic-rules.js'

interface Parsed {
  readonly qos: 0 | 1
  readonly isRetained: boolean
  readonly packetId: number
  readonly topic: PublishTopic
  readonly properties: PublishProperties | undefined
  readonly payloadStart: number
}

/** A PUBLISH from a client (BRK section 4). A promise while policies are being asked. */
export function handlePublish(connection: Connection): void | Promise<void> {
  const parsed = parse(connection)
  if (parsed === undefined) return undefined
  const { topic } = parsed
  const { decision } = topic
  const message = messageOf(connection, parsed)
  if (decision !== undefined && decision.epoch === connection.engine.access.epoch && decision.isAllowed && !parsed.isRetained) {
    decision.record.again()
    return pass(connection, parsed, message)
  }
  return authorize(connection, parsed, message)
}

async function authorize(connection: Connection, parsed: Parsed, message: Message): Promise<void> {
  const { accepted } = connection
  if (accepted === undefined) return
  const { topic, resource } = parsed.topic
  const decision = await accepted.cache.ask({ action: 'iot:Publish', resource, eventType: 'Publish-In', topic })
  parsed.topic.decision = decision
  if (connection.hasEnded()) return
  if (!decision.isAllowed) {
    deny(connection, parsed)
    return
  }
  if (parsed.isRetained) {
    const retain = await accepted.cache.ask({ action: 'iot:RetainPublish', resource, eventType: 'Publish-In', topic })
    if (connection.hasEnded()) return
    if (!retain.isAllowed) {
      deny(connection, parsed)
      return
    }
  }
  await pass(connection, parsed, message)
}

/** SEC-803: MQTT 3 is disconnected, MQTT 5 is told in the PUBACK. The policy decision is recorded already. */
function deny(connection: Connection, parsed: Parsed): void {
  if (connection.version === 4) connection.close('AUTH_ERROR')
  else if (parsed.qos === 1) connection.outbox.appendPacket(encodePuback(parsed.packetId, ReasonCode.notAuthorized))
}

function pass(connection: Connection, parsed: Parsed, message: Message): void | Promise<void> {
  const { engine } = connection
  const { topic } = parsed.topic
  if (topic.startsWith('$') && isBasicIngest(topic)) {
    engine.deps.sink.accept(message)
    acknowledge(connection, parsed)
    return undefined
  }
  if (parsed.isRetained) engine.retain(message)
  const pending = engine.publish(message, connection)
  if (pending === undefined) {
    finish(connection, parsed, message)
    return undefined
  }
  return pending.then(() => {
    finish(connection, parsed, message)
  })
}

function finish(connection: Connection, parsed: Parsed, message: Message): void {
  acknowledge(connection, parsed)
  if (isReserved(message.topic)) connection.engine.events.requested(message, connection)
}

/** PUBACK says that the message is safe, so it waits for what was stored on the way. */
function acknowledge(connection: Connection, parsed: Parsed): void {
  if (parsed.qos === 0 || connection.hasEnded()) return
  const { messages, turn } = connection.engine
  if (!messages.isDirty) {
    connection.outbox.appendPacket(encodePuback(parsed.packetId))
    return
  }
  connection.unacknowledgedCount++
  turn.schedule()
  messages.afterCommit((isCommitted) => {
    connection.unacknowledgedCount--
    if (connection.hasEnded()) return
    if (isCommitted) connection.outbox.appendPacket(encodePuback(parsed.packetId))
    else connection.close('SERVER_ERROR', ReasonCode.unspecifiedError)
  })
}

function messageOf(connection: Connection, parsed: Parsed): Message {
  const { engine, reader } = connection
  const { properties } = parsed
  const nowMs = engine.timers.now()
  const message = new Message({
    topic: parsed.topic.topic,
    payload: reader.bytes.subarray(parsed.payloadStart, reader.end),
    qos: parsed.qos,
    isRetained: parsed.isRetained,
    properties: properties?.kept ?? NO_PROPERTIES,
    expiresAtMs: properties?.expirySeconds === undefined ? undefined : nowMs + properties.expirySeconds * 1000,
    origin: connection.origin,
    receivedAtMs: nowMs,
  })
  // A packet without properties, RETAIN and DUP goes out as it came in, but for its identifier.
  if (properties === undefined && reader.bytes[reader.start] === (parsed.qos === 0 ? 0x30 : 0x32)) {
    message.lend(connection.version, {
      bytes: reader.bytes,
      start: reader.start,
      end: reader.end,
      idOffset: parsed.qos === 0 ? -1 : reader.bodyStart - reader.start + 2 + parsed.topic.bytes.length,
    })
  }
  return message
}

/** Undefined when the packet was refused. */
function parse(connection: Connection): Parsed | undefined {
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
  if (connection.version === 5 && qos === 1 && connection.unacknowledgedCount >= MAX_UNACKNOWLEDGED) {
    connection.violate({
      eventType: 'Publish-In',
      reason: 'RECEIVE_MAXIMUM_EXCEEDED',
      explanation: `More than ${MAX_UNACKNOWLEDGED} messages of QoS 1 were sent without waiting for their PUBACK (BRK-088).`,
      code: ReasonCode.receiveMaximumExceeded,
    })
    return undefined
  }
  const isRetained = (header & 1) === 1
  const topic = topicOf(connection, topicStart, topicEnd, properties?.topicAlias, qos === 1, packetId, isRetained)
  return topic === undefined ? undefined : { qos: qos === 1 ? 1 : 0, isRetained, packetId, topic, properties, payloadStart }
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
  const found = propertiesEnd > end ? 'They pass the end of the packet.' : readPublishProperties(bytes, position, propertiesEnd)
  if (typeof found === 'string') {
    connection.violate({
      eventType: 'Publish-In',
      reason: 'PROPERTY_INVALID',
      explanation: `The properties of a PUBLISH are not acceptable: ${found}`,
      code: ReasonCode.protocolError,
    })
    return undefined
  }
  return { properties: found, end: propertiesEnd }
}

function topicOf(
  connection: Connection,
  start: number,
  end: number,
  alias: number | undefined,
  isQos1: boolean,
  packetId: number,
  isRetained: boolean,
): PublishTopic | undefined {
  const { bytes } = connection.reader
  const last = connection.lastPublishTopic
  if (alias === undefined && !isRetained && last !== undefined && isSame(last.bytes, bytes, start, end)) return last
  if (alias !== undefined && (alias < 1 || alias > MAX_TOPIC_ALIAS)) {
    connection.violate({
      eventType: 'Publish-In',
      reason: 'TOPIC_ALIAS_INVALID',
      explanation: `The topic alias ${alias} is not between 1 and ${MAX_TOPIC_ALIAS} (BRK-089).`,
      code: ReasonCode.topicAliasInvalid,
    })
    return undefined
  }
  let found: PublishTopic | undefined
  if (start === end && alias !== undefined) {
    const aliased = connection.aliases.get(alias)
    if (aliased === undefined) {
      connection.violate({
        eventType: 'Publish-In',
        reason: 'TOPIC_ALIAS_UNKNOWN',
        explanation: `The topic alias ${alias} stands for no topic yet on this connection (BRK-089).`,
        code: ReasonCode.protocolError,
      })
      return undefined
    }
    const topicBytes = Buffer.from(aliased)
    found = known(connection, topicBytes, 0, topicBytes.length)
  } else found = known(connection, bytes, start, end)
  if (found === undefined) {
    connection.malformed('Publish-In', 'The topic of a PUBLISH is not valid UTF-8.')
    return undefined
  }
  const problem =
    isRetained && isReserved(found.topic)
      ? { reason: 'RETAIN_NOT_ALLOWED', explanation: `RETAIN may not be set on '${found.topic}', a reserved topic (BRK-154).` }
      : found.isAcceptable
        ? undefined
        : topicProblem(found.topic)
  if (problem !== undefined) {
    refuseTopic(connection, found.topic, problem, isQos1, packetId)
    return undefined
  }
  if (alias !== undefined) connection.aliases.set(alias, found.topic)
  found.isAcceptable = true
  connection.lastPublishTopic = found
  return found
}

/** BRK-244, F-PUB: the PUBACK carries the answer of MQTT 5 where there is one, else the connection ends. */
function refuseTopic(
  connection: Connection,
  topic: string,
  problem: { readonly reason: string; readonly explanation: string },
  isQos1: boolean,
  packetId: number,
): void {
  const kind = problem.reason === 'RESERVED_TOPIC' || problem.reason === 'RETAIN_NOT_ALLOWED' ? 'reservedTopic' : 'packet'
  if (connection.version === 5 && isQos1 && problem.reason !== 'TOPIC_MALFORMED') {
    connection.record({
      kind,
      outcome: 'refused',
      eventType: 'Publish-In',
      reason: problem.reason,
      explanation: problem.explanation,
      topic,
    })
    connection.outbox.appendPacket(encodePuback(packetId, ReasonCode.topicNameInvalid))
    return
  }
  connection.violate({
    kind,
    eventType: 'Publish-In',
    reason: problem.reason,
    explanation: problem.explanation,
    code: ReasonCode.topicNameInvalid,
    topic,
  })
}

/** The entry of a topic, made when it is new; undefined when the bytes are not UTF-8. */
function known(connection: Connection, bytes: Buffer, start: number, end: number): PublishTopic | undefined {
  const key = bytes.toString('latin1', start, end)
  const present = connection.publishTopics.get(key)
  if (present !== undefined) return present
  const topic = readText(bytes, start, end)
  if (topic === undefined) return undefined
  const entry: PublishTopic = {
    bytes: Buffer.from(bytes.subarray(start, end)),
    topic,
    resource: connection.engine.deps.arns.topic(topic),
    isAcceptable: false,
    decision: undefined,
  }
  if (connection.publishTopics.size >= MAX_CACHED_TOPICS) connection.publishTopics.clear()
  connection.publishTopics.set(key, entry)
  return entry
}

function isSame(expected: Buffer, bytes: Buffer, start: number, end: number): boolean {
  const length = end - start
  if (expected.length !== length) return false
  for (let index = length - 1; index >= 0; index--) if (expected[index] !== bytes[start + index]) return false
  return true
}
