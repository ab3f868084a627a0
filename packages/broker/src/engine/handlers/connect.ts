import { principalIdentifier, type AccessSession, type ConnectionView } from '@iot-core-local/core'
import type { IConnectPacket } from 'mqtt-packet'
import { DecisionCache, type CachedDecision } from '../../authorization/decision-cache.js'
import {
  MAX_KEEP_ALIVE_SECONDS,
  MAX_MESSAGE_EXPIRY_SECONDS,
  MAX_UNACKNOWLEDGED,
  MIN_KEEP_ALIVE_SECONDS,
  WEBSOCKET_LIFETIME_MS,
} from '../../limits.js'
import type { Connection } from '../connection.js'
import { Message } from '../message.js'
import { decodePacket } from '../packets.js'
import { encodeProperties } from '../properties.js'
import { ReasonCode } from '../reason-code.js'
import { deliverKept, deliverToMember } from '../waiting-messages.js'
import { encodeAcceptance } from './connack.js'
import { type Connect, refusalAnswer, refusalOf, refuse } from './connect-refusal.js'

/** The CONNECT packet: who is it, may it, and which session does it get (BRK section 2). */
export function handleConnect(connection: Connection): Promise<void> | undefined {
  const { bytes, start, bodyStart, end } = connection.reader
  const level = protocolLevel(bytes.subarray(bodyStart, end))
  if (level !== undefined && level !== 4 && level !== 5) {
    refuse(
      connection,
      {
        reason: 'PROTOCOL_VERSION',
        explanation: `The protocol level is ${level}; AWS IoT speaks 4 (MQTT 3.1.1) and 5.`,
        code: ReasonCode.unspecifiedError,
      },
      Buffer.from([0x20, 0x02, 0x00, 0x01]),
    )
    return undefined
  }
  connection.version = level === 5 ? 5 : 4
  const packet = decodePacket(bytes, start, end, connection.version)
  if (typeof packet === 'string' || packet.cmd !== 'connect') {
    const problem = typeof packet === 'string' ? packet : 'it is another packet'
    refuse(
      connection,
      { reason: 'MALFORMED_PACKET', explanation: `The CONNECT cannot be read: ${problem}.`, code: ReasonCode.malformedPacket },
      undefined,
    )
    return undefined
  }
  const refusal = refusalOf(connection, packet)
  if (refusal !== undefined) {
    connection.origin = { ...connection.origin, clientId: packet.clientId }
    refuse(connection, refusal)
    return undefined
  }
  return connect(connection, packet)
}

/** The protocol level of MQTT from the variable header; 3 for MQTT 3.1's own name; undefined when it is neither. */
function protocolLevel(body: Buffer): number | undefined {
  if (body.length >= 7 && body.readUInt16BE(0) === 4 && body.toString('latin1', 2, 6) === 'MQTT') return body[6]
  if (body.length >= 9 && body.readUInt16BE(0) === 6 && body.toString('latin1', 2, 8) === 'MQIsdp') return 3
  return undefined
}

async function connect(connection: Connection, packet: Connect): Promise<void> {
  const { engine, peer, version } = connection
  const clientId = packet.clientId === '' ? `auto-${engine.deps.ids.uuid()}` : packet.clientId
  connection.origin = { ...connection.origin, clientId }
  const requestedExpirySeconds = version === 5 ? (packet.properties?.sessionExpiryInterval ?? 0) : packet.clean === true ? 0 : Infinity
  const expirySeconds = Math.min(
    version === 5 ? requestedExpirySeconds : packet.clean === true ? 0 : engine.options.maximumSessionExpirySeconds,
    engine.options.maximumSessionExpirySeconds,
  )
  const { will } = packet
  const outcome = await engine.access.admitConnection(peer, {
    clientId,
    protocolVersion: version,
    isPersistent: expirySeconds > 0,
    ...(packet.username === undefined ? {} : { username: packet.username }),
    ...(packet.password === undefined ? {} : { password: packet.password }),
    ...(will === undefined ? {} : { lastWill: { topic: will.topic, isRetained: will.retain === true } }),
  })
  if (connection.hasEnded()) return
  if (!outcome.isAdmitted) {
    connection.record({
      kind: 'admission',
      outcome: 'refused',
      eventType: 'Connection.AuthNError',
      reason: outcome.reason,
      explanation: outcome.explanation,
      ...(outcome.principalId === undefined ? {} : { principalId: outcome.principalId }),
      ...(outcome.details === undefined ? {} : { details: outcome.details }),
    })
    connection.refuse(refusalAnswer(connection, ReasonCode.notAuthorized))
    return
  }
  const { session: access } = outcome
  const cache = new DecisionCache(engine.access, access, engine.decisions, {
    clientId,
    principalId: principalIdentifier(access.principal),
    sourceIp: peer.remoteAddress,
  })
  const denial = await askPolicies(connection, cache, clientId, will)
  if (connection.hasEnded()) return
  if (denial !== undefined) {
    announceRefusal(connection, access, clientId)
    connection.refuse(refusalAnswer(connection, ReasonCode.notAuthorized))
    return
  }
  const keptTopics = open(connection, packet, { clientId, expirySeconds, requestedExpirySeconds, access, cache })
  await deliverKept(connection, keptTopics)
  await deliverToMember(connection, engine.sessions)
}

