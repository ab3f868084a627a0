import { isDeepStrictEqual } from 'node:util'
import { isJsonObject } from './json-object.js'

/**
 * What of `desired` is missing from `reported` or differs from it; undefined when nothing does (SHD-060 to SHD-063).
 * Objects are compared member by member, arrays as whole values.
 */
export function shadowDelta(desired: unknown, reported: unknown): unknown {
  if (desired === undefined) return undefined
  if (reported === undefined) return isJsonObject(desired) && Object.keys(desired).length === 0 ? undefined : desired
  return difference(desired, reported)
}

function difference(desired: unknown, reported: unknown): unknown {
  if (!isJsonObject(desired) || !isJsonObject(reported)) return isDeepStrictEqual(desired, reported) ? undefined : desired
  const members: [string, unknown][] = []
  for (const [key, value] of Object.entries(desired)) {
    const other = Object.hasOwn(reported, key) ? difference(value, reported[key]) : value
    if (other !== undefined) members.push([key, other])
  }
  return members.length === 0 ? undefined : Object.fromEntries(members)
}
