import { TemplateError } from './template-error.js'

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @throws TemplateError */
export function objectAt(value: unknown, place: string): JsonObject {
  if (!isObject(value)) throw new TemplateError(place, `must be an object, not ${nameOfType(value)}`)
  return value
}

/** @throws TemplateError */
export function textAt(value: unknown, place: string): string {
  if (typeof value !== 'string') throw new TemplateError(place, `must be a string, not ${nameOfType(value)}`)
  return value
}

/** Refuses members that are not in the list. @throws TemplateError */
export function refuseOthers(object: JsonObject, known: readonly string[], place: string): void {
  for (const name of Object.keys(object)) {
    if (!known.includes(name)) throw new TemplateError(below(place, name), `is not known here; known are ${known.join(', ')}`)
  }
}

/** The place of a member. */
export function below(place: string, name: string | number): string {
  if (typeof name === 'number') return `${place}[${String(name)}]`
  return place === '' ? name : `${place}.${name}`
}

export function nameOfType(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'absent'
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
