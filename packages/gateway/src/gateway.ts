import { ServiceError, type IdSource, type Logger, type Peer } from '@iot-core-local/core'
import { fastify, type FastifyReply, type FastifyRequest } from 'fastify'
import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Duplex, pipeline, Readable } from 'node:stream'
import { ADMIN_PREFIX, AdminRoutes } from './admin/admin-routes.js'
import { Api, type ApiRequest } from './api.js'
import { signatureError } from './auth/authenticate.js'
import { jsonAnswer, type Answer } from './errors/answer.js'
import { errorAnswer } from './errors/error-answer.js'
import { resolveOptions, type GatewayOptions, type ResolvedGatewayOptions } from './options.js'
import type { AccountDirectory, AdminApi, SessionKeyReader } from './ports.js'
import { parseRequestTarget, type RequestTarget } from './routing/request-target.js'
import { Connections } from './server/connections.js'
import { isCrossSiteChange } from './server/cross-site.js'
import { listen, type Address } from './server/listen.js'
import { readBody } from './server/read-body.js'
import { RequestIds } from './server/request-ids.js'
import { allOperations } from './wire/api-operation.js'

export interface GatewayDeps {
  readonly accounts: AccountDirectory
  readonly admin: AdminApi
  readonly log: Logger
  readonly ids: IdSource
  /** Whose signatures count besides those of the configured keys, until they expire. Without it those of nobody. */
  readonly sessionKeys?: SessionKeyReader
}

/** The other side of a WebSocket upgrade whose signature was accepted. Account and Region are those of its credential scope. */
export type UpgradePeer = Peer & { readonly accountId?: string; readonly region?: string }

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer, peer: UpgradePeer) => void

