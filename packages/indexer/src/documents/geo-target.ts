import type { GeoTarget } from '../config/index-configuration.js'
import { type DocumentPart, isShadowPart } from './document-part.js'
import { geoPoint, type GeoPoint } from './geo-point.js'
import { isJsonObject } from './json-object.js'

const TARGET = /^(shadow(?:\.name\.[^.]+)?)\.(desired|reported)\.(.+)$/u

/** The key of the part that holds the target's value. */
export function partOfTarget(target: GeoTarget): string | undefined {
  return TARGET.exec(target.name)?.[1]
}

/** The point that `part` holds for `target`; undefined when it has no value there, or one in none of the accepted formats. */
export function pointOf(part: DocumentPart, target: GeoTarget): { readonly point: GeoPoint | undefined; readonly value: unknown } {
  const [, key, section, path] = TARGET.exec(target.name) ?? []
  if (!isShadowPart(part) || part.part !== key || path === undefined) return { point: undefined, value: undefined }
  const value = valueAt(section === 'desired' ? part.snapshot.state.desired : part.snapshot.state.reported, path)
  return { point: geoPoint(value, target.order), value }
}

/** The value at a path whose dots may also be part of a key (IDX-053). */
function valueAt(state: unknown, path: string): unknown {
  if (!isJsonObject(state)) return undefined
  if (Object.hasOwn(state, path)) return state[path]
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const key = path.slice(0, dot)
    const found = Object.hasOwn(state, key) ? valueAt(state[key], path.slice(dot + 1)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}
