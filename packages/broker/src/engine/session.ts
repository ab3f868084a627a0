import type { MessageStore } from '../store/message-store.js'
import type { Connection } from './connection.js'
import type { Message } from './message.js'
import type { Subscription } from './subscription-tree.js'
import type { Receivable } from './waiting-messages.js'

interface Outgoing {
  readonly message: Message
  /** The message's place in the store, when the session is persistent. */
  readonly rowId: number | undefined
  readonly isRetained: boolean
  /** Hears of the PUBACK, for who waits for it. */
  readonly onAcknowledged: (() => void) | undefined
}

export interface SessionInit {
  readonly clientId: string
  readonly protocolVersion: 4 | 5
  readonly expirySeconds: number
  readonly messages: MessageStore
  readonly maximumQueued: number
}

export type SendOutcome = 'sent' | 'queued' | 'dropped'

/** What a client leaves with the broker: subscriptions, and QoS 1 messages that it has not acknowledged (BRK section 3). */
export class Session {
  readonly clientId: string
  readonly protocolVersion: 4 | 5
  readonly subscriptions = new Map<string, Subscription>()
  connection: Connection | undefined
  /** 0: the session ends with its connection. */
  expirySeconds: number
  expiresAtMs: number | undefined
  /** Whether the store has, or may have, something of this session. */
  isStored = false
  /** Messages in the store, while the client is away. */
  storedCount = 0
  readonly #messages: MessageStore
  readonly #maximumQueued: number
  readonly #inFlight = new Map<number, Outgoing>()
  #waiting: Outgoing[] = []
  #waitingFrom = 0
  /** How many of what waits was kept while the client was away, and is not to be sent before it was decided about. */
  #keptCount = 0
  #nextPacketId = 1
  acknowledgedCount = 0
  /** The value of `acknowledgedCount` at which the session was last seen to make no progress. */
  stalledAt: number | undefined

  constructor(init: SessionInit) {
    this.clientId = init.clientId
    this.protocolVersion = init.protocolVersion
    this.expirySeconds = init.expirySeconds
    this.#messages = init.messages
    this.#maximumQueued = init.maximumQueued
  }

  get isPersistent(): boolean {
    return this.expirySeconds > 0
  }

  /** Messages that wait for a place in the window. */
  get waitingCount(): number {
    return this.#waiting.length - this.#waitingFrom
  }

  get inFlightCount(): number {
    return this.#inFlight.size
  }

  /** Sends at QoS 1 when the window has room, else keeps it for later; the newest is lost at the bound (BRK-067). */
  sendQos1(message: Message, isRetained: boolean, isStored = this.isPersistent, onAcknowledged?: () => void): SendOutcome {
    const { connection } = this
    if (connection === undefined) {
      if (!this.isPersistent || this.storedCount >= this.#maximumQueued) return 'dropped'
      this.#messages.add(this.clientId, message, isRetained)
      this.storedCount++
      return 'queued'
    }
    if (this.waitingCount >= this.#maximumQueued) return 'dropped'
    const rowId = isStored ? this.#messages.add(this.clientId, message, isRetained) : undefined
    const outgoing: Outgoing = { message, rowId, isRetained, onAcknowledged }
    if (this.#inFlight.size < connection.receiveMaximum && this.waitingCount === 0) {
      this.#transmit(connection, outgoing)
      return 'sent'
    }
    this.#waiting.push(outgoing)
    return 'queued'
  }

  /** [MQTT-4.3.2] A PUBACK. False when no message has that identifier. */
  acknowledge(packetId: number): boolean {
    const outgoing = this.#inFlight.get(packetId)
    if (outgoing === undefined) return false
    this.#inFlight.delete(packetId)
    this.acknowledgedCount++
    if (outgoing.rowId !== undefined) this.#messages.remove(outgoing.rowId)
    outgoing.onAcknowledged?.()
    this.pump()
    return true
  }

  /** Sends what waits, as far as the window has room. */
  pump(): void {
    const { connection } = this
    if (connection === undefined || this.#keptCount > 0) return
    while (this.#inFlight.size < connection.receiveMaximum) {
      const outgoing = this.#waiting[this.#waitingFrom]
      if (outgoing === undefined) break
      this.#waitingFrom++
      this.#transmit(connection, outgoing)
    }
    if (this.#waitingFrom > 1024 && this.#waitingFrom * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#waitingFrom)
      this.#waitingFrom = 0
    }
  }

  /** Takes the stored messages up again, in order (BRK-068), and returns their topics. Nothing is sent until {@link release}. */
  resume(): ReadonlySet<string> {
    this.storedCount = 0
    const topics = new Set<string>()
    for (const { id, message } of this.#messages.queueOf(this.clientId, this.#maximumQueued * 2)) {
      this.#waiting.push({ message, rowId: id, isRetained: message.retain, onAcknowledged: undefined })
      topics.add(message.topic)
    }
    this.#keptCount = this.#waiting.length
    return topics
  }

  /** Sends what was taken up, leaving out what is not receivable, and then whatever came after it. */
  release(receivable: Receivable): void {
    const kept = this.#waiting.slice(0, this.#keptCount)
    const later = this.#waiting.slice(this.#keptCount)
    const sendable = kept.filter(({ message, rowId }) => {
      const isSendable = receivable(message.topic) === true
      if (!isSendable && rowId !== undefined) this.#messages.remove(rowId)
      return isSendable
    })
    this.#waiting = [...sendable, ...later]
    this.#keptCount = 0
    this.pump()
  }

  /** The connection is gone. What is stored stays. */
  suspend(): void {
    let stored = 0
    for (const outgoing of [...this.#inFlight.values(), ...this.#waiting.slice(this.#waitingFrom)]) {
      if (outgoing.rowId !== undefined) stored++
    }
    this.connection = undefined
    this.storedCount = stored
    this.#inFlight.clear()
    this.#waiting = []
    this.#waitingFrom = 0
    this.#keptCount = 0
  }

  #transmit(connection: Connection, outgoing: Outgoing): void {
    const packetId = this.#takePacketId()
    if (!connection.sendPublish(outgoing.message, 1, outgoing.isRetained, packetId)) {
      // Expired, or larger than the client takes: as if it had been delivered [MQTT-3.1.2-25].
      if (outgoing.rowId !== undefined) this.#messages.remove(outgoing.rowId)
      return
    }
    this.#inFlight.set(packetId, outgoing)
  }

  #takePacketId(): number {
    let packetId = this.#nextPacketId
    while (this.#inFlight.has(packetId)) packetId = packetId === 65_535 ? 1 : packetId + 1
    this.#nextPacketId = packetId === 65_535 ? 1 : packetId + 1
    return packetId
  }
}
