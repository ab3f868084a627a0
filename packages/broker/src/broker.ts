import type { Duplex } from 'node:stream'
import {
  principalIdentifier,
  ServiceError,
  TopicRouter,
  type Call,
  type ConnectionView,
  type OutgoingMessage,
  type Peer,
  type Publisher,
  type Service,
  type TopicHandler,
  type TopicMatch,
  type TopicReply,
} from '@iot-core-local/core'
import type { Connection } from './engine/connection.js'
import { Engine } from './engine/engine.js'
import { Message, type Origin } from './engine/message.js'
import { encodeProperties } from './engine/properties.js'
import { ReasonCode, type DisconnectReason } from './engine/reason-code.js'
import type { Subscription } from './engine/subscription-tree.js'
import { Departed } from './lifecycle/departed.js'
import { Presence } from './lifecycle/presence.js'
import { CONNECT_DEADLINE_MS, DEFAULT_SESSION_EXPIRY_SECONDS, MAX_PENDING_BYTES, MAX_QUEUED_MESSAGES } from './limits.js'
import { createOperations } from './operations/index.js'
import type { BrokerDeps, BrokerOptions, ConnectionAcceptor } from './ports.js'
import { isBasicIngest } from './reserved/reserved-topics.js'
import { MessageStore } from './store/message-store.js'
import { migrations } from './store/migrations.js'
import { SessionStore } from './store/session-store.js'

/** The MQTT broker of one account. */
export interface Broker extends Service, ConnectionAcceptor {
  /** How services, rules and the host program reach subscribers and rules. */
  readonly publisher: Publisher
  /** Takes the reserved topics of all services; call it before `start`. @throws Error when two handlers have the same pattern. */
  useTopicHandlers(handlers: readonly TopicHandler[]): void
  /** Disconnects all connections of a certificate id or access key id, with a value of `disconnectReason` (EVT section 5.1). */
  closeConnectionsOf(principalId: string, disconnectReason: DisconnectReason): void
  /** The open connections, in order of connecting. */
  connections(): readonly ConnectionView[]
  /** The open connection of a client id. */
  connectionOf(clientId: string): ConnectionView | undefined
}

/** Makes the broker of one account. Clients may be handed to it once it was started. */
export function createBroker(deps: BrokerDeps, options: BrokerOptions = {}): Broker {
  return new AccountBroker(deps, options)
}

const INTERNAL: Origin = { clientId: undefined, principal: { kind: 'internal' }, sourceIp: undefined }

class AccountBroker implements Broker {
  readonly name = 'broker'
  readonly topics: readonly TopicHandler[] = []
  readonly operations: Service['operations']
  readonly publisher: Publisher = { publish: (message) => this.#publish(message) }
  readonly #deps: BrokerDeps
  readonly #engine: Engine
  readonly #presence: Presence
  readonly #departed: Departed
  readonly #router = new TopicRouter<TopicHandler>()
  readonly #stops: (() => void)[] = []

  constructor(deps: BrokerDeps, options: BrokerOptions) {
    this.#deps = deps
    deps.store.migrate('broker', migrations)
    this.#presence = new Presence(this.publisher, () => deps.timers.now())
    this.#departed = new Departed(() => deps.timers.now())
    this.#engine = new Engine(
      deps,
      {
        maximumSessionExpirySeconds: options.maximumSessionExpirySeconds ?? DEFAULT_SESSION_EXPIRY_SECONDS,
        connectDeadlineMs: options.connectDeadlineMs ?? CONNECT_DEADLINE_MS,
        isRefusalAnswered: options.isRefusalAnswered ?? false,
        maximumPendingBytes: options.maximumPendingBytes ?? MAX_PENDING_BYTES,
        maximumQueuedMessages: options.maximumQueuedMessages ?? MAX_QUEUED_MESSAGES,
      },
      new MessageStore(deps.store, options.maximumRetainedMessages),
      new SessionStore(deps.store.db),
      {
        presence: this.#presence,
        ended: (connection, reason) => {
          this.#ended(connection, reason)
        },
        requested: (message, connection) => {
          this.#requested(message, connection)
        },
      },
    )
    this.operations = {
      'iot-data': createOperations({
        deps,
        engine: this.#engine,
        departed: this.#departed,
        publish: (message, call) => this.#take(message, call),
      }),
    }
  }

