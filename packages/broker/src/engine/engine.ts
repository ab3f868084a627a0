import type { Duplex } from 'node:stream'
import type { Access, AccountContext, DecisionLog, Logger, Peer, Timers } from '@iot-core-local/core'
import type { Presence } from '../lifecycle/presence.js'
import type { MessageSink } from '../ports.js'
import type { MessageStore } from '../store/message-store.js'
import type { SessionStore } from '../store/session-store.js'
import { Connection } from './connection.js'
import { Delivery } from './delivery.js'
import type { Message } from './message.js'
import { ChunkPool } from './outbox.js'
import { ReasonCode, type DisconnectReason } from './reason-code.js'
import { Sessions } from './sessions.js'
import { SubscriptionTree } from './subscription-tree.js'
import { TurnEnd } from './turn.js'
import { Wills } from './wills.js'

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
  readonly #delivery: Delivery
  readonly #wills = new Wills(this)
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
    this.#delivery = new Delivery({ deps, options, tree: this.tree, sessions: this.sessions, turn: this.turn })
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
    return this.#delivery.publish(message, sender)
  }

  /** Keeps a retained message, or forgets one (BRK-150). False when there is no room for another (BRK-156), which is recorded. */
  retain(message: Message): boolean {
    const isKept = this.messages.retain(message, this.timers.now())
    this.turn.schedule()
    if (isKept) return true
    this.decisions.record({
      kind: 'packet',
      outcome: 'refused',
      eventType: 'Publish-In',
      reason: 'RETAINED_MESSAGE_LIMIT',
      explanation: `The account has as many retained messages as it may have, so '${message.topic}' gets none (BRK-156). Messages without payload still delete.`,
      topic: message.topic,
      ...(message.clientId === undefined ? {} : { clientId: message.clientId }),
    })
    return false
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
    this.#wills.publishFor(connection, reason)
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

  /** Ends all connections; resolves when their wills are published. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const connection of [...this.live]) {
      if (connection.accepted === undefined) connection.refuse(undefined)
      else connection.close('SERVER_INITIATED_DISCONNECT', ReasonCode.serverShuttingDown)
    }
    await this.#wills.settled()
    this.turn.run()
  }
}
