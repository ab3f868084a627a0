import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { createWebSocketStream, WebSocketServer } from 'ws'
import { FrameReader, FrameStatus } from '../engine/frame-reader.js'
import { MAX_PACKET_BYTES } from '../limits.js'

/** Subprotocols that carry MQTT: the standard's (BRK-010), and the one of old, which the AWS IoT device SDK for Python of version 1 offers. */
const SUBPROTOCOLS: readonly string[] = ['mqtt', 'mqttv3.1']
/** RFC 6455, section 1.3. */
const ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
/** A key has 16 bytes (RFC 6455, section 4.1); that SDK sends 128. */
const STANDARD_KEY = /^[+/0-9A-Za-z]{22}==$/
const LONG_KEY = /^[+/0-9A-Za-z]{23,1024}={0,2}$/
const STAND_IN_KEY = Buffer.alloc(16).toString('base64')

/** Makes byte streams of upgrade requests. */
export class WebSockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_PACKET_BYTES * 4,
    handleProtocols: (offered) => SUBPROTOCOLS.find((name) => offered.has(name)) ?? false,
  })
  /** What was really asked with, where the server was shown another key. */
  readonly #longKeys = new WeakMap<IncomingMessage, string>()

  constructor() {
    this.#server.on('headers', (headers, request) => {
      const key = this.#longKeys.get(request)
      for (const [index, header] of headers.entries()) {
        const [name = '', value] = header.split(': ')
        if (value === undefined) continue
        // AWS writes names in lower case, and that SDK looks for nothing else.
        const isAccept = name === 'Sec-WebSocket-Accept'
        headers[index] = `${name.toLowerCase()}: ${isAccept && key !== undefined ? acceptOf(key) : value}`
      }
    })
  }

  /** What keeps the request from being one for MQTT; undefined when nothing does. */
  objectionTo(request: IncomingMessage): string | undefined {
    const path = (request.url ?? '').split('?')[0]
    if (path !== '/mqtt') return `The path is ${path ?? ''}, not /mqtt.`
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
    return SUBPROTOCOLS.some((name) => offered.includes(name)) ? undefined : `The subprotocol 'mqtt' is not offered.`
  }

  /**
   * Answers the request and hands over the stream, which emits `goodbye` before it ends when the client closed it in good order (BRK-357).
   * Whole MQTT packets are to be written to it. Each becomes a frame of its own: that SDK leaves all but the first of a frame until another comes.
   */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, accept: (stream: Duplex) => void): void {
    const key = request.headers['sec-websocket-key']
    if (key !== undefined && !STANDARD_KEY.test(key) && LONG_KEY.test(key)) {
      this.#longKeys.set(request, key)
      request.headers['sec-websocket-key'] = STAND_IN_KEY
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      // Before the stream's own listener, so that the connection knows how it ended when it ends.
      webSocket.on('close', (code) => {
        if (code !== 1006) stream.emit('goodbye')
      })
      const stream: Duplex = createWebSocketStream(webSocket)
      const packets = new FrameReader(Infinity)
      stream._write = (chunk: Buffer, _encoding, done) => {
        // One write for all of them.
        socket.cork()
        packets.push(chunk)
        while (packets.next() === FrameStatus.complete) {
          const isLast = packets.end === packets.bytes.length
          webSocket.send(packets.bytes.subarray(packets.start, packets.end), isLast ? done : undefined)
        }
        socket.uncork()
        if (packets.end !== packets.bytes.length) done(new Error('A part of an MQTT packet was written to a WebSocket.'))
      }
      accept(stream)
    })
  }

  /** Ends every connection. */
  close(): void {
    for (const webSocket of this.#server.clients) webSocket.terminate()
    this.#server.close()
  }
}

function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}${ACCEPT_GUID}`).digest('base64')
}
