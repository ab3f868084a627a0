import { deltaOf } from '../document/delta.js'
import { applyPatch } from '../document/merge.js'
import { stamp } from '../document/metadata.js'
import { type SectionText, writeSection } from '../document/section-text.js'
import { EMPTY_DOCUMENT, type Section, type ShadowDocument } from '../document/shadow-document.js'
import { type UpdateRequest, validateUpdate } from '../document/validate-update.js'
import { tooLarge, versionMismatch } from '../errors.js'
import type { ShadowAddress } from '../shadow-address.js'
import type { ShadowContent, StoredShadow } from '../store/shadow-store.js'
import { acceptedPayload, deltaPayload, documentsPayload } from './payloads.js'
import { type Answer, epochSeconds, type RequestContext, type ShadowRequest } from './shadow-requests.js'
import { readDocument, snapshotOf } from './stored-document.js'

/**
 * Merges a request into the shadow, which it creates where there is none (SHD-070).
 * @throws InvalidRequestException, ConflictException or RequestEntityTooLargeException; nothing is stored then, no version is used up.
 */
export const updateShadow: ShadowRequest = (context, address, request) => {
  const update = validateUpdate(request, context.maxNestingLevels)
  const timestamp = epochSeconds(context.clock)
  return context.store.transaction(() => performUpdate(context, address, update, timestamp))
}

function performUpdate(context: RequestContext, address: ShadowAddress, update: UpdateRequest, timestamp: number): Answer {
  const { shadows, events } = context
  const row = shadows.find(address)
  const counter = row === undefined || isForgotten(row, context.clock.now()) ? 0 : row.version
  if (update.version !== undefined && update.version !== counter) throw versionMismatch()

  const stored = row?.forgetAtMs === undefined ? row : undefined
  const before = stored === undefined ? EMPTY_DOCUMENT : readDocument(stored)
  const after = applyPatch(before, update.state, timestamp)
  const content: ShadowContent = { version: counter + 1, updatedAtSeconds: timestamp, ...writeSections(after, before, stored) }
  if (documentBytes(content) > context.maxDocumentBytes) throw tooLarge()
  if (row === undefined) shadows.insert(address, content)
  else shadows.replace(row.id, content)

  const { version } = content
  const { clientToken } = update
  events.publish({
    type: 'shadow.updated',
    ...address,
    previous: stored === undefined ? undefined : snapshotOf(before, stored.version, stored.updatedAtSeconds),
    current: snapshotOf(after, version, timestamp),
    clientToken,
  })
  const delta = deltaOf(after)
  const facts = { version, timestamp, clientToken }
  return {
    accepted: acceptedPayload({
      state: JSON.stringify(update.state),
      metadata: JSON.stringify(stamp(update.state, timestamp)),
      ...facts,
    }),
    delta: delta === undefined ? undefined : deltaPayload(textOf(delta, after.desired, content.desired), facts),
    documents: documentsPayload(stored, content, facts),
  }
}

/** Due counters may still be there for a moment: their timer runs after this request. */
function isForgotten(row: StoredShadow, nowMs: number): boolean {
  return row.forgetAtMs !== undefined && row.forgetAtMs <= nowMs
}

/** The texts of the sections; the stored one where the patch left the section alone. */
function writeSections(
  after: ShadowDocument,
  before: ShadowDocument,
  stored: StoredShadow | undefined,
): Pick<ShadowContent, 'desired' | 'reported'> {
  return {
    desired: after.desired && textOf(after.desired, before.desired, stored?.desired),
    reported: after.reported && textOf(after.reported, before.reported, stored?.reported),
  }
}

/** The text of a section, taken over from an equal one that was written before. */
function textOf(section: Section, known: Section | undefined, knownText: SectionText | undefined): SectionText {
  return section === known && knownText !== undefined ? knownText : writeSection(section)
}

/** What the quota counts: the state of both sections, without metadata (SHD-057, SHD-091). */
function documentBytes({ desired, reported }: ShadowContent): number {
  return Buffer.byteLength(desired?.state ?? '') + Buffer.byteLength(reported?.state ?? '')
}
