import type { ShadowSnapshot, ThingGroupSnapshot, ThingSnapshot } from '@iot-core-local/core'
import type { Connectivity } from '../ports.js'

/*
 * A document is kept in parts, one per data source, because sources change on their own: a shadow update rewrites the shadow's part and the
 * terms that differ in it, and reads nothing else. The key of a part is also the prefix of its fields where AWS's field names have one.
 */

export interface RegistryPart {
  readonly part: 'registry'
  readonly thing: ThingSnapshot
  /** Thing groups only; the billing group is in the snapshot. */
  readonly thingGroupNames: readonly string[]
}

export interface ShadowPart {
  readonly part: 'shadow' | `shadow.name.${string}`
  readonly snapshot: ShadowSnapshot
}

export interface ConnectivityPart {
  readonly part: 'connectivity'
  /** Absent for a thing that never connected (IDX-067). */
  readonly connectivity?: Connectivity
}

export interface GroupPart {
  readonly part: 'group'
  readonly group: ThingGroupSnapshot
  /** From the parent up to the root (IDX-069). */
  readonly parentGroupNames: readonly string[]
}

export type DocumentPart = RegistryPart | ShadowPart | ConnectivityPart | GroupPart

export type PartKey = DocumentPart['part']

/** The part's key for a shadow; undefined is the classic one. */
export function shadowPartKey(shadowName: string | undefined): ShadowPart['part'] {
  return shadowName === undefined ? 'shadow' : `shadow.name.${shadowName}`
}

export function isShadowPart(part: DocumentPart): part is ShadowPart {
  return part.part === 'shadow' || part.part.startsWith('shadow.name.')
}
