import { decodePageToken, encodePageToken, type IotHandlers, invalidRequest } from '@iot-core-local/core'
import type { DocumentPart, GroupPart } from '../documents/document-part.js'
import { THINGS } from '../index-name.js'
import { groupResult } from '../search/group-result.js'
import type { Searcher } from '../search/searcher.js'
import { take } from '../search/take.js'
import { thingResult } from '../search/thing-result.js'
import type { DocumentStore } from '../store/document-store.js'

/** The most results in one answer, and the default (IDX-060). */
export const MAX_RESULTS = 100

/** Finds documents in the order in which they came into the index; a page token is the last one's place (IDX-060 to IDX-069). */
export function searchIndex(searcher: Searcher, documents: DocumentStore): NonNullable<IotHandlers['SearchIndex']> {
  return async (input) => {
    const { index, found, parts } = searcher.search(input)
    const scope = `SearchIndex/${index}`
    const limit = Math.min(input.maxResults ?? MAX_RESULTS, MAX_RESULTS)
    const ids = await take(found, startOf(decodePageToken(scope, input.nextToken)), limit + 1)
    const page = ids.slice(0, limit)
    const last = page.at(-1)
    const token = ids.length > limit && last !== undefined ? { nextToken: encodePageToken(scope, [last]) } : {}
    // A document that went away while the search let the event loop turn has no parts.
    const hits = page.map((docId) => documents.readParts(docId)).filter((hit) => hit.length > 0)
    if (index === THINGS) return { things: hits.map((hit) => thingResult(hit.filter(({ part }) => parts.has(part)))), ...token }
    return { thingGroups: hits.flatMap((hit) => hit.filter(isGroup).map(groupResult)), ...token }
  }
}

function isGroup(part: DocumentPart): part is GroupPart {
  return part.part === 'group'
}

function startOf(key: readonly (string | number)[] | undefined): number {
  if (key === undefined) return 0
  const [last] = key
  if (typeof last !== 'number' || key.length !== 1) throw invalidRequest('The page token is not valid.')
  return last + 1
}
