import type { Duplex } from 'node:stream'
import type { Access, AccountContext, MessageProperties, Peer, Principal, Timers } from '@iot-core-local/core'

/** A message as it passes the broker, for the rules engine. */
export interface PublishedMessage {
  readonly topic: string
  readonly payload: Buffer
  readonly qos: 0 | 1
  readonly retain: boolean
  /** Undefined for messages over HTTP and of services. */
  readonly clientId: string | undefined
  readonly principal: Principal
  readonly properties: MessageProperties | undefined
  readonly sourceIp: string | undefined
  /** Epoch milliseconds on the account's clock. */
  readonly receivedAtMs: number
}

/** The rules engine, as the broker sees it. */
export interface MessageSink {
  /** Takes a message that passed the broker, or one of Basic Ingest, whose topic still has its `$aws/rules/<rule>` prefix. Must not throw. */
  accept(message: PublishedMessage): void
  /** Whether any rule may select messages of `topic`. Asked for every message, so it must answer from a cache. */
  hasInterest(topic: string): boolean
}

export interface BrokerDeps extends AccountContext {
  readonly access: Access
  readonly sink: MessageSink
  /** Real time, for keep-alive and deadlines of sockets, which live in real time whatever the account's clock says. */
  readonly wallTimers: Timers
}

export interface BrokerOptions {
  /** The longest a session outlives its connection, in seconds: 3600 unless the account's quota was raised, at most 604800 (BRK-063). */
  readonly maximumSessionExpirySeconds?: number
  /** How long a new connection may take to send its CONNECT, in milliseconds. Default 10000. */
  readonly connectDeadlineMs?: number
  /** Answers a refused MQTT 3.1.1 CONNECT with CONNACK 5, which AWS does not do. Default false (BRK-041). */
  readonly isRefusalAnswered?: boolean
  /** Bytes that may wait for one slow reader before it is disconnected. Default 16 MiB. */
  readonly maximumPendingBytes?: number
  /** QoS 1 messages that may wait in one session before new ones are dropped. Default 10000 (BRK-067). */
  readonly maximumQueuedMessages?: number
  /** Topics that may have a retained message at a time. Default 500000 (BRK-156). */
  readonly maximumRetainedMessages?: number
}

/** What the listeners hand a connection to: an account's broker. */
export interface ConnectionAcceptor {
  /**
   * Takes over a plain byte stream that speaks MQTT: decrypted, and assigned to this account.
   * A stream that emits `goodbye` before it ends was closed by its client in good order (a WebSocket Close frame, BRK-357).
   */
  accept(stream: Duplex, peer: Peer): void
}
