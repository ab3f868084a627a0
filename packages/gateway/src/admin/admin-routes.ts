import type { Logger } from '@iot-core-local/core'
import type { ApiRequest } from '../api.js'
import { jsonAnswer, type Answer } from '../errors/answer.js'
import { operationTable } from '../operation-tables.js'
import type { AccountDirectory, AdminApi } from '../ports.js'
import type { ApiOperation } from '../wire/api-operation.js'
import { isObject } from '../wire/decode-json.js'
import { AdminError, badInput } from './admin-error.js'
import { answerCoverage } from './coverage-route.js'
import { answerDecisions } from './decisions-route.js'
import { answerExplain } from './explain-route.js'
import { answerReport } from './reports-route.js'
import { answerTime, changeTime } from './time-route.js'

export interface AdminDeps {
  readonly admin: AdminApi
  readonly accounts: AccountDirectory
  readonly operations: readonly ApiOperation[]
  readonly log: Logger
}

type Route = (request: ApiRequest) => Answer | Promise<Answer>

/** No operation path of AWS IoT starts with `/_` (API-091). */
export const ADMIN_PREFIX = '_local'

/** The emulator's own routes under `/_local`. Their errors are JSON `{code, message}`, not AWS's. */
export class AdminRoutes {
  readonly #routes: ReadonlyMap<string, Readonly<Record<string, Route>>>
  readonly #log: Logger

  constructor({ admin, accounts, operations, log }: AdminDeps) {
    this.#log = log
    this.#routes = new Map<string, Readonly<Record<string, Route>>>([
      ['health', { GET: () => answerHealth(admin) }],
      ['ca.pem', { GET: async () => ({ status: 200, body: await admin.caPem(), contentType: 'application/x-pem-file' }) }],
      ['reset', { POST: async (request) => answerReset(admin, request) }],
      ['decisions', { GET: (request) => answerDecisions(accounts, request.target.query, request.peer) }],
      ['explain', { POST: async (request) => answerExplain(admin, jsonBody(request.body)) }],
      ['coverage', { GET: ({ peer, headers }) => answerCoverage(operations, operationTable(accounts.find({ peer })), headers.accept) }],
      ['reports', { GET: ({ target }) => answerReport(admin, target.segments[2]) }],
      ['time', { GET: () => answerTime(admin.time), POST: async (request) => changeTime(admin.time, jsonBody(request.body)) }],
    ])
  }

  /** Never rejects. */
  async answer(request: ApiRequest): Promise<Answer> {
    try {
      return await this.#find(request)(request)
    } catch (error) {
      if (error instanceof AdminError) return jsonAnswer(error.status, { code: error.code, message: error.message })
      this.#log.error(
        { err: error, requestId: request.requestId },
        `${request.method} ${request.target.rawPath} failed in a way nobody foresaw.`,
      )
      return jsonAnswer(500, { code: 'INTERNAL', message: 'The log of iot-core-local says what went wrong.' })
    }
  }

  #find({ target, method, peer }: ApiRequest): Route {
    if (!isAdministrator(peer)) {
      throw new AdminError(
        403,
        'FORBIDDEN',
        'The /_local routes answer on the plain HTTP port and to TLS clients of this machine without a certificate.',
      )
    }
    const [, name, ...more] = target.segments
    // Only a report has a name of its own behind the route's.
    const route = name === undefined || more.length > (name === 'reports' ? 1 : 0) ? undefined : this.#routes.get(name)
    if (route === undefined) {
      const known = [...this.#routes.keys()].map((path) => `/${ADMIN_PREFIX}/${path}`).join(', ')
      throw new AdminError(404, 'UNKNOWN_PATH', `There is no ${target.rawPath}. There are ${known}.`)
    }
    const handler = Object.hasOwn(route, method) ? route[method] : undefined
    if (handler === undefined) {
      throw new AdminError(405, 'METHOD_NOT_ALLOWED', `${target.rawPath} takes ${Object.keys(route).join(' and ')}, not ${method}.`)
    }
    return handler
  }
}

function isAdministrator(peer: ApiRequest['peer']): boolean {
  if (peer.clientCertificate !== undefined) return false
  return peer.transport === 'http' || isLoopback(peer.remoteAddress)
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}

function answerHealth(admin: AdminApi): Answer {
  const health = admin.health()
  return jsonAnswer(health.phase === 'ready' ? 200 : 503, health)
}

async function answerReset(admin: AdminApi, { body, target }: ApiRequest): Promise<Answer> {
  const json = body.length === 0 ? {} : jsonBody(body)
  if (!isObject(json)) throw badInput('The body must be a JSON object, such as {"accountId": "123456789012"}, or empty.')
  const unknown = Object.keys(json).find((name) => name !== 'accountId')
  if (unknown !== undefined) throw badInput(`"${unknown}" is not known. There is "accountId".`)
  const accountId = json['accountId'] ?? target.query.get('account')
  if (accountId !== undefined && (typeof accountId !== 'string' || !/^\d{12}$/.test(accountId))) {
    throw badInput('"accountId" takes the 12 digits of an account id.')
  }
  await admin.reset(accountId)
  return jsonAnswer(200, { reset: accountId ?? 'all' })
}

function jsonBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw badInput('The body is not valid JSON.')
  }
}
