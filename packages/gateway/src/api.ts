import {
  forbidden,
  internalFailure,
  notImplemented,
  ServiceError,
  type Call,
  type IdSource,
  type Logger,
  type Peer,
  type Principal,
  type ServiceId,
} from '@iot-core-local/core'
import type { IncomingHttpHeaders } from 'node:http'
import { performance } from 'node:perf_hooks'
import { checkSignature, signatureError, type Refusal } from './auth/authenticate.js'
import { admitDevice, authorizeDevice } from './auth/device-access.js'
import { readSignature, type SignatureReading } from './auth/signature.js'
import { answerCredentials, assumedRoleArn, roleAliasOf } from './credentials/answer-credentials.js'
import { createSignatureVerifier, type SignatureVerifier } from './auth/verify-signature.js'
import { JSON_TYPE, type Answer } from './errors/answer.js'
import { errorAnswer } from './errors/error-answer.js'
import { operationKey, operationTable, type AnyHandler } from './operation-tables.js'
import type { ResolvedGatewayOptions } from './options.js'
import type { AccountDirectory, AccountSelector, GatewayAccount, SessionKeyReader, TemporaryKey } from './ports.js'
import { chooseMatch, namedService } from './routing/choose-service.js'
import type { RequestTarget } from './routing/request-target.js'
import { createRouteTable, type RouteMatch, type RouteTable } from './routing/route-table.js'
import { answerSts, queryAction } from './sts/get-caller-identity.js'
import type { ApiOperation } from './wire/api-operation.js'
import { isObject } from './wire/decode-json.js'

export interface ApiRequest {
  readonly method: string
  readonly target: RequestTarget
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly peer: Peer
  readonly requestId: string
}

export interface ApiDeps {
  readonly accounts: AccountDirectory
  readonly log: Logger
  readonly ids: IdSource
  readonly operations: readonly ApiOperation[]
  readonly sessionKeys?: SessionKeyReader
}

/** A request whose signature was read, and whose account is known. */
export interface Identified {
  readonly account: GatewayAccount
  readonly signature: SignatureReading
  /** Why the signature is not accepted; undefined when it is, or need not be. */
  readonly refusal: Refusal | undefined
}

interface Routed {
  readonly signature: SignatureReading
  readonly match: RouteMatch | undefined
  /** Set when the request is for the credential provider, whose errors take the form of `iot`. */
  readonly roleAlias?: string
  /** Whose error form an answer takes. */
  readonly service: ServiceId
}

/** The three services and STS: from a request read completely to its answer. Never rejects. */
export class Api {
  readonly #accounts: AccountDirectory
  readonly #log: Logger
  readonly #routes: RouteTable
  readonly #sessionKeys: SessionKeyReader | undefined
  readonly #verifier: SignatureVerifier | undefined

  constructor(deps: ApiDeps, options: ResolvedGatewayOptions) {
    this.#accounts = deps.accounts
    this.#log = deps.log
    this.#routes = createRouteTable(deps.operations)
    this.#sessionKeys = deps.sessionKeys
    const { credentials: keys, maxClockSkewMs } = options
    this.#verifier = keys.length === 0 ? undefined : createSignatureVerifier({ keys, sessionKeys: deps.sessionKeys, maxClockSkewMs })
  }

  async answer(request: ApiRequest): Promise<Answer> {
    const startMs = performance.now()
    const routed = this.#route(request)
    const { match, service } = routed
    let answer: Answer
    try {
      const found = this.#answer(request, routed)
      answer = found instanceof Promise ? await found : found
    } catch (error) {
      answer = errorAnswer(this.#serviceError(error, match?.operation, request), service, request.requestId)
    }
    const operation = match?.operation.name ?? `${request.method} ${request.target.rawPath}`
    const durationMs = Math.round(performance.now() - startMs)
    this.#log.info(
      { service, operation, status: answer.status, durationMs, requestId: request.requestId },
      `${service} ${operation} ${answer.status} ${durationMs} ms`,
    )
    return answer
  }

  /** Reads the signature of a request, finds its account and, where keys are configured, verifies it (API-074). */
  identify(request: ApiRequest, signature: SignatureReading = readSignature(request.headers, request.target.query)): Identified {
    const account = this.#accounts.find(selectorOf(signature, this.#sessionOf(signature), request.peer))
    const isDeviceRequest = request.peer.clientCertificate !== undefined && request.target.rawPath !== '/mqtt'
    const refusal =
      this.#verifier === undefined || isDeviceRequest
        ? undefined
        : checkSignature(
            this.#verifier,
            {
              method: request.method,
              rawPath: request.target.rawPath,
              rawQuery: request.target.rawQuery,
              headers: request.headers,
              body: request.body,
            },
            signature,
            account,
          )
    if (refusal !== undefined) recordRefusal(account, request, signature, refusal)
    return { account, signature, refusal }
  }