  useTopicHandlers(handlers: readonly TopicHandler[]): void {
    for (const handler of handlers) this.#router.add(handler.pattern, handler)
  }

  start(): void {
    this.#engine.sessions.load()
    const { events } = this.#deps
    this.#stops.push(
      events.on('certificate.statusChanged', ({ certificateId, status }) => {
        if (status !== 'ACTIVE') this.closeConnectionsOf(certificateId, 'AUTH_ERROR')
      }),
      events.on('certificate.deleted', ({ certificateId }) => {
        this.closeConnectionsOf(certificateId, 'AUTH_ERROR')
      }),
    )
  }

  async close(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop()
    await this.#engine.close()
    this.#engine.sessions.close()
  }

  accept(stream: Duplex, peer: Peer): void {
    this.#engine.accept(stream, peer)
  }

  closeConnectionsOf(principalId: string, disconnectReason: DisconnectReason): void {
    for (const connection of [...this.#engine.connections.values()]) {
      const { view } = connection.accepted ?? {}
      if (view === undefined || principalIdentifier(view.principal) !== principalId) continue
      connection.principalIsGone = disconnectReason === 'AUTH_ERROR'
      connection.violate({
        kind: 'admission',
        eventType: 'Disconnect',
        reason: disconnectReason,
        explanation: `The principal ${principalId} may not be connected any more, or its connections were closed on purpose.`,
        code: ReasonCode.notAuthorized,
        disconnectReason,
      })
    }
  }

  connections(): readonly ConnectionView[] {
    return [...this.#engine.connections.values()].flatMap(({ accepted }) => (accepted === undefined ? [] : [accepted.view]))
  }

  connectionOf(clientId: string): ConnectionView | undefined {
    return this.#engine.connections.get(clientId)?.accepted?.view
  }

  /** A message of a service. Without a QoS it reaches subscribers at the QoS they were granted (EVT-009). */
  async #publish(message: OutgoingMessage): Promise<void> {
    try {
      await this.#take(message, undefined)
    } catch (error) {
      this.#deps.log.error({ err: error, topic: message.topic }, 'a message could not be published')
    }
  }

  /** Publishes for a service or an HTTP caller, and lets the service behind a reserved topic answer. */
  async #take(outgoing: OutgoingMessage, call: Call | undefined): Promise<void> {
    const nowMs = this.#deps.timers.now()
    const expirySeconds = outgoing.properties?.messageExpiryIntervalSeconds
    const message = new Message({
      topic: outgoing.topic,
      payload: typeof outgoing.payload === 'string' ? Buffer.from(outgoing.payload) : Buffer.from(outgoing.payload),
      qos: outgoing.qos ?? 1,
      isRetained: outgoing.isRetained ?? false,
      properties: encodeProperties(outgoing.properties),
      expiresAtMs: expirySeconds === undefined ? undefined : nowMs + expirySeconds * 1000,
      origin:
        call === undefined
          ? { ...INTERNAL, clientId: outgoing.clientId }
          : { clientId: undefined, principal: call.principal, sourceIp: call.sourceIp },
      receivedAtMs: nowMs,
    })
    if (isBasicIngest(message.topic)) {
      this.#deps.sink.accept(message)
      return
    }
    if (message.retain && !this.#engine.retain(message)) {
      throw new ServiceError('ThrottlingException', 'The account has as many retained messages as it may have.', { status: 429 })
    }
    await this.#engine.publish(message)
    await this.#committed()
    const match = message.topic.startsWith('$') ? this.#router.find(message.topic) : undefined
    if (match === undefined) return
    const { ids } = this.#deps
    await this.#answer(match, message, call ?? { source: 'internal', principal: { kind: 'internal' }, requestId: ids.uuid() }, undefined)
  }

  #committed(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#engine.messages.afterCommit((isCommitted) => {
        if (isCommitted) resolve()
        else reject(new Error('The message could not be stored.'))
      })
      this.#engine.turn.schedule()
    })
  }

  #requested(message: Message, connection: Connection): void {
    const { accepted } = connection
    const match = this.#router.find(message.topic)
    if (accepted === undefined) return
    if (match === undefined) {
      connection.record({
        kind: 'reservedTopic',
        outcome: 'failed',
        eventType: 'Publish-In',
        reason: 'NOT_COVERED',
        explanation: `'${message.topic}' is a topic of AWS IoT that nothing answers here. Subscribers and rules were given the message.`,
        topic: message.topic,
      })
      return
    }
    const call: Call = {
      source: 'mqtt',
      principal: accepted.view.principal,
      requestId: this.#deps.ids.uuid(),
      sourceIp: accepted.view.sourceIp,
      connection: accepted.view,
    }
    connection.inTurn(() => this.#answer(match, message, call, connection))
  }

  /** Lets the handler answer and sends its replies in order; at once when the handler answers at once. What it throws is a defect of ours. */
  #answer(match: TopicMatch<TopicHandler>, message: Message, call: Call, connection: Connection | undefined): Promise<void> | undefined {
    const fail = (error: unknown): void => {
      this.#deps.log.error({ err: error, topic: message.topic }, 'the service behind a reserved topic failed')
    }
    const { properties } = message
    try {
      const replies = match.target.handle({
        topic: message.topic,
        params: match.params,
        payload: message.payload,
        qos: message.qos,
        ...(properties === undefined ? {} : { properties }),
        call,
      })
      const sending =
        replies instanceof Promise ? replies.then((found) => this.#reply(found, connection)) : this.#reply(replies, connection)
      return sending?.catch(fail)
    } catch (error) {
      fail(error)
      return undefined
    }
  }

  #reply(replies: readonly TopicReply[], connection: Connection | undefined): Promise<void> | undefined {
    let earlier: Promise<void> | undefined
    for (const reply of replies) {
      const send = (): Promise<void> | undefined => {
        const message = new Message({
          topic: reply.topic,
          payload: Buffer.from(reply.payload),
          qos: 1,
          origin: INTERNAL,
          receivedAtMs: this.#deps.timers.now(),
        })
        // Whoever asked is one of the subscribers where it subscribed, and must not get the answer twice.
        const isPublished = reply.to !== 'requester'
        if (connection !== undefined && reply.to !== 'subscribers' && !(isPublished && this.#subscriptionOf(connection, reply.topic)))
          this.#replyTo(connection, message)
        return isPublished ? this.#engine.publish(message) : undefined
      }
      earlier = earlier === undefined ? send() : earlier.then(send)
    }
    return earlier
  }

  /** To the requester alone, subscribed or not (BRK-241): at the QoS of its subscription where it has one, else at QoS 1. */
  #replyTo(connection: Connection, message: Message): void {
    const subscription = this.#subscriptionOf(connection, message.topic)
    this.#engine.sendDirectly(connection, subscription?.qos === 0 ? message.withQos0() : message)
  }

  #subscriptionOf(connection: Connection, topic: string): Subscription | undefined {
    const session = connection.accepted?.session
    return session === undefined ? undefined : this.#engine.tree.match(topic).sessions.get(session)
  }

  #ended(connection: Connection, reason: DisconnectReason): void {
    const { accepted } = connection
    if (accepted === undefined) return
    this.#departed.add({
      view: accepted.view,
      disconnectedAtMs: this.#deps.timers.now(),
      reason,
      keepAliveSeconds: accepted.keepAliveSeconds,
      sessionExpirySeconds: accepted.session.expirySeconds,
      sourcePort: connection.peer.remotePort,
    })
    this.#presence.disconnected(accepted.view, accepted.versionNumber, reason)
    this.#deps.events.publish({
      type: 'connection.closed',
      connection: accepted.view,
      versionNumber: accepted.versionNumber,
      disconnectReason: reason,
      isClientInitiated: reason === 'CLIENT_INITIATED_DISCONNECT',
    })
  }
}
