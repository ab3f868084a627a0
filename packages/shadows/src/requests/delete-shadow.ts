import { echoedToken } from '../document/client-token.js'
import { noSuchShadow } from '../errors.js'
import { TOMBSTONE_LIFETIME_MS } from '../limits.js'
import { deletedPayload } from './payloads.js'
import { epochSeconds, type ShadowRequest } from './shadow-requests.js'

/**
 * Deletes the document and answers with its version (SHD-074). The delete counts as a step of the version counter, which lives on for 48
 * hours (SHD-075, SHD-076). @throws ResourceNotFoundException when there is none.
 */
export const deleteShadow: ShadowRequest = (context, address, request) => {
  const { store, shadows, clock, events } = context
  const forgetAtMs = clock.now() + TOMBSTONE_LIFETIME_MS
  const version = store.transaction(() => {
    const shadow = shadows.find(address)
    if (shadow === undefined) throw noSuchShadow(address)
    shadows.bury(shadow.id, shadow.version + 1, forgetAtMs)
    events.publish({ type: 'shadow.deleted', ...address, version: shadow.version })
    return shadow.version
  })
  context.onBuried(forgetAtMs)
  return { accepted: deletedPayload({ version, timestamp: epochSeconds(clock), clientToken: echoedToken(request) }) }
}
