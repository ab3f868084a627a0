import { Decimal } from './decimal.js'

/** A value of the SQL dialect (RUL-301). `undefined` is Undefined, which is not Null (RUL-303). */
export type Value = undefined | null | boolean | string | Decimal | ValueArray | ValueObject
export type ValueArray = readonly Value[]
/** A map, not an object: member order and names like `__proto__` are kept as they come. */
export type ValueObject = ReadonlyMap<string, Value>

export type SqlVersion = '2015-10-08' | '2016-03-23'

export function isArray(value: Value): value is ValueArray {
  return Array.isArray(value)
}

export function isObject(value: Value): value is ValueObject {
  return value instanceof Map
}

/** Compact JSON (RUL-219, RUL-310): Undefined members are left out, Undefined alone is empty text, Undefined items of arrays are null. */
export function toJson(value: Value): string {
  if (value === undefined) return ''
  if (value === null) return 'null'
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Decimal) return value.toString()
  if (isArray(value)) return `[${value.map((item) => (item === undefined ? 'null' : toJson(item))).join(',')}]`
  const members: string[] = []
  for (const [name, member] of value) {
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${toJson(member)}`)
  }
  return `{${members.join(',')}}`
}
