import type { Duplex } from 'node:stream'
import type { Access, AccountContext, DecisionLog, Logger, Peer, Timers } from '@iot-core-local/core'
import type { CachedDecision } from '../authorization/decision-cache.js'
import type { Presence } from '../lifecycle/presence.js'
import { HOLD_SENDERS_MESSAGES, MAX_CACHED_ROUTES } from '../limits.js'
import type { MessageSink } from '../ports.js'
import type { MessageStore } from '../store/message-store.js'
import type { SessionStore } from '../store/session-store.js'
import { Connection } from './connection.js'
import { Message } from './message.js'
import { ChunkPool } from './outbox.js'
import { ReasonCode, type DisconnectReason } from './reason-code.js'
import { isDecided, type Route, type RouteTarget } from './route.js'
import type { Session } from './session.js'
import { Sessions } from './sessions.js'
import type { ShareGroup } from './share-group.js'
import { SubscriptionTree, type Subscription } from './subscription-tree.js'
import { TurnEnd } from './turn.js'

/** How long a closed connection may take to read its last packet, in milliseconds. */
const FAREWELL_MS = 1_000

export interface EngineOptions {
  readonly maximumSessionExpirySeconds: number
  readonly connectDeadlineMs: number
  readonly isRefusalAnswered: boolean
  readonly maximumPendingBytes: number
  readonly maximumQueuedMessages: number
}

export interface EngineDeps extends AccountContext {
  readonly access: Access
  readonly sink: MessageSink
  readonly wallTimers: Timers
}

/** Hears of connections that end and of reserved requests; implemented by the broker. */
export interface EngineEvents {
  readonly presence: Presence
  ended(connection: Connection, reason: DisconnectReason): void
  /** A client published to a reserved topic. Called after subscribers and rules were given the message. */
  requested(message: Message, connection: Connection): void
}

/** Routes messages between the connections of one account. */
export class Engine {
  readonly deps: EngineDeps
  readonly options: EngineOptions
  readonly events: EngineEvents
  readonly tree = new SubscriptionTree()
  readonly messages: MessageStore
  readonly sessions: Sessions
  readonly turn: TurnEnd
  readonly pool = new ChunkPool()
  /** Open connections by client id. */
  readonly connections = new Map<string, Connection>()
  /** All streams that are not done with, also those before their CONNECT. */
  readonly live = new Set<Connection>()
  readonly #routes = new Map<string, Route>()
  #isClosed = false

  constructor(deps: EngineDeps, options: EngineOptions, messages: MessageStore, sessions: SessionStore, events: EngineEvents) {
    this.deps = deps
    this.options = options
    this.events = events
    this.messages = messages
    this.turn = new TurnEnd(() => {
      messages.commit()
    }, deps.log)
    this.sessions = new Sessions({ deps, options, messages, store: sessions, tree: this.tree, turn: this.turn })
  }

  get access(): Access {
    return this.deps.access
  }

  get decisions(): DecisionLog {
    return this.deps.decisions
  }

  get log(): Logger {
    return this.deps.log
  }

  /** The account's clock. */
  get timers(): Timers {
    return this.deps.timers
  }

  /** The machine's clock. */
  get wallTimers(): Timers {
    return this.deps.wallTimers
  }

  accept(stream: Duplex, peer: Peer): void {
    if (this.#isClosed) {
      stream.destroy()
      return
    }
    this.live.add(new Connection(this, stream, peer))
  }

  /**
   * Gives a message to subscribers, their queues and the rules. A promise when policies have to be asked first: whoever keeps an order waits for it.
   * `sender` is held back while a reader is behind.
   */
  publish(message: Message, sender?: Connection): Promise<void> | undefined {
    const route = this.#route(message.topic)
    const epoch = this.access.epoch
    if (!isRouteDecided(route, epoch)) return this.#decideAndDeliver(message, sender)
    this.#deliver(route, message, sender)
    return undefined
  }

  /** Keeps a retained message, or forgets one (BRK-150). */
  retain(message: Message): void {
    this.messages.retain(message, this.timers.now())
    this.turn.schedule()
  }

  /** Sends to one connection alone, subscribed or not (BRK-241). */
  sendDirectly(connection: Connection, message: Message, onAcknowledged?: () => void): void {
    const { accepted } = connection
    if (accepted === undefined || connection.hasEnded()) return
    if (message.qos === 0) connection.sendPublish(message, 0, false, 0)
    else accepted.session.sendQos1(message, false, false, onAcknowledged)
  }

  /** Called once per connection, when it has ended. */
  ended(connection: Connection, reason: DisconnectReason): void {
    this.live.delete(connection)
    const { accepted } = connection
    if (accepted === undefined) return
    if (this.connections.get(accepted.view.clientId) === connection) this.connections.delete(accepted.view.clientId)
    this.sessions.suspend(accepted.session, connection)
    this.events.ended(connection, reason)
    this.#publishWill(connection, reason)
  }

