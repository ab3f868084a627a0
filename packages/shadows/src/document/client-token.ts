import { invalidClientToken } from '../errors.js'
import { MAX_CLIENT_TOKEN_BYTES } from '../limits.js'
import { isJsonObject, memberOf } from './json-object.js'

/** The token that answers echo: the request's `clientToken` where it is text, valid or not (SHD-080). */
export function echoedToken(request: unknown): string | undefined {
  const token = tokenOf(request)
  return typeof token === 'string' ? token : undefined
}

/** @throws InvalidRequestException `Invalid clientToken` when the request has one that is not text of at most 64 bytes (SHD-018). */
export function checkClientToken(request: unknown): void {
  const token = tokenOf(request)
  if (token === undefined) return
  if (typeof token !== 'string' || Buffer.byteLength(token) > MAX_CLIENT_TOKEN_BYTES) throw invalidClientToken()
}

function tokenOf(request: unknown): unknown {
  return isJsonObject(request) ? memberOf(request, 'clientToken') : undefined
}
