import type { ShadowSnapshot } from '@iot-core-local/core'
import type { Section, ShadowDocument } from '../document/shadow-document.js'

/** A document as domain events and the index see it. */
export function snapshotOf(document: ShadowDocument, version: number, timestampSeconds: number): ShadowSnapshot {
  return { state: part(document, 'state'), metadata: part(document, 'metadata'), version, timestampSeconds }
}

function part({ desired, reported }: ShadowDocument, name: keyof Section): ShadowSnapshot['state'] {
  return {
    ...(desired === undefined ? undefined : { desired: desired[name] }),
    ...(reported === undefined ? undefined : { reported: reported[name] }),
  }
}
