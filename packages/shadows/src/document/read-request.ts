import { isUtf8 } from 'node:buffer'
import { invalidJson, tooLarge, unsupportedEncoding } from '../errors.js'
import { MAX_REQUEST_BYTES } from '../limits.js'

/**
 * The JSON value of a request payload (SHD-010). Of a member named twice the last one counts.
 * @throws RequestEntityTooLargeException, UnsupportedDocumentEncodingException or InvalidRequestException `Invalid JSON`.
 */
export function readRequest(payload: Uint8Array): unknown {
  if (payload.byteLength > MAX_REQUEST_BYTES) throw tooLarge()
  if (!isUtf8(payload)) throw unsupportedEncoding()
  try {
    return JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8'))
  } catch {
    throw invalidJson()
  }
}
