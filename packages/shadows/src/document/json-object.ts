/*
 * JSON objects as plain data. A member may be called `__proto__` or `constructor`: such names are ordinary members of a document, so members
 * are read only when they are the object's own, and written in a way that never reaches the prototype.
 */

export type JsonObject = Record<string, unknown>

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

/** The object's own member, or undefined: JSON has no undefined, so that means absent. */
export function memberOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

export function setMember(object: JsonObject, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true })
  else object[name] = value
}

export function removeMember(object: JsonObject, name: string): void {
  Reflect.deleteProperty(object, name)
}

export function isEmptyObject(object: JsonObject): boolean {
  return Object.keys(object).length === 0
}
