import type { IncomingHttpHeaders } from 'node:http'
import type { Query } from '../routing/request-target.js'

/** What a SigV4 request says about its signature. */
export interface Signature {
  /** In the Authorization header, or in the query (presigned). */
  readonly form: 'header' | 'query'
  readonly accessKeyId: string
  /** `yyyymmdd` of the credential scope. */
  readonly scopeDate: string
  readonly region: string
  /** The signing name (API-001). */
  readonly service: string
  /** Lower case, in the order given. */
  readonly signedHeaders: readonly string[]
  /** 64 hexadecimal digits. */
  readonly signature: string
  /** `yyyymmddThhmmssZ`. */
  readonly amzDate: string
  /** How long a presigned request holds, in seconds. */
  readonly expiresSeconds?: number
  /** The token of temporary credentials. */
  readonly sessionToken?: string
}

export type SignatureReading = Signature | 'none' | 'malformed'

const ALGORITHM = 'AWS4-HMAC-SHA256'

/** Finds the signature of a request, in either form (API-071). */
export function readSignature(headers: IncomingHttpHeaders, query: Query): SignatureReading {
  const authorization = headers.authorization
  if (authorization !== undefined) return withToken(fromHeader(authorization, headers), single(headers['x-amz-security-token']))
  if (query.has('X-Amz-Signature') || query.has('X-Amz-Credential') || query.has('X-Amz-Algorithm')) {
    return withToken(fromQuery(query), query.get('X-Amz-Security-Token'))
  }
  return 'none'
}

function withToken(reading: SignatureReading, sessionToken: string | undefined): SignatureReading {
  return typeof reading === 'string' || sessionToken === undefined ? reading : { ...reading, sessionToken }
}

function fromHeader(authorization: string, headers: IncomingHttpHeaders): SignatureReading {
  if (!authorization.startsWith(`${ALGORITHM} `)) return 'malformed'
  const fields = new Map<string, string>()
  for (const part of authorization.slice(ALGORITHM.length + 1).split(',')) {
    const equals = part.indexOf('=')
    if (equals > 0) fields.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim())
  }
  const amzDate = single(headers['x-amz-date']) ?? amzDateOf(headers.date)
  return assemble('header', fields.get('Credential'), fields.get('SignedHeaders'), fields.get('Signature'), amzDate)
}

function fromQuery(query: Query): SignatureReading {
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) return 'malformed'
  const expires = query.get('X-Amz-Expires')
  const reading = assemble(
    'query',
    query.get('X-Amz-Credential'),
    query.get('X-Amz-SignedHeaders'),
    query.get('X-Amz-Signature'),
    query.get('X-Amz-Date'),
  )
  if (typeof reading === 'string' || expires === undefined) return reading
  return /^\d{1,9}$/.test(expires) ? { ...reading, expiresSeconds: Number(expires) } : 'malformed'
}

function assemble(
  form: Signature['form'],
  credential: string | undefined,
  signedHeaders: string | undefined,
  signature: string | undefined,
  amzDate: string | undefined,
): SignatureReading {
  const scope = /^(.+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(credential ?? '')
  if (scope === null || !signedHeaders || !/^[0-9a-f]{64}$/.test(signature ?? '') || !/^\d{8}T\d{6}Z$/.test(amzDate ?? ''))
    return 'malformed'
  const [, accessKeyId = '', scopeDate = '', region = '', service = ''] = scope
  return {
    form,
    accessKeyId,
    scopeDate,
    region,
    service,
    signedHeaders: signedHeaders.toLowerCase().split(';'),
    signature: signature ?? '',
    amzDate: amzDate ?? '',
  }
}

/** Epoch milliseconds of `yyyymmddThhmmssZ`. */
export function epochMsOfAmzDate(amzDate: string): number {
  return Date.parse(amzDate.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

/** The Date header stands in where a client does not send X-Amz-Date. */
function amzDateOf(date: string | undefined): string | undefined {
  const epochMs = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(epochMs) ? undefined : new Date(epochMs).toISOString().replace(/[-:]|\.\d+/g, '')
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
