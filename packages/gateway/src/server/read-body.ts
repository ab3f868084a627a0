import type { IncomingMessage } from 'node:http'

export type BodyReading = Buffer | 'tooLarge' | 'aborted'

const EMPTY = Buffer.alloc(0)

/** Reads a body to its end, whatever its Content-Type says (API-033), but never more than `maxBytes`. */
export function readBody(request: IncomingMessage, maxBytes: number): Buffer | Promise<BodyReading> {
  const declared = request.headers['content-length']
  if (request.headers['transfer-encoding'] === undefined && (declared === undefined || declared === '0')) return EMPTY
  if (Number(declared) > maxBytes) return Promise.resolve('tooLarge')
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxBytes) {
        // The rest is read and dropped, so that the client gets to see the answer.
        request.removeAllListeners('data').resume()
        resolve('tooLarge')
        return
      }
      chunks.push(chunk)
    })
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] ?? EMPTY) : Buffer.concat(chunks)))
    request.on('close', () => resolve('aborted'))
    request.on('error', () => resolve('aborted'))
  })
}
