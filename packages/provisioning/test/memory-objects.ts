import type { BulkSource } from '../src/index.js'

/** Objects in memory. */
export class MemoryObjects implements BulkSource {
  readonly #objects = new Map<string, Buffer>()

  register(bucket: string, key: string, content: string): void {
    this.#objects.set(`${bucket}/${key}`, Buffer.from(content))
  }

  open(bucket: string, key: string, offsetBytes: number) {
    const object = this.#objects.get(`${bucket}/${key}`)
    if (object === undefined) return Promise.reject(new Error('there is no such object'))
    return Promise.resolve({ totalBytes: object.length, chunks: chunksOf(object.subarray(offsetBytes)) })
  }
}

/** In pieces that do not end where lines end. */
async function* chunksOf(buffer: Buffer): AsyncIterable<Uint8Array> {
  for (let at = 0; at < buffer.length; at += 1_000) yield await Promise.resolve(buffer.subarray(at, at + 1_000))
}
