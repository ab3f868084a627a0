import { deltaOf } from '../document/delta.js'
import { readDocument, stateBytes, writeDocument, writeSection } from '../document/document-text.js'
import { applyPatch } from '../document/merge.js'
import { stamp } from '../document/metadata.js'
import { EMPTY_DOCUMENT } from '../document/shadow-document.js'
import { type UpdateRequest, validateUpdate } from '../document/validate-update.js'
import { tooLarge, versionMismatch } from '../errors.js'
import type { ShadowAddress } from '../shadow-address.js'
import type { ShadowContent, StoredShadow } from '../store/shadow-store.js'
import { acceptedPayload, deltaPayload, documentsPayload, type Facts } from './payloads.js'
import { type Answer, epochSeconds, type RequestContext, type ShadowRequest } from './shadow-requests.js'
import { snapshotOf } from './snapshot.js'

/**
 * Merges a request into the shadow, which it creates where there is none (SHD-070).
 * @throws InvalidRequestException, ConflictException or RequestEntityTooLargeException; nothing is stored then, no version is used up.
 */
export const updateShadow: ShadowRequest = (context, address, request) => {
  const update = validateUpdate(request, context.maxNestingLevels)
  return context.store.transaction(() => performUpdate(context, address, update))
}

function performUpdate(context: RequestContext, address: ShadowAddress, update: UpdateRequest): Answer {
  const { shadows, clock, events } = context
  const timestamp = epochSeconds(clock)
  const row = shadows.findRow(address)
  const counter = counterOf(row, clock.now())
  if (update.version !== undefined && update.version !== counter) throw versionMismatch()

  const stored = row?.forgetAtMs === undefined ? row : undefined
  const before = stored === undefined ? EMPTY_DOCUMENT : readDocument(stored)
  const after = applyPatch(before, update.state, timestamp)
  const text = writeDocument(after, stored && { document: before, text: stored })
  if (stateBytes(text) > context.maxDocumentBytes) throw tooLarge()
  const current: ShadowContent = { ...text, version: counter + 1, updatedAtSeconds: timestamp }
  if (row === undefined) shadows.insert(address, current)
  else shadows.replace(row.id, current)

  const { clientToken } = update
  events.publish({
    type: 'shadow.updated',
    ...address,
    previous: stored && snapshotOf(before, stored.version, stored.updatedAtSeconds),
    current: snapshotOf(after, current.version, timestamp),
    clientToken,
  })
  const delta = deltaOf(after)
  const facts: Facts = { version: current.version, timestamp, clientToken }
  const requested = { state: JSON.stringify(update.state), metadata: JSON.stringify(stamp(update.state, timestamp)) }
  return {
    accepted: acceptedPayload(requested, facts),
    delta: delta && deltaPayload(writeSection(delta, after.desired, text.desired), facts),
    documents: documentsPayload(stored, current, facts),
  }
}

/** The version that the next update follows; 0 where there was none in the last 48 hours. A counter that is due may outlive its moment by a little. */
function counterOf(row: StoredShadow | undefined, nowMs: number): number {
  const isForgotten = row?.forgetAtMs !== undefined && row.forgetAtMs <= nowMs
  return row === undefined || isForgotten ? 0 : row.version
}
