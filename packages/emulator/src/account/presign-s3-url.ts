import { createHash, createHmac } from 'node:crypto'
import type { PresignRequest } from '@iot-core-local/jobs'

export interface PresignOptions {
  /** The account's. */
  readonly region: string
  /** Base URL of an S3-compatible store. Without it URLs lead to AWS, where these credentials open nothing. */
  readonly endpoint?: string | undefined
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** Epoch ms. */
  readonly nowMs: number
}

const ALGORITHM = 'AWS4-HMAC-SHA256'

/** A presigned URL of Amazon S3: Signature Version 4 in the query, over the host alone, the payload unsigned. */
export function presignS3Url(request: PresignRequest, options: PresignOptions): string {
  const region = request.region ?? options.region
  const { origin, host, path } = locate(request, options.endpoint, region)
  const amzDate = new Date(options.nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const scope = [amzDate.slice(0, 8), region, 's3', 'aws4_request']
  const query = [
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${options.credentials.accessKeyId}/${scope.join('/')}`],
    ['X-Amz-Date', amzDate],
    ['X-Amz-Expires', String(request.expiresSeconds)],
    ['X-Amz-SignedHeaders', 'host'],
    // Behind the others in the order of code points, which the signature wants.
    ...(request.versionId === undefined ? [] : [['versionId', request.versionId]]),
  ]
    .map(([name = '', value = '']) => `${name}=${encode(value)}`)
    .join('&')
  const canonicalRequest = [request.method, path, query, `host:${host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n')
  const hash = createHash('sha256').update(canonicalRequest).digest('hex')
  const key = scope.reduce<Buffer>((parent, step) => hmac(parent, step), Buffer.from(`AWS4${options.credentials.secretAccessKey}`))
  const signature = hmac(key, [ALGORITHM, amzDate, scope.join('/'), hash].join('\n')).toString('hex')
  return `${origin}${path}?${query}&X-Amz-Signature=${signature}`
}

/** A store is addressed by path, as those of one machine have no names for buckets; AWS by host, but for names that no certificate covers. */
function locate({ bucket, key }: PresignRequest, endpoint: string | undefined, region: string) {
  const keyPath = key.split('/').map(encode).join('/')
  if (endpoint !== undefined) {
    const { origin, host, pathname } = new URL(endpoint)
    return { origin, host, path: `${pathname.replace(/\/$/, '')}/${encode(bucket)}/${keyPath}` }
  }
  const isOwnHost = !bucket.includes('.')
  const host = isOwnHost ? `${bucket}.s3.${region}.amazonaws.com` : `s3.${region}.amazonaws.com`
  return { origin: `https://${host}`, host, path: isOwnHost ? `/${keyPath}` : `/${bucket}/${keyPath}` }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
