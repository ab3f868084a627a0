import type { ShadowSnapshot } from '@iot-core-local/core'
import { readSection } from '../document/section-text.js'
import type { Section, ShadowDocument } from '../document/shadow-document.js'
import type { ShadowContent } from '../store/shadow-store.js'

/** Parses what is stored. */
export function readDocument({ desired, reported }: Pick<ShadowContent, 'desired' | 'reported'>): ShadowDocument {
  return {
    desired: desired === undefined ? undefined : readSection(desired),
    reported: reported === undefined ? undefined : readSection(reported),
  }
}

/** A document as domain events and the index see it. */
export function snapshotOf(document: ShadowDocument, version: number, timestampSeconds: number): ShadowSnapshot {
  return { state: part(document, 'state'), metadata: part(document, 'metadata'), version, timestampSeconds }
}

function part({ desired, reported }: ShadowDocument, name: keyof Section): { readonly desired?: unknown; readonly reported?: unknown } {
  return {
    ...(desired === undefined ? undefined : { desired: desired[name] }),
    ...(reported === undefined ? undefined : { reported: reported[name] }),
  }
}
