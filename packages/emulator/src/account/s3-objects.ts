import type { S3Client } from '@aws-sdk/client-s3'
import type { BulkInput } from '@iot-core-local/provisioning'
import { chunksOf } from './object-files.js'

/** For stores that ask for no key: the client does not work without one. */
export const PLACEHOLDER_CREDENTIALS = { accessKeyId: 'iot-core-local', secretAccessKey: 'iot-core-local' }

export interface S3Access {
  /** Base URL. */
  readonly endpoint: string
  readonly region: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
}

/** How long a store may take to accept a connection, and to send the next bytes, in milliseconds. */
const TIMEOUTS = { connectionTimeout: 5_000, socketTimeout: 30_000 }

/** Objects of an S3-compatible store. */
export class S3Objects {
  readonly #access: S3Access
  #client: S3Client | undefined

  constructor(access: S3Access) {
    this.#access = access
  }

  /** @throws Error when the store does not answer with the object */
  async open(bucket: string, key: string, offsetBytes: number, signal?: AbortSignal): Promise<BulkInput> {
    // Loaded on first use: most accounts never read from a store, and the client is large.
    const { GetObjectCommand, HeadObjectCommand, S3Client: Client } = await import('@aws-sdk/client-s3')
    const { endpoint, region, credentials = PLACEHOLDER_CREDENTIALS } = this.#access
    const client = (this.#client ??= new Client({
      endpoint,
      region,
      credentials,
      forcePathStyle: true,
      maxAttempts: 2,
      requestHandler: TIMEOUTS,
    }))
    const options = signal === undefined ? {} : { abortSignal: signal }
    const { ContentLength: totalBytes = 0 } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), options)
    // A range behind the last byte is an error, not an empty answer.
    if (offsetBytes >= totalBytes) return { totalBytes, chunks: chunksOf(Buffer.alloc(0)) }
    const range = offsetBytes === 0 ? {} : { Range: `bytes=${String(offsetBytes)}-` }
    const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...range }), options)
    if (body === undefined || !isChunked(body)) throw new Error('the store answered without a body')
    return { totalBytes, chunks: body }
  }

  close(): void {
    this.#client?.destroy()
    this.#client = undefined
  }
}

function isChunked(body: object): body is AsyncIterable<Uint8Array> {
  return Symbol.asyncIterator in body
}
