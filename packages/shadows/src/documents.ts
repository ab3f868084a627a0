import type { ShadowSnapshot } from '@iot-core-local/core'
import { readDocument } from './document/document-text.js'
import { snapshotOf } from './requests/snapshot.js'
import type { ShadowContent, ShadowStore } from './store/shadow-store.js'

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
  /** The classic and the named shadows of one thing, the classic one first. */
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
  let afterId = 0
  for (;;) {
    const page = shadows.page(afterId, PAGE_SIZE)
    for (const { address, shadow } of page) {
      afterId = shadow.id
      yield { ...address, snapshot: snapshot(shadow) }
    }
    if (page.length < PAGE_SIZE) return
  }
}

function* documentsOf(shadows: ShadowStore, thingName: string): IterableIterator<NamedShadowDocument> {
  const classic = shadows.find({ thingName, shadowName: undefined })
  if (classic !== undefined) yield { thingName, shadowName: undefined, snapshot: snapshot(classic) }
  let afterName = ''
  for (;;) {
    const names = shadows.namesOf(thingName, afterName, PAGE_SIZE)
    for (const shadowName of names) {
      afterName = shadowName
      const shadow = shadows.find({ thingName, shadowName })
      if (shadow !== undefined) yield { thingName, shadowName, snapshot: snapshot(shadow) }
    }
    if (names.length < PAGE_SIZE) return
  }
}

function snapshot(shadow: ShadowContent): ShadowSnapshot {
  return snapshotOf(readDocument(shadow), shadow.version, shadow.updatedAtSeconds)
}