  #route(request: ApiRequest): Routed {
    const matches = this.#routes.find(request.method, request.target.segments)
    const signature = readSignature(request.headers, request.target.query)
    const [only] = matches
    // The signals matter for collisions and errors alone; most paths belong to one service (API-020).
    if (only !== undefined && matches.length === 1) return { signature, match: only, service: only.operation.service }
    const roleAlias = only === undefined ? roleAliasOf(request) : undefined
    if (roleAlias !== undefined) return { signature, match: undefined, roleAlias, service: 'iot' }
    const signals = {
      ...(typeof signature === 'string' ? {} : { signingName: signature.service }),
      ...(request.headers.host === undefined ? {} : { host: request.headers.host }),
      hasClientCertificate: request.peer.clientCertificate !== undefined,
      query: request.target.query,
      bodyMembers: () => membersOf(request.body),
    }
    const match = chooseMatch(matches, signals)
    if (match !== undefined) return { signature, match, service: match.operation.service }
    const isDataPath = this.#routes.methodsOf('iot-data', request.target.segments).length > 0
    return { signature, match, service: isDataPath ? 'iot-data' : (namedService(signals)?.[0] ?? 'iot') }
  }

  #sessionOf(signature: SignatureReading): TemporaryKey | undefined {
    if (typeof signature === 'string' || signature.sessionToken === undefined) return undefined
    return this.#sessionKeys?.read(signature.accessKeyId, signature.sessionToken)
  }

  #answer(request: ApiRequest, { signature, match, roleAlias, service }: Routed): Answer | Promise<Answer> {
    // The credential provider knows nothing of signatures.
    if (roleAlias !== undefined) return answerCredentials(this.#accounts.find({ peer: request.peer }), request, roleAlias)
    const { account, refusal } = this.identify(request, signature)
    if (refusal !== undefined) throw signatureError(refusal, service)
    checkDomain(account, request, signature)
    const principal = principalOf(account, signature, this.#sessionOf(signature))
    if (match === undefined) {
      const isSts = typeof signature !== 'string' && signature.service === 'sts'
      const action = request.method === 'POST' && request.target.rawPath === '/' ? queryAction(request.body) : undefined
      const isDevice = request.peer.clientCertificate !== undefined
      if (!isDevice && (isSts || action !== undefined)) return stsAnswer(action, account, principal, request.requestId)
      throw this.#unroutable(request)
    }
    const handler = this.#handler(request, account, match.operation)
    const isDevice = request.peer.clientCertificate !== undefined
    if (isDevice) return this.#runForDevice(request, account, match, handler)
    return this.#run(request, match, handler, this.#read(request, match), principal)
  }

  /** Looked up before the input is: that an operation is not covered should not hide behind what is wrong with its input. */
  #handler(request: ApiRequest, account: GatewayAccount, operation: ApiOperation): AnyHandler {
    const handler = operationTable(account).get(operationKey(operation.service, operation.name))
    if (handler === undefined) throw notCovered(account, operation, request)
    return handler
  }

  async #runForDevice(request: ApiRequest, account: GatewayAccount, match: RouteMatch, handler: AnyHandler): Promise<Answer> {
    const { peer, requestId } = request
    const device = { account, operation: match.operation, peer, requestId }
    const session = await admitDevice(device)
    const input = this.#read(request, match)
    await authorizeDevice(device, session, input)
    return this.#run(request, match, handler, input, session.principal)
  }

  /** The operation's input, decoded and validated. */
  #read(request: ApiRequest, { operation, labels }: RouteMatch): Record<string, unknown> {
    const input = operation.decode({ labels, query: request.target.query, headers: request.headers, body: request.body })
    operation.validate(input)
    return input
  }

  #run(
    request: ApiRequest,
    { operation }: RouteMatch,
    handler: AnyHandler,
    input: Record<string, unknown>,
    principal: Principal,
  ): Answer | Promise<Answer> {
    const call: Call = { source: 'http', principal, requestId: request.requestId, sourceIp: request.peer.remoteAddress }
    const output = handler(input, call)
    if (output instanceof Promise) return output.then((settled: unknown) => encode(operation, settled, request.requestId))
    return encode(operation, output, request.requestId)
  }

  /** 405 where the data plane knows the path (API-090), else 404 (API-091). */
  #unroutable(request: ApiRequest): ServiceError {
    const { segments, rawPath } = request.target
    if (request.peer.clientCertificate !== undefined && this.#routes.find(request.method, segments).length === 0) {
      const isKnown =
        this.#routes.methodsOf('iot-data', segments).length > 0 || this.#routes.methodsOf('iot-jobs-data', segments).length > 0
      if (!isKnown) return forbidden()
    }
    const methods = this.#routes.methodsOf('iot-data', segments)
    if (methods.length > 0) {
      return new ServiceError('MethodNotAllowedException', `${request.method} is not allowed here; ${methods.join(', ')} is.`, {
        status: 405,
      })
    }
    return new ServiceError('UnknownOperationException', `No operation of AWS IoT has the method and path ${request.method} ${rawPath}.`, {
      status: 404,
    })
  }

  #serviceError(error: unknown, operation: ApiOperation | undefined, request: ApiRequest): ServiceError {
    if (error instanceof ServiceError) {
      if (error.status >= 500 && error.cause !== undefined) this.#logFailure(error.cause, operation, request)
      return error
    }
    this.#logFailure(error, operation, request)
    const failure = internalFailure(error)
    const name = operation?.internalErrorName ?? failure.name
    return name === failure.name ? failure : new ServiceError(name, failure.message, { status: 500, cause: error })
  }

  #logFailure(error: unknown, operation: ApiOperation | undefined, request: ApiRequest): void {
    const name = operation === undefined ? request.target.rawPath : `${operation.service} ${operation.name}`
    this.#log.error({ err: error, operation: operation?.name, requestId: request.requestId }, `${name} failed in a way nobody foresaw.`)
  }
}

