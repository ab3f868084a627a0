import { readFileSync } from 'node:fs'
import { test } from 'vitest'
import { createSignatureVerifier } from '../src/auth/verify-signature.js'
import { readSignature } from '../src/auth/signature.js'
import { parseRequestTarget } from '../src/routing/request-target.js'

interface HeaderVector {
  readonly id: string
  readonly method: string
  readonly url: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

interface QueryVector {
  readonly id: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly signedUrl: string
}

const vectorsUrl = new URL('../../../test/conformance/vectors/broker.json', import.meta.url)
const vectors = JSON.parse(readFileSync(vectorsUrl, 'utf8')) as { sigv4Header: readonly HeaderVector[]; sigv4Query: readonly QueryVector[] }

function verdictOf(
  request: { method: string; url: string; headers: Record<string, string>; body?: string },
  key: QueryVector | HeaderVector,
  clock?: { nowMs: number; maxClockSkewMs: number },
) {
  const { host } = new URL(request.url)
  const target = parseRequestTarget(request.url.slice(request.url.indexOf(host) + host.length))
  if (target === undefined) throw new Error('The target does not parse.')
  const headers = { host, ...Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])) }
  const signature = readSignature(headers, target.query)
  if (typeof signature === 'string') throw new Error(`The signature is ${signature}.`)
  const signed = {
    method: request.method,
    rawPath: target.rawPath,
    rawQuery: target.rawQuery,
    headers,
    body: Buffer.from(request.body ?? ''),
  }
  return createSignatureVerifier({ keys: [key], sessionKeys: undefined, maxClockSkewMs: clock?.maxClockSkewMs }).verify(
    signed,
    signature,
    clock?.nowMs ?? 0,
  )
}

test.each(vectors.sigv4Header)('[API-071] $id: $method $url is verified', (vector) => {
  const verdict = verdictOf({ ...vector, headers: { ...vector.headers } }, vector)
  if (!verdict.isValid) throw new Error(verdict.explanation)
})

test.each(vectors.sigv4Header)('[API-071] $id: another body, path or host breaks the signature', (vector) => {
  for (const change of [{ body: `${vector.body}x` }, { url: `${vector.url}x` }, { url: vector.url.replace(/\/\/[^/]+/, '//elsewhere') }]) {
    const verdict = verdictOf({ ...vector, headers: { ...vector.headers }, ...change }, vector)
    if (verdict.isValid) throw new Error(`${JSON.stringify(change)} was accepted.`)
  }
})

test.each(vectors.sigv4Query)('[BRK-011] $id: the presigned URL is verified', (vector) => {
  const verdict = verdictOf({ method: 'GET', url: vector.signedUrl, headers: {} }, vector)
  if (!verdict.isValid) throw new Error(verdict.explanation)
})

test.each(vectors.sigv4Query)('[SEC-305] $id: a changed presigned URL is refused', (vector) => {
  const verdict = verdictOf(
    { method: 'GET', url: vector.signedUrl.replace('X-Amz-Expires=86400', 'X-Amz-Expires=86401'), headers: {} },
    vector,
  )
  if (verdict.isValid) throw new Error('It was accepted.')
})

test('[API-073] the age of a signature counts only when a clock skew is configured', ({ expect }) => {
  const [vector] = vectors.sigv4Header
  if (vector === undefined) throw new Error('There is no vector.')
  const request = { ...vector, headers: { ...vector.headers } }
  const nowMs = Date.parse('2026-01-15T12:10:00Z')
  expect(verdictOf(request, vector).isValid).toBe(true)
  expect(verdictOf(request, vector, { nowMs, maxClockSkewMs: 900_000 }).isValid).toBe(true)
  expect(verdictOf(request, vector, { nowMs, maxClockSkewMs: 300_000 })).toMatchObject({ isValid: false, reason: 'EXPIRED' })
})

test('[API-071.4] a body other than its declared hash is refused', ({ expect }) => {
  const [vector] = vectors.sigv4Header
  if (vector === undefined) throw new Error('There is no vector.')
  const headers = { ...vector.headers, 'x-amz-content-sha256': '0'.repeat(64) }
  expect(verdictOf({ ...vector, headers }, vector)).toMatchObject({
    isValid: false,
    explanation: expect.stringContaining('x-amz-content-sha256') as string,
  })
})
