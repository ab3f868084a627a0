import type { ISubscription } from 'mqtt-packet'
import { MAX_FILTERS_PER_SUBSCRIBE, MAX_SUBSCRIPTIONS_PER_CONNECTION } from '../../limits.js'
import type { Connection } from '../connection.js'
import { Message } from '../message.js'
import { decodePacket, encodePacket } from '../packets.js'
import { userPropertiesProblem, userPropertyBytes } from '../properties.js'
import { ReasonCode } from '../reason-code.js'
import { parseShare } from '../share-group.js'
import { filterProblem } from '../topic-rules.js'
import { packetIdentifierInUse, propertyViolation } from '../violation.js'
import { deliverToMember } from '../waiting-messages.js'

/** A SUBSCRIBE (BRK section 6). Each filter is decided about on its own; one that is refused ends a connection of MQTT 3. */
export function handleSubscribe(connection: Connection): Promise<void> | undefined {
  const { bytes, start, end } = connection.reader
  const packet = decodePacket(bytes, start, end, connection.version)
  if (typeof packet === 'string' || packet.cmd !== 'subscribe') {
    connection.malformed('Subscribe', `The SUBSCRIBE cannot be read: ${typeof packet === 'string' ? packet : packet.cmd}.`)
    return undefined
  }
  const { messageId, subscriptions } = packet
  if (messageId === undefined || messageId === 0 || subscriptions.length === 0) {
    connection.malformed('Subscribe', 'A SUBSCRIBE needs a packet identifier other than 0 and at least one filter.')
    return undefined
  }
  if (packet.properties?.subscriptionIdentifier !== undefined) {
    connection.violate({
      eventType: 'Subscribe',
      reason: 'SUBSCRIPTION_IDENTIFIER',
      explanation: 'The SUBSCRIBE has a Subscription Identifier, which AWS IoT does not support (BRK-131).',
      code: ReasonCode.subscriptionIdentifiersNotSupported,
    })
    return undefined
  }
  const problem = userPropertiesProblem(userPropertyBytes(packet.properties?.userProperties))
  if (problem !== undefined) {
    connection.violate(propertyViolation('Subscribe', problem))
    return undefined
  }
  if (connection.unacknowledged.has(messageId)) {
    connection.record(packetIdentifierInUse('Subscribe', messageId))
    answer(
      connection,
      messageId,
      subscriptions.map(() => ReasonCode.packetIdentifierInUse),
    )
    return undefined
  }
  if (subscriptions.some(({ qos }) => qos === 2)) {
    refuseQos2(connection)
    return undefined
  }
  if (subscriptions.length > MAX_FILTERS_PER_SUBSCRIBE) {
    refuseTooMany(connection, messageId, subscriptions.length)
    return undefined
  }
  return subscribe(connection, messageId, subscriptions)
}

function refuseQos2(connection: Connection): void {
  connection.violate({
    eventType: 'Subscribe',
    reason: 'QOS_NOT_SUPPORTED',
    explanation: 'A filter asks for QoS 2; AWS IoT grants QoS 0 and 1 and sends no SUBACK (BRK-126).',
    code: ReasonCode.qosNotSupported,
  })
}

/** BRK-120. */
function refuseTooMany(connection: Connection, messageId: number, count: number): void {
  const explanation = `The SUBSCRIBE has ${count} filters; AWS IoT takes ${MAX_FILTERS_PER_SUBSCRIBE} in one packet (BRK-120).`
  if (connection.version === 4) {
    connection.violate({ eventType: 'Subscribe', reason: 'TOO_MANY_FILTERS', explanation, code: ReasonCode.quotaExceeded })
    return
  }
  connection.record({ kind: 'packet', outcome: 'refused', eventType: 'Subscribe', reason: 'TOO_MANY_FILTERS', explanation })
  answer(
    connection,
    messageId,
    Array.from({ length: count }, () => ReasonCode.quotaExceeded),
  )
}

async function subscribe(connection: Connection, messageId: number, subscriptions: readonly ISubscription[]): Promise<void> {
  const granted: number[] = []
  const accepted: { readonly subscription: ISubscription; readonly isNew: boolean }[] = []
  for (const subscription of subscriptions) {
    const isNew = connection.accepted?.session.subscriptions.has(subscription.topic) === false
    const code = await decide(connection, subscription)
    if (code === undefined || connection.hasEnded()) return
    granted.push(code)
    if (code < 0x80) accepted.push({ subscription, isNew })
  }
  answer(connection, messageId, granted)
  const { engine, accepted: open } = connection
  if (open === undefined) return
  for (const { subscription, isNew } of accepted) sendRetained(connection, subscription, isNew)
  if (accepted.length === 0) return
  const topicFilters = accepted.map(({ subscription }) => subscription.topic)
  engine.events.presence.subscriptions(open.view, 'subscribed', topicFilters)
  engine.deps.events.publish({ type: 'subscription.added', connection: open.view, topicFilters })
  await deliverToMember(connection, engine.sessions)
}

