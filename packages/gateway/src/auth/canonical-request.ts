import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { splitQuery } from '../routing/request-target.js'
import type { Signature } from './signature.js'

export interface SignedRequest {
  readonly method: string
  /** As received. */
  readonly rawPath: string
  /** As received. */
  readonly rawQuery: string
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

export interface CanonicalChoices {
  /** Whether X-Amz-Security-Token is part of the canonical query (API-071.5). */
  readonly hasTokenInQuery: boolean
  /** Stands in for the Host header (SEC-304). */
  readonly host?: string
}

/** The canonical request of SigV4, in the form of all services but S3 (API-071). Undefined when a signed header is missing. */
export function canonicalRequest(request: SignedRequest, signature: Signature, choices: CanonicalChoices): string | undefined {
  const headers: string[] = []
  for (const name of signature.signedHeaders) {
    const value = name === 'host' && choices.host !== undefined ? choices.host : request.headers[name]
    if (value === undefined) return undefined
    headers.push(`${name}:${canonicalValue(value)}\n`)
  }
  return [
    request.method,
    canonicalPath(request.rawPath),
    canonicalQuery(request.rawQuery, choices.hasTokenInQuery),
    headers.join(''),
    signature.signedHeaders.join(';'),
    payloadHash(request),
  ].join('\n')
}

/** Whether the body is what x-amz-content-sha256 says, when that says anything about it. */
export function isBodyAsDeclared(request: SignedRequest): boolean {
  const declared = request.headers['x-amz-content-sha256']
  return typeof declared !== 'string' || !/^[0-9a-f]{64}$/i.test(declared) || declared.toLowerCase() === sha256(request.body)
}

/** The raw path with dot segments resolved, percent-encoded once more. */
function canonicalPath(rawPath: string): string {
  const segments: string[] = []
  for (const segment of rawPath.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(encodeStrictly(segment))
  }
  return `/${segments.join('/')}${segments.length > 0 && rawPath.endsWith('/') ? '/' : ''}`
}

function canonicalQuery(rawQuery: string, hasToken: boolean): string {
  return splitQuery(rawQuery)
    .map(([name, value]) => [normalise(name), normalise(value)] as const)
    .filter(([name]) => name !== 'X-Amz-Signature' && (hasToken || name !== 'X-Amz-Security-Token'))
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/** As received, but encoded the one way that signers encode: clients leave different characters raw. */
function normalise(text: string): string {
  return encodeStrictly(decodeURIComponent(text))
}

/** Everything but the unreserved characters of RFC 3986. */
function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

function canonicalValue(value: string | string[]): string {
  const text = Array.isArray(value) ? value.join(',') : value
  return text.trim().replace(/ +/g, ' ')
}

function payloadHash(request: SignedRequest): string {
  const declared = request.headers['x-amz-content-sha256']
  return typeof declared === 'string' ? declared : sha256(request.body)
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
