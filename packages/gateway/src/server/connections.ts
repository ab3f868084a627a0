import type { Peer } from '@iot-core-local/core'
import type { Server } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** The sockets of the HTTP server, those of its own listener and those handed over, and who is behind each. */
export class Connections {
  readonly #open = new Set<Duplex>()
  readonly #peers = new WeakMap<Duplex, Peer>()

  constructor(server: Server) {
    server.on('connection', (socket: Duplex) => {
      this.#open.add(socket)
      socket.once('close', () => this.#open.delete(socket))
    })
  }

  /** Says who is behind a socket that the server's own listener did not accept. */
  introduce(socket: Duplex, peer: Peer): void {
    this.#peers.set(socket, peer)
  }

  peerOf(socket: Duplex): Peer {
    const known = this.#peers.get(socket)
    if (known !== undefined) return known
    const isSocket = socket instanceof Socket
    const peer: Peer = {
      transport: 'http',
      remoteAddress: (isSocket ? socket.remoteAddress : undefined) ?? '127.0.0.1',
      remotePort: (isSocket ? socket.remotePort : undefined) ?? 0,
    }
    this.#peers.set(socket, peer)
    return peer
  }

  /** The socket is no longer an HTTP connection: whoever took it closes it. */
  release(socket: Duplex): void {
    this.#open.delete(socket)
  }

  get open(): ReadonlySet<Duplex> {
    return this.#open
  }
}