/** The SUBACK code of one filter; undefined when the connection was closed for it. */
async function decide(connection: Connection, subscription: ISubscription): Promise<number | undefined> {
  const { engine, accepted } = connection
  if (accepted === undefined) return undefined
  const filter = subscription.topic
  const problem = filterProblem(filter)
  if (problem !== undefined) return refuseFilter(connection, filter, problem.reason, problem.explanation)
  const share = parseShare(filter)
  if (share !== undefined && subscription.nl === true) {
    connection.violate({
      eventType: 'Subscribe',
      reason: 'NO_LOCAL_ON_SHARED',
      explanation: `'${filter}' is shared and asks for No Local, which is a protocol error [MQTT-3.8.3-4].`,
      code: ReasonCode.protocolError,
      topic: filter,
    })
    return undefined
  }
  const decision = await accepted.cache.ask({
    action: 'iot:Subscribe',
    resource: engine.deps.arns.topicFilter(filter),
    eventType: 'Subscribe',
    topic: filter,
  })
  if (connection.hasEnded()) return undefined
  if (!decision.isAllowed) {
    if (connection.version === 5) return ReasonCode.notAuthorized
    connection.close('AUTH_ERROR')
    return undefined
  }
  const { session } = accepted
  const isOver = !session.subscriptions.has(filter) && session.subscriptions.size >= MAX_SUBSCRIPTIONS_PER_CONNECTION
  const qos = subscription.qos === 1 ? 1 : 0
  const isAdded =
    !isOver &&
    engine.sessions.subscribe(session, {
      filter,
      qos,
      isNoLocal: subscription.nl === true,
      isRetainAsPublished: subscription.rap === true,
    })
  if (isAdded) return qos
  connection.record({
    kind: 'packet',
    outcome: 'refused',
    eventType: 'Subscribe',
    reason: 'SUBSCRIPTION_LIMIT',
    explanation: isOver
      ? `The connection has ${MAX_SUBSCRIPTIONS_PER_CONNECTION} subscriptions, which is the limit (BRK-121).`
      : 'The account has as many share groups, or the group as many members, as the limit allows (BRK-222).',
    topic: filter,
  })
  return connection.version === 5 ? ReasonCode.quotaExceeded : 0x80
}

/** BRK-244, F-SUB. */
function refuseFilter(connection: Connection, filter: string, reason: string, explanation: string): number | undefined {
  const kind = reason === 'RESERVED_TOPIC' ? 'reservedTopic' : 'packet'
  if (connection.version === 4) {
    connection.violate({ kind, eventType: 'Subscribe', reason, explanation, code: ReasonCode.topicFilterInvalid, topic: filter })
    return undefined
  }
  connection.record({ kind, outcome: 'refused', eventType: 'Subscribe', reason, explanation, topic: filter })
  return ReasonCode.topicFilterInvalid
}

/** BRK-152: only a filter equal to a topic gets its retained message, and no shared one does (BRK-153). */
function sendRetained(connection: Connection, subscription: ISubscription, isNew: boolean): void {
  const { engine, accepted } = connection
  const filter = subscription.topic
  if (accepted === undefined || /[+#]/.test(filter) || parseShare(filter) !== undefined) return
  if (subscription.rh === 2 || (subscription.rh === 1 && !isNew)) return
  const retained = engine.messages.retainedOf(filter)
  const nowMs = engine.timers.now()
  if (retained === undefined || (retained.expiresAtMs !== undefined && retained.expiresAtMs <= nowMs)) return
  const message = new Message({
    topic: filter,
    payload: retained.payload,
    qos: retained.qos,
    isRetained: true,
    properties: retained.properties,
    expiresAtMs: retained.expiresAtMs,
    origin: { clientId: undefined, principal: { kind: 'internal' }, sourceIp: undefined },
    receivedAtMs: nowMs,
  })
  void engine.timers.track(
    deliverRetained(connection, message, subscription.qos === 1).catch((error: unknown) => {
      engine.log.error({ err: error, clientId: connection.clientId }, 'a retained message could not be delivered')
    }),
  )
}

async function deliverRetained(connection: Connection, message: Message, isQos1Granted: boolean): Promise<void> {
  const { engine, accepted } = connection
  if (accepted === undefined) return
  const decision = await accepted.cache.ask({
    action: 'iot:Receive',
    resource: engine.deps.arns.topic(message.topic),
    eventType: 'Publish-Out',
    topic: message.topic,
  })
  if (!decision.isAllowed || connection.hasEnded()) return
  if (message.qos === 1 && isQos1Granted) {
    accepted.session.sendQos1(message, true)
    engine.turn.schedule()
  } else connection.sendPublish(message, 0, true, 0)
}

function answer(connection: Connection, messageId: number, granted: readonly number[]): void {
  connection.outbox.appendPacket(encodePacket({ cmd: 'suback', messageId, granted: [...granted] }, connection.version))
}
