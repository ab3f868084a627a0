import type { IncomingMessage } from 'node:http'
import { constants } from 'node:crypto'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import {
  createSecureContext,
  createServer as createTlsServer,
  type SecureContext,
  type SecureContextOptions,
  type TlsOptions,
  type TLSSocket,
} from 'node:tls'
import { listen } from './listen.js'
import { plainPeer, tlsPeer } from './peer.js'
import type { ListenAddress, ListenerDeps, ListenerOptions, Listeners, RoutedPeer, ServerIdentity } from './ports.js'
import { WebSockets } from './web-sockets.js'

const DEFAULT_HANDSHAKE_DEADLINE_MS = 10_000
/** The first byte of a CONNECT packet. */
const CONNECT_BYTE = 0x10
const MQTT_PROTOCOLS: readonly string[] = ['x-amzn-mqtt-ca', 'mqtt']
const HTTP_PROTOCOLS: readonly string[] = ['x-amzn-http-ca', 'http/1.1']
const ALPN_PROTOCOLS: readonly string[] = [...MQTT_PROTOCOLS, ...HTTP_PROTOCOLS]

/** Makes the listeners of a process; nothing listens before a `listen` method is called. */
export function createListeners(deps: ListenerDeps, options: ListenerOptions = {}): Listeners {
  return new SharedListeners(deps, options.handshakeDeadlineMs ?? DEFAULT_HANDSHAKE_DEADLINE_MS)
}

class SharedListeners implements Listeners {
  readonly #deps: ListenerDeps
  readonly #handshakeDeadlineMs: number
  readonly #servers: Server[] = []
  readonly #sockets = new Set<Socket>()
  readonly #contexts = new WeakMap<ServerIdentity, SecureContext>()
  readonly #webSockets = new WebSockets()
  #isClosed = false

  constructor(deps: ListenerDeps, handshakeDeadlineMs: number) {
    this.#deps = deps
    this.#handshakeDeadlineMs = handshakeDeadlineMs
  }

