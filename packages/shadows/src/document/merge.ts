import { isEmptyObject, isJsonObject, type JsonObject, memberOf, removeMember, setMember } from './json-object.js'
import { stamp } from './metadata.js'
import type { Section, SectionPatch, ShadowDocument, StatePatch } from './shadow-document.js'

/*
 * JSON merge patch (RFC 7396) on state and metadata side by side, with the service's own ways: an empty object is a value (SHD-034), a new
 * object of nulls only is not added (SHD-036), an emptied section vanishes while an emptied inner object stays (SHD-037, SHD-038).
 * What is merged into is never changed: results share the parts that stayed.
 */

/** The document after an update at `timestampSeconds`. A section that the patch leaves alone is the same object. */
export function applyPatch(document: ShadowDocument, patch: StatePatch, timestampSeconds: number): ShadowDocument {
  if (patch === null) return { desired: undefined, reported: undefined }
  return {
    desired: patchSection(document.desired, patch.desired, timestampSeconds),
    reported: patchSection(document.reported, patch.reported, timestampSeconds),
  }
}

const NOTHING: Section = { state: {}, metadata: {} }

function patchSection(section: Section | undefined, patch: SectionPatch, timestampSeconds: number): Section | undefined {
  if (patch === undefined) return section
  if (patch === null) return undefined
  const merged = mergeObject(section ?? NOTHING, patch, timestampSeconds)
  return isEmptyObject(merged.state) ? undefined : merged
}

function mergeObject(target: Section, patch: JsonObject, timestampSeconds: number): Section {
  const state = { ...target.state }
  const metadata = { ...target.metadata }
  for (const name of Object.keys(patch)) {
    const value = patch[name]
    if (value === null) {
      removeMember(state, name)
      removeMember(metadata, name)
    } else if (isJsonObject(value)) {
      const stored = memberOf(state, name)
      const merged = mergeObject(sectionAt(stored, memberOf(metadata, name)), value, timestampSeconds)
      const isNewAndOnlyNulls = stored === undefined && isEmptyObject(merged.state) && !isEmptyObject(value)
      if (isNewAndOnlyNulls) continue
      setMember(state, name, merged.state)
      setMember(metadata, name, merged.metadata)
    } else {
      setMember(state, name, value)
      setMember(metadata, name, stamp(value, timestampSeconds))
    }
  }
  return { state, metadata }
}

function sectionAt(state: unknown, metadata: unknown): Section {
  return isJsonObject(state) && isJsonObject(metadata) ? { state, metadata } : NOTHING
}