/** The first decision that denies; undefined when all allow. */
async function askPolicies(
  connection: Connection,
  cache: DecisionCache,
  clientId: string,
  will: IConnectPacket['will'],
): Promise<CachedDecision | undefined> {
  const { arns } = connection.engine.deps
  const connect = await cache.ask({ action: 'iot:Connect', resource: arns.client(clientId), eventType: 'Connect' })
  if (!connect.isAllowed || will === undefined) return connect.isAllowed ? undefined : connect
  for (const action of will.retain === true ? (['iot:Publish', 'iot:RetainPublish'] as const) : (['iot:Publish'] as const)) {
    const decision = await cache.ask({ action, resource: arns.topic(will.topic), eventType: 'Connect', topic: will.topic })
    if (!decision.isAllowed) return decision
  }
  return undefined
}

function announceRefusal(connection: Connection, access: AccessSession, clientId: string): void {
  const { engine, peer } = connection
  engine.events.presence.connectFailed({
    clientId,
    thingName: access.thingName,
    principal: access.principal,
    sessionId: engine.deps.ids.uuid(),
    sourceIp: peer.remoteAddress,
  })
  engine.deps.events.publish({
    type: 'connection.refused',
    clientId,
    principalIdentifier: principalIdentifier(access.principal),
    sourceIp: peer.remoteAddress,
    connectFailureReason: 'AUTHORIZATION_FAILED',
  })
}

interface Opening {
  readonly clientId: string
  readonly expirySeconds: number
  readonly requestedExpirySeconds: number
  readonly access: AccessSession
  readonly cache: DecisionCache
}

/** Returns the topics of the messages that the session kept. */
function open(connection: Connection, packet: Connect, opening: Opening): ReadonlySet<string> {
  const { engine, peer, version } = connection
  const { clientId, expirySeconds, access } = opening
  takeOver(connection, clientId)
  const { session, isPresent } = engine.sessions.open(clientId, version, packet.clean === true, expirySeconds)
  const keepAliveSeconds = clampKeepAlive(packet.keepalive ?? 0)
  const view: ConnectionView = {
    sessionId: engine.deps.ids.uuid(),
    clientId,
    principal: access.principal,
    sourceIp: peer.remoteAddress,
    transport: peer.transport,
    protocolVersion: version,
    isCleanSession: packet.clean === true,
    connectedAtMs: engine.timers.now(),
    keepAliveSeconds,
    sessionExpirySeconds: expirySeconds,
    remotePort: peer.remotePort,
    ...(access.thingName === undefined ? {} : { thingName: access.thingName }),
  }
  const versionNumber = engine.sessions.nextVersion(clientId)
  connection.open({
    access,
    view,
    versionNumber,
    session,
    cache: opening.cache,
    keepAliveSeconds,
    will: willOf(connection, packet),
    isWillRetained: packet.will?.retain === true,
    willExpirySeconds: clampExpiry(packet.will?.properties?.messageExpiryInterval),
    requestedExpirySeconds: opening.requestedExpirySeconds,
    receiveMaximum: Math.min(packet.properties?.receiveMaximum ?? MAX_UNACKNOWLEDGED, MAX_UNACKNOWLEDGED),
    maximumPacketBytes: packet.properties?.maximumPacketSize ?? Infinity,
  })
  session.connection = connection
  engine.connections.set(clientId, connection)
  engine.tree.version++
  connection.record({
    kind: 'admission',
    outcome: 'allowed',
    eventType: 'Connect',
    explanation: `${clientId} is connected over ${peer.transport} with MQTT ${version === 5 ? '5' : '3.1.1'}, ${isPresent ? 'resuming its' : 'with a new'} session.`,
    details: { sessionIdentifier: view.sessionId, keepAliveSeconds, sessionExpirySeconds: expirySeconds, versionNumber },
  })
  connection.outbox.appendPacket(
    encodeAcceptance(version, {
      isPresent,
      assignedClientId: packet.clientId === '' ? clientId : undefined,
      requestedExpirySeconds: opening.requestedExpirySeconds,
      expirySeconds,
      requestedKeepAliveSeconds: packet.keepalive,
      keepAliveSeconds,
    }),
  )
  const keptTopics = isPresent ? session.resume() : new Set<string>()
  if (peer.iam !== undefined && (peer.transport === 'ws' || peer.transport === 'wss')) {
    connection.limitLifetime(WEBSOCKET_LIFETIME_MS, 'WEBSOCKET_TTL_EXPIRATION')
  }
  engine.events.presence.connected(view, versionNumber)
  engine.deps.events.publish({ type: 'connection.opened', connection: view, versionNumber })
  return keptTopics
}

/** BRK-034: the newer connection of a client id wins. */
function takeOver(connection: Connection, clientId: string): void {
  const older = connection.engine.connections.get(clientId)
  if (older === undefined) return
  older.violate({
    kind: 'admission',
    eventType: 'Disconnect',
    reason: 'DUPLICATE_CLIENT_ID',
    explanation: `A new connection was established with the same client ID, from ${connection.peer.remoteAddress}.`,
    code: ReasonCode.sessionTakenOver,
    disconnectReason: 'DUPLICATE_CLIENTID',
  })
}

function willOf(connection: Connection, packet: Connect): Message | undefined {
  const { will } = packet
  if (will === undefined) return undefined
  return new Message({
    topic: will.topic,
    payload: Buffer.from(will.payload),
    qos: will.qos === 1 ? 1 : 0,
    properties: encodeProperties(will.properties),
    origin: connection.origin,
    receivedAtMs: connection.engine.timers.now(),
  })
}

function clampKeepAlive(seconds: number): number {
  return seconds === 0 ? MAX_KEEP_ALIVE_SECONDS : Math.min(Math.max(seconds, MIN_KEEP_ALIVE_SECONDS), MAX_KEEP_ALIVE_SECONDS)
}

function clampExpiry(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.min(Math.max(seconds, 1), MAX_MESSAGE_EXPIRY_SECONDS)
}