export interface InjectRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export interface InjectResponse {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** The HTTP edge: the three AWS services, STS GetCallerIdentity and the `/_local` routes, on plain HTTP and on sockets handed over. */
export interface Gateway {
  /**
   * Opens the plain HTTP listener; resolves with the port it has. Port 0 picks a free one.
   * @throws EmulatorError `ICL_PORT_IN_USE`, `ICL_HOST_UNAVAILABLE`, `ICL_PORT_FORBIDDEN`
   */
  listen(address: Address): Promise<Address>
  /** Serves HTTP on a decrypted connection that somebody else accepted. */
  acceptTls(socket: Duplex, peer: Peer): void
  /** Who speaks WebSocket on `GET /mqtt`. Without one, upgrades are refused. */
  onUpgrade(handler: UpgradeHandler): void
  /** One request without a socket, from 127.0.0.1 over plain HTTP. */
  inject(request: InjectRequest): Promise<InjectResponse>
  /** Stops accepting, lets requests finish until the deadline, then closes what is left. Idempotent. */
  close(): Promise<void>
}

export function createGateway(deps: GatewayDeps, options?: GatewayOptions): Gateway {
  return new HttpGateway(deps, resolveOptions(options))
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

class HttpGateway implements Gateway {
  readonly #deps: GatewayDeps
  readonly #options: ResolvedGatewayOptions
  readonly #api: Api
  readonly #admin: AdminRoutes
  readonly #app
  readonly #server: Server
  readonly #ready: PromiseLike<unknown>
  readonly #connections: Connections
  readonly #requestIds: RequestIds
  #upgradeHandler: UpgradeHandler | undefined
  #inFlight = 0
  #onIdle: (() => void) | undefined
  #closing: Promise<void> | undefined

  constructor(deps: GatewayDeps, options: ResolvedGatewayOptions) {
    this.#deps = deps
    this.#options = options
    this.#requestIds = new RequestIds(deps.ids)
    const operations = allOperations()
    this.#api = new Api({ ...deps, operations }, options)
    this.#admin = new AdminRoutes({ ...deps, operations })
    this.#server = createServer({
      requestTimeout: options.requestTimeoutMs,
      headersTimeout: options.requestTimeoutMs,
      keepAliveTimeout: options.keepAliveTimeoutMs,
    })
    this.#connections = new Connections(this.#server)
    this.#server.on('request', (_request, response) => this.#count(response))
    this.#app = this.#createApp()
    this.#ready = this.#app.ready()
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseGarbage(error, socket))
  }

  async listen(address: Address): Promise<Address> {
    await this.#ready
    return listen(this.#server, address)
  }

  acceptTls(socket: Duplex, peer: Peer): void {
    if (this.#closing !== undefined) {
      socket.destroy()
      return
    }
    this.#connections.introduce(socket, peer)
    // Fastify cannot take requests before its hooks are compiled; until then the socket's data waits in its buffer.
    void this.#ready.then(() => {
      this.#server.emit('connection', socket)
      // Whoever looked at the first bytes before has paused it to put them back.
      socket.resume()
    })
  }

  onUpgrade(handler: UpgradeHandler): void {
    this.#upgradeHandler = handler
  }

  async inject(request: InjectRequest): Promise<InjectResponse> {
    const { method, url, headers, body } = request
    const response = await this.#app.inject({ method, url, ...(headers && { headers }), ...(body === undefined ? {} : { payload: body }) })
    return { statusCode: response.statusCode, headers: response.headers, body: response.body }
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  async #close(): Promise<void> {
    const isClosed = this.#server.listening ? new Promise<void>((resolve) => this.#server.close(() => resolve())) : Promise.resolve()
    this.#server.closeIdleConnections()
    if (this.#inFlight > 0) await this.#untilIdle()
    for (const socket of this.#connections.open) socket.destroy()
    await isClosed
    await this.#app.close()
  }

  /** Resolves when no request is being answered, or at the deadline. Real time: a frozen clock must not keep a process alive. */
  #untilIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#onIdle = resolve
      AbortSignal.timeout(this.#options.closeDeadlineMs).addEventListener('abort', () => resolve(), { once: true })
    })
  }

  #createApp() {
    const app = fastify({
      // Fastify must not decode or refuse paths: the routes of the services are found in the raw one (API-023).
      rewriteUrl: () => '/',
      exposeHeadRoutes: false,
      return503OnClosing: false,
      // Inputs are checked against AWS's model, not JSON schemas; loading Fastify's compilers for those would be a tenth of the start.
      schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
      serverFactory: (handler) => {
        this.#server.on('request', handler)
        return this.#server
      },
    })
    // Bodies are bytes whatever their Content-Type (API-033): Fastify's parsers are kept out, and the handler reads by itself.
    for (const method of METHODS) app.addHttpMethod(method, { hasBody: false, overrideExisting: true })
    const handle = (request: FastifyRequest, reply: FastifyReply): void => {
      reply.hijack()
      void this.#serve(request.raw, reply.raw, request.originalUrl)
    }
    for (const method of METHODS) app.route({ method, url: '/', handler: handle })
    app.setNotFoundHandler(handle)
    return app
  }

  /** Never rejects. */
  async #serve(raw: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
    const requestId = this.#requestIds.next()
    try {
      const answer = await this.#answer(raw, url, requestId)
      if (answer !== undefined) this.#send(response, answer, requestId)
    } catch (error) {
      this.#deps.log.error({ err: error, requestId }, 'A request could not be answered.')
      response.destroy()
    }
  }

  /** Counts what is being answered, until the last byte of the answer has left. */
  #count(response: ServerResponse): void {
    this.#inFlight++
    response.once('close', () => {
      this.#inFlight--
      if (this.#inFlight === 0) this.#onIdle?.()
    })
  }

  /** A text body travels with its headers in one system call, and its content type stays as AWS sends it (API-048). */
  #send(response: ServerResponse, answer: Answer, requestId: string): void {
    const { status, body, contentType, pieces } = answer
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
    response.writeHead(status, {
      'x-amzn-RequestId': requestId,
      ...answer.headers,
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...(status === 204 || pieces !== undefined ? {} : { 'content-length': length }),
      ...(this.#closing === undefined ? {} : { connection: 'close' }),
    })
    if (pieces === undefined) response.end(length === 0 ? undefined : body)
    else {
      pipeline(Readable.from(pieces), response, (error) => {
        if (error) this.#deps.log.debug({ err: error, requestId }, 'An answer was not taken to its end.')
      })
    }
  }

  /** Undefined when the client went away before its request was complete. */
  async #answer(raw: IncomingMessage, url: string, requestId: string): Promise<Answer | undefined> {
    const method = raw.method ?? 'GET'
    const target = parseRequestTarget(url)
    if (target === undefined) return plainError('InvalidRequestException', 'The request URI is not valid percent-encoding.', 400, requestId)
    if (isCrossSiteChange(method, raw.headers)) {
      return plainError(
        'ForbiddenException',
        `Requests that change something are refused from other sites' pages (Origin: ${raw.headers.origin ?? ''}).`,
        403,
        requestId,
      )
    }
    const reading = readBody(raw, this.#options.maxBodyBytes)
    const body = reading instanceof Promise ? await reading : reading
    if (body === 'aborted') return undefined
    if (body === 'tooLarge') {
      return plainError('RequestEntityTooLargeException', `The body is larger than ${this.#options.maxBodyBytes} bytes.`, 413, requestId)
    }
    const request: ApiRequest = { method, target, headers: raw.headers, body, peer: this.#connections.peerOf(raw.socket), requestId }
    return target.segments[0] === ADMIN_PREFIX ? this.#admin.answer(request) : this.#api.answer(request)
  }

  #upgrade(raw: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const target = parseRequestTarget(raw.url ?? '/')
    const handler = this.#upgradeHandler
    if (target?.rawPath !== '/mqtt' || raw.method !== 'GET' || handler === undefined || this.#closing !== undefined) {
      endWith(socket, jsonAnswer(404, { message: 'WebSocket connections are served at /mqtt.' }))
      return
    }
    const refused = this.#authenticateUpgrade(raw, target, (peer) => {
      this.#connections.release(socket)
      handler(raw, socket, head, peer)
    })
    if (refused !== undefined) endWith(socket, refused)
  }

  /** Hands the accepted peer on, or returns the refusal. */
  #authenticateUpgrade(raw: IncomingMessage, target: RequestTarget, accept: (peer: UpgradePeer) => void): Answer | undefined {
    const requestId = this.#requestIds.next()
    const transport = this.#connections.peerOf(raw.socket)
    const peer: Peer = { ...transport, transport: transport.transport === 'http' ? 'ws' : 'wss' }
    const request: ApiRequest = { method: 'GET', target, headers: raw.headers, body: Buffer.alloc(0), peer, requestId }
    try {
      const { account, signature, refusal } = this.#api.identify(request)
      if (refusal !== undefined) return errorAnswer(signatureError(refusal, 'iot-data'), 'iot-data', requestId)
      if (typeof signature === 'string') accept(peer)
      else accept({ ...peer, iam: { accessKeyId: signature.accessKeyId }, accountId: account.accountId, region: account.region })
      return undefined
    } catch (error) {
      this.#deps.log.error({ err: error, requestId }, 'A WebSocket upgrade failed in a way nobody foresaw.')
      return plainError('InternalFailureException', 'The log of iot-core-local says what went wrong.', 500, requestId)
    }
  }
}

/** An error before anything is known about the service it is for. */
function plainError(name: string, message: string, status: number, requestId: string): Answer {
  return errorAnswer(new ServiceError(name, message, { status }), 'iot-data', requestId)
}

/** Answers on a socket that left the HTTP server's hands. */
function endWith(socket: Duplex, answer: Answer): void {
  const body = Buffer.from(answer.body)
  const headers = {
    ...answer.headers,
    'content-type': answer.contentType ?? 'text/plain',
    'content-length': body.length,
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}\r\n${lines.join('')}\r\n`)
  socket.end(body, () => socket.destroy())
}

/** What is not HTTP, or too slow or too large in its headers. */
function refuseGarbage(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  endWith(socket, jsonAnswer(status, { message: STATUS_CODES[status] ?? 'Bad Request' }))
}

function noSchemas(): never {
  throw new Error('No route of the gateway has a JSON schema.')
}
