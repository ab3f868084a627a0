import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { DecisionLog, Logger, Peer, Timers } from '@iot-core-local/core'
import type { ConnectionAcceptor } from '../ports.js'

/** A peer, with the account that its signature or host name points to, where it points to one. */
export interface RoutedPeer extends Peer {
  readonly accountId?: string
  readonly region?: string
}

export interface ListenerDeps {
  /** Picks the broker of the account that `peer` belongs to. */
  route(peer: RoutedPeer): ConnectionAcceptor
  /** Takes HTTPS connections of the shared TLS port. `peer` describes the handshake. */
  readonly http: { acceptTls(socket: TLSSocket, peer: Peer): void }
  /** Called for each new handshake when it is a function, so that a renewed certificate is used without a restart. PEM. */
  readonly tls: ServerIdentity | (() => ServerIdentity)
  /**
   * The identity for a host name of a handshake (SNI) that has one of its own; undefined when `tls` serves it. Asked at each handshake with a host name. The
   * same object for the same certificate: what TLS makes of it is kept with it.
   */
  identityFor?(serverName: string): Promise<ServerIdentity> | undefined
  readonly log: Logger
  readonly wallTimers: Timers
  /** Where refusals at the door are recorded. */
  decisions(peer: RoutedPeer): DecisionLog
}

export interface ServerIdentity {
  readonly key: string
  readonly cert: string
}

export interface ListenerOptions {
  /** How long a TLS handshake, or the first byte on a port without ALPN, may take, in milliseconds. Default 10000. */
  readonly handshakeDeadlineMs?: number
}

export interface ListenAddress {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
}

/** The sockets that all accounts of a process share. */
export interface Listeners {
  /** MQTT over TLS, as on 8883: a client certificate is asked for, not required. @throws EmulatorError ICL_PORT_IN_USE, ICL_PORT_FORBIDDEN, ICL_HOST_UNAVAILABLE */
  listenMqtts(address: ListenAddress): Promise<ListenAddress>
  /** MQTT, HTTPS and WebSocket over TLS on one port, told apart by ALPN or the first byte. @throws EmulatorError as {@link listenMqtts} */
  listenTls(address: ListenAddress): Promise<ListenAddress>
  /** Plain MQTT. @throws EmulatorError as {@link listenMqtts} */
  listenMqtt(address: ListenAddress): Promise<ListenAddress>
  /** Completes the WebSocket handshake of `GET /mqtt` and hands the stream to the peer's broker (BRK-010). */
  upgradeWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer, peer: RoutedPeer): void
  /** Stops listening and ends what these listeners still hold. */
  close(): Promise<void>
}
