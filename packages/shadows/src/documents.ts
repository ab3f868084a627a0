import type { ShadowSnapshot } from '@iot-core-local/core'
import { readDocument } from './document/document-text.js'
import { snapshotOf } from './requests/snapshot.js'
import type { AddressedShadow, ShadowContent, ShadowStore } from './store/shadow-store.js'

export interface NamedShadowDocument {
  readonly thingName: string
  /** Undefined for the classic shadow. */
  readonly shadowName: string | undefined
  readonly snapshot: ShadowSnapshot
}

/** The documents as stored, for the fleet index. */
export interface ShadowDocuments {
  /** Every shadow that exists, of registered things or not. Reads in pages, so the store stays usable in between. */
  all(): IterableIterator<NamedShadowDocument>
  /** One shadow; the classic one without `shadowName`. */
  find(thingName: string, shadowName?: string): ShadowSnapshot | undefined
  /** The shadows of one thing: the classic one, then the named ones by name. */
  of(thingName: string): IterableIterator<NamedShadowDocument>
}

const PAGE_SIZE = 200

export function createDocuments(shadows: ShadowStore): ShadowDocuments {
  return {
    all: () => allDocuments(shadows),
    find: (thingName, shadowName) => {
      const shadow = shadows.find({ thingName, shadowName })
      return shadow && snapshot(shadow)
    },
    of: (thingName) => documentsOf(shadows, thingName),
  }
}

function* allDocuments(shadows: ShadowStore): IterableIterator<NamedShadowDocument> {
  yield* inPages((last) => shadows.page(last?.shadow.id ?? 0, PAGE_SIZE))
}

function* documentsOf(shadows: ShadowStore, thingName: string): IterableIterator<NamedShadowDocument> {
  const classic = shadows.find({ thingName, shadowName: undefined })
  if (classic !== undefined) yield { thingName, shadowName: undefined, snapshot: snapshot(classic) }
  yield* inPages((last) => shadows.pageOf(thingName, last?.address.shadowName ?? '', PAGE_SIZE))
}

/** Asks for page after page, each time behind the last shadow of the one before. */
function* inPages(pageAfter: (last: AddressedShadow | undefined) => readonly AddressedShadow[]): IterableIterator<NamedShadowDocument> {
  let last: AddressedShadow | undefined
  do {
    const page = pageAfter(last)
    for (const { address, shadow } of page) yield { ...address, snapshot: snapshot(shadow) }
    last = page.length < PAGE_SIZE ? undefined : page.at(-1)
  } while (last !== undefined)
}

function snapshot(shadow: ShadowContent): ShadowSnapshot {
  return snapshotOf(readDocument(shadow), shadow.version, shadow.updatedAtSeconds)
}
