import type { BulkSource } from '@iot-core-local/provisioning'
import { chunksOf, fromFile } from './object-files.js'
import { type S3Access, S3Objects } from './s3-objects.js'

export interface ObjectStoreOptions {
  readonly region: string
  /** Texts of the host program by `bucket/key`; what is added later is found too. */
  readonly registered: ReadonlyMap<string, Buffer>
  /** The folder that the bucket `file` stands for. Without it no file of this machine can be read. */
  readonly filesDir?: string | undefined
  /** Base URL of an S3-compatible store. Without it nothing is asked for over the network, and never AWS. */
  readonly s3Endpoint?: string | undefined
  readonly s3Credentials?: S3Access['credentials']
}

/** Objects that inputs of the API name by bucket and key. */
export interface ObjectStore extends BulkSource {
  /**
   * A whole object of at most `maxBytes`.
   * @throws Error when there is none, it cannot be read, or it is larger, with a message for people
   */
  read(bucket: string, key: string, maxBytes: number, signal?: AbortSignal): Promise<Buffer>
  close(): void
}

/** The bucket whose keys are paths below `--files-dir`. */
const FILE_BUCKET = 'file'

/** Looks among the objects of the host program first, then, for the bucket `file`, among the files, then in the S3-compatible store (PRV-705). */
export function createObjectStore({ region, registered, filesDir, s3Endpoint, s3Credentials }: ObjectStoreOptions): ObjectStore {
  const s3 = s3Endpoint === undefined ? undefined : new S3Objects({ endpoint: s3Endpoint, region, credentials: s3Credentials })
  const open: ObjectStore['open'] = async (bucket, key, offsetBytes, signal) => {
    const object = registered.get(objectName(bucket, key))
    if (object !== undefined) return { totalBytes: object.length, chunks: chunksOf(object.subarray(offsetBytes)) }
    if (bucket === FILE_BUCKET) {
      if (filesDir === undefined)
        throw new Error('files of this machine can be read only below the folder given with --files-dir (filesDir)')
      return fromFile(filesDir, key, offsetBytes)
    }
    if (s3 === undefined) {
      throw new Error(`no object is registered in this process for ${bucket}/${key}, and there is no --s3-endpoint (s3Endpoint) to ask`)
    }
    return s3.open(bucket, key, offsetBytes, signal)
  }
  return {
    open,
    read: async (bucket, key, maxBytes, signal) => {
      const { totalBytes, chunks } = await open(bucket, key, 0, signal)
      const tooLarge = (): Error => new Error(`${bucket}/${key} is larger than ${String(maxBytes)} bytes`)
      const parts: Uint8Array[] = []
      let bytes = 0
      // Also when the size is known to be too large: whatever holds the chunks is let go by the iterator.
      for await (const chunk of chunks) {
        bytes += chunk.length
        if (totalBytes > maxBytes || bytes > maxBytes) throw tooLarge()
        parts.push(chunk)
      }
      return Buffer.concat(parts)
    },
    close: () => s3?.close(),
  }
}

/** The name of an object among the registered ones. Buckets have no slashes. */
export function objectName(bucket: string, key: string): string {
  return `${bucket}/${key}`
}
