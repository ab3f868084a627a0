import { isEmptyObject, isJsonObject, type JsonObject, memberOf, setMember } from './json-object.js'
import { isSameJson } from './same-json.js'
import type { Section, ShadowDocument } from './shadow-document.js'

/**
 * What is desired and not reported, with the metadata of `desired` (SHD-060..065). Objects are compared member by member, arrays as wholes.
 * Undefined where nothing differs.
 */
export function deltaOf({ desired, reported }: ShadowDocument): Section | undefined {
  if (desired === undefined || reported === undefined) return desired
  return difference(desired, reported.state)
}

function difference(desired: Section, reported: JsonObject): Section | undefined {
  const state: JsonObject = {}
  const metadata: JsonObject = {}
  for (const name of Object.keys(desired.state)) {
    const wanted = desired.state[name]
    const actual = memberOf(reported, name)
    const wantedMetadata = memberOf(desired.metadata, name)
    if (isJsonObject(wanted) && isJsonObject(actual) && isJsonObject(wantedMetadata)) {
      const inner = difference({ state: wanted, metadata: wantedMetadata }, actual)
      if (inner === undefined) continue
      setMember(state, name, inner.state)
      setMember(metadata, name, inner.metadata)
    } else if (!isSameJson(wanted, actual)) {
      setMember(state, name, wanted)
      setMember(metadata, name, wantedMetadata)
    }
  }
  return isEmptyObject(state) ? undefined : { state, metadata }
}
