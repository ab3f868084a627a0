import { isJsonObject } from './json-object.js'

export type Simple = string | number | boolean

/** Calls `visit` for each indexed value of a state section: its path below the section, and the metadata timestamps of the value. */
export function flatten(state: unknown, metadata: unknown, visit: (path: string, value: Simple, timestamp: unknown) => void): void {
  walk('', state, metadata, visit)
}

function walk(path: string, value: unknown, metadata: unknown, visit: (path: string, value: Simple, timestamp: unknown) => void): void {
  if (isSimple(value)) {
    if (path !== '') visit(path, value, timestampOf(metadata))
  } else if (Array.isArray(value)) {
    // One element that is an object, an array or null keeps the whole array out of the index (IDX-054).
    if (path === '' || !value.every(isSimple)) return
    for (const [index, element] of value.entries()) visit(path, element, timestampOf(elementOf(metadata, index)))
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      const below = isJsonObject(metadata) && Object.hasOwn(metadata, key) ? metadata[key] : undefined
      walk(path === '' ? key : `${path}.${key}`, member, below, visit)
    }
  }
}

function isSimple(value: unknown): value is Simple {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function elementOf(metadata: unknown, index: number): unknown {
  return Array.isArray(metadata) ? (metadata as readonly unknown[])[index] : metadata
}

function timestampOf(metadata: unknown): unknown {
  return isJsonObject(metadata) ? metadata['timestamp'] : undefined
}