  listenMqtts(address: ListenAddress): Promise<ListenAddress> {
    return this.#listenTls(address, MQTT_PROTOCOLS, (socket) => {
      this.#acceptMqtt(socket, tlsPeer(socket, 'mqtts'))
    })
  }

  listenTls(address: ListenAddress): Promise<ListenAddress> {
    return this.#listenTls(address, ALPN_PROTOCOLS, (socket) => {
      const { alpnProtocol } = socket
      if (typeof alpnProtocol !== 'string') this.#sniff(socket)
      else if (MQTT_PROTOCOLS.includes(alpnProtocol)) this.#acceptMqtt(socket, tlsPeer(socket, 'mqtts'))
      else this.#deps.http.acceptTls(socket, tlsPeer(socket, 'https'))
    })
  }

  listenMqtt(address: ListenAddress): Promise<ListenAddress> {
    const server = createTcpServer({ noDelay: true }, (socket) => {
      this.#acceptMqtt(socket, plainPeer(socket))
    })
    return this.#start(server, address)
  }

  upgradeWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer, peer: RoutedPeer): void {
    socket.on('error', () => socket.destroy())
    const objection = this.#webSockets.objectionTo(request)
    if (objection !== undefined) {
      this.#refuseUpgrade(socket, peer, objection)
      return
    }
    this.#webSockets.upgrade(request, socket, head, (stream) => {
      this.#deps.route(peer).accept(stream, { ...peer, transport: peer.transport === 'http' || peer.transport === 'ws' ? 'ws' : 'wss' })
    })
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    const closed = this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
    for (const socket of this.#sockets) socket.destroy()
    this.#webSockets.close()
    await Promise.all(closed)
  }

  #listenTls(address: ListenAddress, alpnProtocols: readonly string[], accept: (socket: TLSSocket) => void): Promise<ListenAddress> {
    let identity = this.#identity()
    const options: TlsOptions = {
      ...contextOf(identity),
      // Any certificate passes the handshake, which proves that the client has its key; who that is, the CONNECT decides (SEC-217).
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: this.#handshakeDeadlineMs,
      ALPNProtocols: [...alpnProtocols],
      SNICallback: (serverName, done) => {
        this.#chooseContext(serverName).then(
          (context) => done(null, context),
          (error: unknown) => {
            this.#deps.log.error({ err: error, serverName }, 'no certificate could be made for a host name')
            done(null)
          },
        )
      },
      noDelay: true,
    }
    const server = createTlsServer(options, accept)
    // Before the server's own listener, so that a renewed identity serves the very next handshake.
    server.prependListener('connection', () => {
      const current = this.#identity()
      if (current.cert === identity.cert && current.key === identity.key) return
      identity = current
      server.setSecureContext(contextOf(current))
    })
    server.on('tlsClientError', (error, socket) => {
      this.#refuseHandshake(error, socket)
    })
    return this.#start(server, address)
  }

  /** Undefined stands for the server's own context. */
  async #chooseContext(serverName: string): Promise<SecureContext | undefined> {
    const identity = await this.#deps.identityFor?.(serverName)
    if (identity === undefined) return undefined
    const known = this.#contexts.get(identity)
    if (known !== undefined) return known
    const context = createSecureContext(contextOf(identity))
    this.#contexts.set(identity, context)
    return context
  }

  #identity(): ServerIdentity {
    const { tls } = this.#deps
    return typeof tls === 'function' ? tls() : tls
  }

  async #start(server: Server, address: ListenAddress): Promise<ListenAddress> {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.once('close', () => this.#sockets.delete(socket))
    })
    const bound = await listen(server, address)
    server.on('error', (error) => {
      this.#deps.log.error({ err: error }, 'a listener failed')
    })
    this.#servers.push(server)
    return bound
  }

  #acceptMqtt(socket: Socket, peer: RoutedPeer): void {
    this.#deps.route(peer).accept(socket, peer)
  }

  /** A port for both protocols, and a client that names neither: its first byte tells. */
  #sniff(socket: TLSSocket): void {
    const overdue = this.#deps.wallTimers.after(this.#handshakeDeadlineMs, () => {
      const peer = tlsPeer(socket, 'https')
      this.#deps.decisions(peer).record({
        kind: 'packet',
        outcome: 'refused',
        eventType: 'Connect',
        reason: 'CONNECT_TIMEOUT',
        explanation: `Nothing was sent within ${this.#handshakeDeadlineMs} ms of the TLS handshake. The connection is closed.`,
        sourceIp: peer.remoteAddress,
      })
      socket.destroy()
    })
    socket.once('close', () => overdue.cancel())
    socket.on('error', () => socket.destroy())
    socket.once('data', (chunk: Buffer) => {
      overdue.cancel()
      socket.pause()
      socket.unshift(chunk)
      if (chunk[0] === CONNECT_BYTE) this.#acceptMqtt(socket, tlsPeer(socket, 'mqtts'))
      else this.#deps.http.acceptTls(socket, tlsPeer(socket, 'https'))
    })
  }

  #refuseHandshake(error: Error, socket: TLSSocket): void {
    const peer = tlsPeer(socket, 'mqtts')
    this.#deps.decisions(peer).record({
      kind: 'packet',
      outcome: 'refused',
      eventType: 'Connection.AuthNError',
      reason: 'TLS_HANDSHAKE_FAILED',
      explanation: `The TLS handshake failed: ${error.message}. Does the client trust the CA of this emulator, and does it speak TLS 1.2 or newer?`,
      sourceIp: peer.remoteAddress,
    })
    socket.destroy()
  }

  #refuseUpgrade(socket: Duplex, peer: RoutedPeer, why: string): void {
    this.#deps.decisions(peer).record({
      kind: 'packet',
      outcome: 'refused',
      eventType: 'Connect',
      reason: 'WEBSOCKET_UPGRADE_REFUSED',
      explanation: `The WebSocket upgrade is refused: ${why} MQTT over WebSocket is GET /mqtt with the subprotocol 'mqtt' (BRK-010).`,
      sourceIp: peer.remoteAddress,
    })
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  }
}

/** The suites of AWS's default policy, IoTSecurityPolicy_TLS13_1_2_2022_10 (SEC-107). */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  ...['ECDHE-ECDSA', 'ECDHE-RSA'].flatMap((exchange) => [
    `${exchange}-AES128-GCM-SHA256`,
    `${exchange}-AES128-SHA256`,
    `${exchange}-AES128-SHA`,
    `${exchange}-AES256-GCM-SHA384`,
    `${exchange}-AES256-SHA384`,
    `${exchange}-AES256-SHA`,
  ]),
  'AES128-GCM-SHA256',
  'AES128-SHA256',
  'AES128-SHA',
  'AES256-GCM-SHA384',
  'AES256-SHA256',
  'AES256-SHA',
].join(':')

/** TLS 1.2 and 1.3, no session tickets (SEC-107). Without `ca` no CA is named in the certificate request (SEC-108). */
function contextOf({ key, cert }: ServerIdentity): SecureContextOptions {
  return { key, cert, minVersion: 'TLSv1.2', ciphers: CIPHERS, secureOptions: constants.SSL_OP_NO_TICKET }
}