  /** Ends the stream at the end of this turn, behind what is still to be written. */
  closeLater(outbox: { flush(): void }, stream: Duplex): void {
    this.turn.flushLater({
      flush: () => {
        outbox.flush()
        stream.end()
        const overdue = this.wallTimers.after(FAREWELL_MS, () => {
          stream.destroy()
        })
        stream.once('close', () => {
          overdue.cancel()
        })
      },
    })
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const connection of [...this.live]) {
      if (connection.accepted === undefined) connection.refuse(undefined)
      else connection.close('SERVER_INITIATED_DISCONNECT', ReasonCode.serverShuttingDown)
    }
    this.turn.run()
  }

  #publishWill(connection: Connection, reason: DisconnectReason): void {
    const { accepted } = connection
    if (accepted?.will === undefined || connection.willIsCancelled) return
    if (reason === 'CLIENT_INITIATED_DISCONNECT' && !connection.willIsWanted) return
    const nowMs = this.timers.now()
    const expirySeconds = accepted.willExpirySeconds
    const will = new Message({
      topic: accepted.will.topic,
      payload: accepted.will.payload,
      qos: accepted.will.qos,
      isRetained: accepted.isWillRetained,
      properties: accepted.will.rawProperties,
      expiresAtMs: expirySeconds === undefined ? undefined : nowMs + expirySeconds * 1000,
      origin: connection.origin,
      receivedAtMs: nowMs,
    })
    if (accepted.isWillRetained) this.retain(will)
    const pending = this.publish(will)
    if (pending !== undefined) {
      void this.timers.track(
        pending.catch((error: unknown) => {
          this.log.error({ err: error, clientId: connection.clientId }, 'a will could not be published')
        }),
      )
    }
  }

  #route(topic: string): Route {
    const known = this.#routes.get(topic)
    if (known?.version === this.tree.version) return known
    const matches = this.tree.match(topic)
    const target = ([session, subscription]: [Session, Subscription]): RouteTarget => ({
      session,
      subscription,
      connection: undefined,
      decision: undefined,
      isJustDecided: false,
    })
    const route: Route = {
      topic,
      version: this.tree.version,
      targets: [...matches.sessions].map(target),
      groups: [...matches.groups].map((group) => ({ group, targets: [...group.members].map(target) })),
    }
    if (this.#routes.size >= MAX_CACHED_ROUTES) this.#routes.clear()
    this.#routes.set(topic, route)
    return route
  }

  async #decideAndDeliver(message: Message, sender: Connection | undefined): Promise<void> {
    for (;;) {
      const route = this.#route(message.topic)
      const epoch = this.access.epoch
      for (const target of route.targets) await this.#decide(target, message.topic, epoch)
      for (const group of route.groups) for (const target of group.targets) await this.#decide(target, message.topic, epoch)
      const current = this.#route(message.topic)
      if (!isRouteDecided(current, this.access.epoch)) continue
      this.#deliver(current, message, sender)
      return
    }
  }

  async #decide(target: RouteTarget, topic: string, epoch: number): Promise<void> {
    if (isDecided(target, epoch)) return
    const { connection } = target.session
    const accepted = connection?.accepted
    if (connection === undefined || accepted === undefined) return
    target.decision = await accepted.cache.ask({
      action: 'iot:Receive',
      resource: this.deps.arns.topic(topic),
      eventType: 'Publish-Out',
      topic,
    })
    target.connection = connection
    target.isJustDecided = true
  }

  #deliver(route: Route, message: Message, sender: Connection | undefined): void {
    for (const target of route.targets) this.#deliverTo(target, message, sender, undefined)
    for (const { group, targets } of route.groups) this.#deliverToGroup(group, targets, message, sender)
    if (this.deps.sink.hasInterest(message.topic)) this.deps.sink.accept(message)
  }

  /** False when the message went nowhere. */
  #deliverTo(target: RouteTarget, message: Message, sender: Connection | undefined, group: ShareGroup | undefined): boolean {
    const { session, subscription } = target
    const { connection } = session
    const isQos1 = message.qos === 1 && subscription.qos === 1
    const isRetained = subscription.isRetainAsPublished && message.retain
    if (connection === undefined) {
      if (!isQos1 || group !== undefined) return false
      this.#noteQueued(session, message, session.sendQos1(message, isRetained))
      return true
    }
    const decision: CachedDecision | undefined = target.decision
    if (decision === undefined) return false
    // Asking has counted this delivery already.
    if (target.isJustDecided) target.isJustDecided = false
    else decision.record.again()
    if (!decision.isAllowed) return false
    if (subscription.isNoLocal && sender === connection) return true
    if (isQos1) {
      const outcome = session.sendQos1(message, isRetained)
      if (outcome === 'dropped') this.#noteQueued(session, message, outcome)
      if (sender !== undefined && session.waitingCount > HOLD_SENDERS_MESSAGES) this.sessions.holdFor(sender, connection, session)
    } else {
      connection.sendPublish(message, 0, isRetained, 0)
    }
    if (sender !== undefined && connection.outbox.isBlocked) sender.holdFor(connection)
    return true
  }

  #deliverToGroup(group: ShareGroup, targets: readonly RouteTarget[], message: Message, sender: Connection | undefined): void {
    const online = targets.filter((target) => target.session.connection !== undefined && target.decision?.isAllowed === true)
    const chosen = online[Math.floor(this.deps.ids.fraction() * online.length)]
    if (chosen !== undefined) {
      this.#deliverTo(chosen, message, sender, group)
      return
    }
    const mayQueue = message.qos === 1 && targets.some(({ session, subscription }) => session.isPersistent && subscription.qos === 1)
    if (mayQueue) this.sessions.queueForGroup(group, message)
  }

  #noteQueued(session: Session, message: Message, outcome: 'sent' | 'queued' | 'dropped'): void {
    if (outcome === 'queued') this.turn.schedule()
    if (outcome !== 'dropped' || !session.isPersistent) return
    this.decisions.record({
      kind: 'packet',
      outcome: 'failed',
      eventType: 'Queued',
      reason: 'QUEUE_LIMIT',
      explanation: `The message is dropped: ${this.options.maximumQueuedMessages} messages already wait for the client, and new ones are lost (BRK-067).`,
      clientId: session.clientId,
      topic: message.topic,
    })
  }
}

function isRouteDecided(route: Route, epoch: number): boolean {
  for (const target of route.targets) if (!isDecided(target, epoch)) return false
  for (const group of route.groups) for (const target of group.targets) if (!isDecided(target, epoch)) return false
  return true
}
