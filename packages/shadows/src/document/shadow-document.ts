import type { JsonObject } from './json-object.js'

/** `desired` or `reported`: its state and, member for member, when each leaf was written (SHD-050). Never empty where it exists (SHD-038). */
export interface Section {
  readonly state: JsonObject
  readonly metadata: JsonObject
}

export interface ShadowDocument {
  readonly desired: Section | undefined
  readonly reported: Section | undefined
}

/** What a request asks of a section: a merge patch, null to remove it, undefined to leave it. */
export type SectionPatch = JsonObject | null | undefined

/** A valid `state` of an update request; null clears both sections (SHD-041). */
export type StatePatch = { readonly desired?: JsonObject | null; readonly reported?: JsonObject | null } | null

export const EMPTY_DOCUMENT: ShadowDocument = { desired: undefined, reported: undefined }
