import { checkClientToken, echoedToken } from '../document/client-token.js'
import { deltaOf } from '../document/delta.js'
import { type DocumentText, readDocument } from '../document/document-text.js'
import { noSuchShadow } from '../errors.js'
import { documentPayload } from './payloads.js'
import { epochSeconds, type ShadowRequest } from './shadow-requests.js'

/** The whole document with what differs (SHD-066, SHD-100). @throws ResourceNotFoundException when there is none. */
export const getShadow: ShadowRequest = (context, address, request) => {
  checkClientToken(request)
  const shadow = context.shadows.find(address)
  if (shadow === undefined) throw noSuchShadow(address)
  const facts = { version: shadow.version, timestamp: epochSeconds(context.clock), clientToken: echoedToken(request) }
  return { accepted: documentPayload(shadow, deltaText(shadow), facts) }
}

/** Parses only where both sections exist and their texts differ. */
function deltaText({ desired, reported }: DocumentText): string | undefined {
  if (desired === undefined || reported === undefined) return desired?.state
  if (desired.state === reported.state) return undefined
  const delta = deltaOf(readDocument({ desired, reported }))
  return delta && JSON.stringify(delta.state)
}
