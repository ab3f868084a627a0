import { isArray, isJsonObject, memberOf } from './json-object.js'

/** Whether two JSON values are equal: numbers by value (SHD-064), arrays with their order (SHD-062), objects without. */
export function isSameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (isArray(left)) return isArray(right) && left.length === right.length && left.every((item, index) => isSameJson(item, right[index]))
  if (!isJsonObject(left) || !isJsonObject(right)) return false
  const names = Object.keys(left)
  return names.length === Object.keys(right).length && names.every((name) => isSameJson(left[name], memberOf(right, name)))
}
