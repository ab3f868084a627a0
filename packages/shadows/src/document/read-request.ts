import { isUtf8 } from 'node:buffer'
import { invalidJson, tooLarge, unsupportedEncoding } from '../errors.js'
import { MAX_REQUEST_BYTES } from '../limits.js'

/**
 * The JSON value of a request payload (SHD-010). Of a member named twice the last one counts. The NUL that ends a string in C may follow: the shadow
 * demos of the AWS IoT device SDK for Embedded C and of FreeRTOS send it.
 * @throws RequestEntityTooLargeException, UnsupportedDocumentEncodingException or InvalidRequestException `Invalid JSON`.
 */
export function readRequest(payload: Uint8Array): unknown {
  if (payload.byteLength > MAX_REQUEST_BYTES) throw tooLarge()
  if (!isUtf8(payload)) throw unsupportedEncoding()
  try {
    return JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, lengthWithoutNul(payload)).toString('utf8'))
  } catch {
    throw invalidJson()
  }
}

function lengthWithoutNul(payload: Uint8Array): number {
  let length = payload.byteLength
  while (length > 0 && payload[length - 1] === 0) length--
  return length
}
