import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import type { BulkInput, BulkSource } from '../ports.js'

export interface BulkSourcesOptions {
  /** Base URL of an S3-compatible store. Without it only objects in process and files exist: nothing is ever asked of AWS by default. */
  readonly s3Endpoint?: string
  readonly region: string
}

export interface BulkSources extends BulkSource {
  /** Makes a text of the host program what a task finds under that bucket and key. */
  register(bucket: string, key: string, content: string): void
  close(): void
}

/** The bucket whose keys are paths of this machine's files. */
const FILE_BUCKET = 'file'

const PLACEHOLDER_CREDENTIALS = { accessKeyId: 'iot-core-local', secretAccessKey: 'iot-core-local' }

/** Looks for objects in process first, then, for the bucket `file`, among the files, then in the S3-compatible store (PRV-705). */
export function createBulkSources(options: BulkSourcesOptions): BulkSources {
  const objects = new Map<string, Buffer>()
  let client: S3Client | undefined
  const openS3 = async (endpoint: string, bucket: string, key: string, offsetBytes: number): Promise<BulkInput> => {
    // Loaded on first use: most accounts never read from a store, and the client is large.
    const { GetObjectCommand, HeadObjectCommand, S3Client: Client } = await import('@aws-sdk/client-s3')
    client ??= new Client({ endpoint, region: options.region, credentials: PLACEHOLDER_CREDENTIALS, forcePathStyle: true, maxAttempts: 2 })
    const { ContentLength: totalBytes = 0 } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
    // A range behind the last byte is an error, not an empty answer.
    if (offsetBytes >= totalBytes) return { totalBytes, chunks: chunksOf(Buffer.alloc(0)) }
    const range = offsetBytes === 0 ? {} : { Range: `bytes=${String(offsetBytes)}-` }
    const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...range }))
    if (body === undefined || !isChunked(body)) throw new Error('the store answered without a body')
    return { totalBytes, chunks: body }
  }
  return {
    register: (bucket, key, content) => void objects.set(`${bucket}/${key}`, Buffer.from(content, 'utf8')),
    open: async (bucket, key, offsetBytes) => {
      const object = objects.get(`${bucket}/${key}`)
      if (object !== undefined) return { totalBytes: object.length, chunks: chunksOf(object.subarray(offsetBytes)) }
      if (bucket === FILE_BUCKET) {
        const { size } = await stat(key)
        return { totalBytes: size, chunks: createReadStream(key, { start: offsetBytes }) as AsyncIterable<Buffer> }
      }
      if (options.s3Endpoint !== undefined) return openS3(options.s3Endpoint, bucket, key, offsetBytes)
      throw new Error(`no object in process is registered for ${bucket}/${key}, and no S3 endpoint is configured`)
    },
    close: () => {
      client?.destroy()
      client = undefined
    },
  }
}

async function* chunksOf(buffer: Buffer): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(buffer)
}

function isChunked(body: object): body is AsyncIterable<Uint8Array> {
  return Symbol.asyncIterator in body
}
