import { S3Client } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { presignS3Url } from './presign-s3-url.js'

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
const nowMs = Date.parse('2026-01-02T03:04:05.678Z')
const request = {
  method: 'GET',
  bucket: 'firmware',
  key: 'v1/image.bin',
  versionId: undefined,
  region: undefined,
  expiresSeconds: 900,
} as const

/** The signature that the AWS SDK gives the same URL. */
async function signedBySdk(url: URL, method: string, region: string): Promise<string | null> {
  const client = new S3Client({ region, credentials })
  const signer = await client.config.signer({ name: 'sigv4', signingName: 's3', signingRegion: region, properties: {} })
  const query: Record<string, string> = {}
  const versionId = url.searchParams.get('versionId')
  if (versionId !== null) query['versionId'] = versionId
  const port = url.port === '' ? {} : { port: Number(url.port) }
  const headers = { host: url.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
  const http = { method, protocol: url.protocol, hostname: url.hostname, ...port, path: url.pathname, query, headers }
  if (!('presign' in signer)) throw new Error('The SDK has no presigner.')
  const presign = signer.presign as (request: unknown, options: object) => Promise<{ query: Record<string, string> }>
  const signed = await presign.call(signer, http, {
    signingDate: new Date(nowMs),
    expiresIn: Number(url.searchParams.get('X-Amz-Expires')),
    signingRegion: region,
    signingService: 's3',
    unhoistableHeaders: new Set(['x-amz-content-sha256']),
    unsignableHeaders: new Set(['x-amz-content-sha256']),
  })
  client.destroy()
  return signed.query['X-Amz-Signature'] ?? null
}

test.each([
  ['a store', 'http://127.0.0.1:9000', request, '/firmware/v1/image.bin'],
  ['a store below a path', 'https://store.example.com/s3/', request, '/s3/firmware/v1/image.bin'],
  ['AWS', undefined, request, '/v1/image.bin'],
  ['a Region that the URL names', undefined, { ...request, region: 'eu-west-1' }, '/v1/image.bin'],
  ['a version', 'http://127.0.0.1:9000', { ...request, versionId: 'a+b/c=' }, '/firmware/v1/image.bin'],
  ['an upload', undefined, { ...request, method: 'PUT' as const }, '/v1/image.bin'],
  [
    'a key with signs of its own',
    undefined,
    { ...request, key: "a b/(c)'*!+&=?#é.bin" },
    '/a%20b/%28c%29%27%2A%21%2B%26%3D%3F%23%C3%A9.bin',
  ],
  ['a bucket with dots', undefined, { ...request, bucket: 'a.b.c' }, '/a.b.c/v1/image.bin'],
])('[JOB-204] [JOB-206] the URL for %s has the signature that the AWS SDK gives it', async (_, endpoint, presigned, path) => {
  const region = presigned.region ?? 'us-east-1'
  const url = new URL(presignS3Url(presigned, { region: 'us-east-1', endpoint, credentials, nowMs }))
  expect(url.pathname).toBe(path)
  expect(url.searchParams.get('X-Amz-Date')).toBe('20260102T030405Z')
  expect(url.searchParams.get('X-Amz-Credential')).toBe(`AKIAIOSFODNN7EXAMPLE/20260102/${region}/s3/aws4_request`)
  expect(url.searchParams.get('X-Amz-Signature')).toBe(await signedBySdk(url, presigned.method, region))
})
