import { isBasicIngest, isReserved } from '../../reserved/reserved-topics.js'
import type { Connection } from '../connection.js'
import { Message } from '../message.js'
import { encodePuback } from '../packets.js'
import { NO_PROPERTIES } from '../properties.js'
import { ReasonCode } from '../reason-code.js'
import { parsePublish, type ParsedPublish } from './parse-publish.js'

/** A PUBLISH from a client (BRK section 4). A promise while policies are being asked. */
export function handlePublish(connection: Connection): void | Promise<void> {
  const parsed = parsePublish(connection)
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

async function authorize(connection: Connection, parsed: ParsedPublish, message: Message): Promise<void> {
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
function deny(connection: Connection, parsed: ParsedPublish): void {
  if (connection.version === 4) connection.close('AUTH_ERROR')
  else if (parsed.qos === 1) connection.outbox.appendPacket(encodePuback(parsed.packetId, ReasonCode.notAuthorized))
}

/** What is over a quota is not delivered: MQTT 5 is told in the PUBACK, MQTT 3, which has no answer for it, is disconnected (BRK-086). */
function throttle(connection: Connection, parsed: ParsedPublish): void {
  if (connection.version === 4) connection.close('THROTTLED')
  else if (parsed.qos === 1) connection.outbox.appendPacket(encodePuback(parsed.packetId, ReasonCode.quotaExceeded))
}

function pass(connection: Connection, parsed: ParsedPublish, message: Message): void | Promise<void> {
  const { engine } = connection
  const { topic } = parsed.topic
  if (topic.startsWith('$') && isBasicIngest(topic)) {
    engine.deps.sink.accept(message)
    acknowledge(connection, parsed)
    return undefined
  }
  if (parsed.isRetained && !engine.retain(message)) {
    throttle(connection, parsed)
    return undefined
  }
  const pending = engine.publish(message, connection)
  if (pending === undefined) {
    finish(connection, parsed, message)
    return undefined
  }
  return pending.then(() => {
    finish(connection, parsed, message)
  })
}

function finish(connection: Connection, parsed: ParsedPublish, message: Message): void {
  acknowledge(connection, parsed)
  if (isReserved(message.topic)) connection.engine.events.requested(message, connection)
}

/** PUBACK says that the message is safe, so it waits for what was stored on the way. */
function acknowledge(connection: Connection, parsed: ParsedPublish): void {
  if (parsed.qos === 0 || connection.hasEnded()) return
  const { messages, turn } = connection.engine
  if (!messages.isDirty) {
    connection.outbox.appendPacket(encodePuback(parsed.packetId))
    return
  }
  turn.schedule()
  messages.afterCommit((isCommitted) => {
    if (connection.hasEnded()) return
    if (isCommitted) connection.outbox.appendPacket(encodePuback(parsed.packetId))
    else connection.close('SERVER_ERROR', ReasonCode.unspecifiedError)
  })
}

function messageOf(connection: Connection, parsed: ParsedPublish): Message {
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
