import { checkClientToken, echoedToken } from '../document/client-token.js'
import { deltaOf } from '../document/delta.js'
import { noSuchShadow } from '../errors.js'
import type { StoredShadow } from '../store/shadow-store.js'
import { documentPayload } from './payloads.js'
import { epochSeconds, type ShadowRequest } from './shadow-requests.js'
import { readDocument } from './stored-document.js'

/** The whole document with what differs (SHD-066, SHD-100). @throws ResourceNotFoundException when there is none. */
export const getShadow: ShadowRequest = (context, address, request) => {
  checkClientToken(request)
  const shadow = context.shadows.find(address)
  if (shadow === undefined || shadow.forgetAtMs !== undefined) throw noSuchShadow(address)
  const accepted = documentPayload(shadow, {
    delta: deltaText(shadow),
    version: shadow.version,
    timestamp: epochSeconds(context.clock),
    clientToken: echoedToken(request),
  })
  return { accepted }
}

/** Parses only where both sections exist and their texts differ. */
function deltaText(shadow: StoredShadow): string | undefined {
  const { desired, reported } = shadow
  if (desired === undefined || reported === undefined) return desired?.state
  if (desired.state === reported.state) return undefined
  const delta = deltaOf(readDocument(shadow))
  return delta === undefined ? undefined : JSON.stringify(delta.state)
}
