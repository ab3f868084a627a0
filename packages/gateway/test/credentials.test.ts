import { expect, test } from 'vitest'
import { ServiceError } from '@iot-core-local/core'
import { createSignatureVerifier } from '../src/auth/verify-signature.js'
import { readSignature } from '../src/auth/signature.js'
import { parseRequestTarget } from '../src/routing/request-target.js'
import type { CredentialProvider } from '../src/index.js'
import { useGateway } from './use-gateway.js'

type Asked = Parameters<CredentialProvider['credentialsFor']>[0]

function useProvider(outcome: () => ReturnType<CredentialProvider['credentialsFor']>) {
  const asked: Asked[] = []
  const credentialProvider: CredentialProvider = {
    credentialsFor: (request) => {
      asked.push(request)
      return outcome()
    },
  }
  return { ...useGateway({ credentialProvider, gateway: { credentials: [{ accessKeyId: 'AKID', secretAccessKey: 's' }] } }), asked }
}

const KEYS = { accessKeyId: 'ASIA1', secretAccessKey: 's', sessionToken: 't', expiresAtMs: Date.parse('2026-01-15T13:00:00.999Z') }

test('[SEC-1003] the answer has credentials with whole seconds, and no signature is asked for', async () => {
  const { gateway, asked } = useProvider(() => Promise.resolve(KEYS))
  const url = '/role-aliases/a%3Db/credentials'
  const { statusCode, body } = await gateway.inject({ method: 'GET', url, headers: { 'x-amzn-iot-thingname': 'lamp-1' } })
  expect(statusCode).toBe(200)
  const { accessKeyId, secretAccessKey, sessionToken } = KEYS
  expect(JSON.parse(body)).toEqual({ credentials: { accessKeyId, secretAccessKey, sessionToken, expiration: '2026-01-15T13:00:00Z' } })
  expect(asked).toMatchObject([{ roleAlias: 'a=b', thingName: 'lamp-1' }])
})

test('[SEC-1005] a refusal has its message alone in the body', async () => {
  const { gateway } = useProvider(() => Promise.reject(new ServiceError('AccessDeniedException', 'Access Denied', { status: 403 })))
  const { statusCode, headers, body } = await gateway.inject({ method: 'GET', url: '/role-aliases/a/credentials' })
  expect([statusCode, headers['x-amzn-errortype'], JSON.parse(body)]).toEqual([403, 'AccessDeniedException', { message: 'Access Denied' }])
})

test.each([
  ['POST', '/role-aliases/a/credentials'],
  ['GET', '/role-aliases/a/credentials/x'],
  ['GET', '/role-aliases/a/other'],
] as const)('%s %s is not the credential provider', async (method, url) => {
  const { gateway, asked } = useProvider(() => Promise.resolve(KEYS))
  const { statusCode } = await gateway.inject({ method, url })
  expect(statusCode).toBeGreaterThanOrEqual(400)
  expect(asked).toEqual([])
})

test('without a provider the route says that it is not covered', async () => {
  const { gateway } = useGateway()
  expect((await gateway.inject({ method: 'GET', url: '/role-aliases/a/credentials' })).statusCode).toBe(501)
})

const QUERY = [
  'X-Amz-Algorithm=AWS4-HMAC-SHA256',
  'X-Amz-Credential=ASIA1%2F20260115%2Fus-east-1%2Fiot%2Faws4_request',
  'X-Amz-Date=20260115T120000Z',
  'X-Amz-SignedHeaders=host',
  `X-Amz-Signature=${'0'.repeat(64)}`,
]

test.each([
  ['a token that was given out, and a wrong signature', 't', 'MISMATCH'],
  ['another token', 'x', 'UNKNOWN_KEY'],
  ['no token', undefined, 'UNKNOWN_KEY'],
])('[API-075] %s', (_what, token, reason) => {
  const session = { secretAccessKey: 's', accountId: '123456789012', roleArn: 'r', sessionName: 'c', expiresAtMs: 0 }
  const sessionKeys = { read: (id: string, given: string) => (id === 'ASIA1' && given === 't' ? session : undefined) }
  const verifier = createSignatureVerifier({
    keys: [{ accessKeyId: 'AKID', secretAccessKey: 's' }],
    sessionKeys,
    maxClockSkewMs: undefined,
  })
  const target = parseRequestTarget(`/things?${[...QUERY, ...(token === undefined ? [] : [`X-Amz-Security-Token=${token}`])].join('&')}`)
  if (target === undefined) throw new Error('The target does not parse.')
  const { rawPath, rawQuery, query } = target
  const signature = readSignature({}, query)
  if (typeof signature === 'string') throw new Error(`The signature is ${signature}.`)
  const request = { method: 'GET', rawPath, rawQuery, headers: { host: 'localhost' }, body: Buffer.alloc(0) }
  // Who does not have the secret is not told that the key expired.
  expect(verifier.verify(request, signature, 1)).toMatchObject({ isValid: false, reason })
})