function encode(operation: ApiOperation, output: unknown, requestId: string): Answer {
  const encoded = operation.encode(output, requestId)
  return encoded.body.length === 0 ? encoded : { ...encoded, contentType: JSON_TYPE }
}

/** A 12-digit access key id names the account, as the token of temporary credentials does, the signed Region the Region (API-074). */
function selectorOf(signature: SignatureReading, session: TemporaryKey | undefined, peer: Peer): AccountSelector {
  if (typeof signature === 'string') return { peer }
  const iam = { accessKeyId: signature.accessKeyId }
  const accountId = session?.accountId ?? (/^\d{12}$/.test(signature.accessKeyId) ? signature.accessKeyId : undefined)
  return { ...(accountId === undefined ? {} : { accountId }), region: signature.region, peer: { ...peer, iam } }
}

function principalOf(account: GatewayAccount, signature: SignatureReading, session: TemporaryKey | undefined): Principal {
  if (typeof signature === 'string') return { kind: 'anonymous' }
  const arn = session === undefined ? `arn:aws:iam::${account.accountId}:root` : assumedRoleArn(session)
  return { kind: 'iam', accessKeyId: signature.accessKeyId, arn }
}

function stsAnswer(action: string | undefined, account: GatewayAccount, principal: Principal, requestId: string): Answer {
  const { accountId } = account
  const arn = principal.kind === 'iam' ? principal.arn : `arn:aws:iam::${accountId}:root`
  const session = /:assumed-role\/[^/]+\/(.+)$/.exec(arn)?.[1]
  return answerSts(action, { accountId, userId: session === undefined ? accountId : `${accountId}:${session}`, arn, requestId })
}

function notCovered(account: GatewayAccount, operation: ApiOperation, request: ApiRequest): ServiceError {
  const error = notImplemented(`${operation.service} ${operation.name}`)
  account.decisions.record({
    kind: 'api',
    outcome: 'refused',
    eventType: operation.name,
    reason: 'NOT_IMPLEMENTED',
    explanation: error.message,
    protocol: 'HTTP',
    sourceIp: request.peer.remoteAddress,
    requestId: request.requestId,
  })
  return error
}

function recordRefusal(
  account: GatewayAccount,
  request: ApiRequest,
  signature: SignatureReading,
  refusal: Pick<Refusal, 'reason' | 'explanation'>,
): void {
  account.decisions.record({
    kind: 'admission',
    outcome: 'refused',
    eventType: request.target.rawPath === '/mqtt' ? 'Connect' : `${request.method} ${request.target.rawPath}`,
    reason: refusal.reason,
    explanation: refusal.explanation,
    protocol: request.target.rawPath === '/mqtt' ? 'MQTT' : 'HTTP',
    sourceIp: request.peer.remoteAddress,
    requestId: request.requestId,
    ...(typeof signature === 'string' ? {} : { principalId: signature.accessKeyId }),
  })
}

/** SEC-110. @throws ForbiddenException when the domain name that a signed request came by does not let it in. */
function checkDomain(account: GatewayAccount, request: ApiRequest, signature: SignatureReading): void {
  const { peer } = request
  if (peer.clientCertificate !== undefined) return
  const signed = typeof signature === 'string' ? peer : { ...peer, iam: { accessKeyId: signature.accessKeyId } }
  const objection = account.domains?.objectionTo(signed)
  if (objection === undefined) return
  recordRefusal(account, request, signature, objection)
  throw forbidden()
}

function membersOf(body: Buffer): ReadonlySet<string> {
  try {
    const json: unknown = JSON.parse(body.toString('utf8'))
    return new Set(isObject(json) ? Object.keys(json) : [])
  } catch {
    // What is not JSON has no members; the operation it goes to says so to the client.
    return new Set()
  }
}
