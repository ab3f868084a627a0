import { Decimal } from './decimal.js'
import { isArray, isObject, toJson, type Value } from './value.js'

const CONVERTIBLE_NUMBER = /^-?\d+(\.\d+)?([eE]-?\d+)?$/

/** The standard conversion to String (RUL-308); Undefined where there is none. */
export function toText(value: Value): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (isArray(value) || isObject(value)) return toJson(value)
  return value.toString()
}

/** The standard conversion to a number: Strings of the pattern of RUL-308, and numbers themselves. Null is left to the caller. */
export function toNumeric(value: Value): Decimal | undefined {
  if (value instanceof Decimal) return value
  return typeof value === 'string' && CONVERTIBLE_NUMBER.test(value) ? Decimal.parse(value) : undefined
}

/** A whole number for counts and indexes: Strings by way of Decimal, decimals cut off. Bounded to what fits a JavaScript number. */
export function toIndex(value: Value): number | undefined {
  const number = toNumeric(value)
  if (number === undefined) return undefined
  const whole = Math.trunc(number.toNumber())
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, whole))
}

/** Booleans, and the Strings "true" and "false" in any case (RUL-401). */
export function toBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string' || value.length > 5) return undefined
  const lower = value.toLowerCase()
  return lower === 'true' ? true : lower === 'false' ? false : undefined
}

export type CastType = 'string' | 'int' | 'decimal' | 'boolean'

/** `cast(value as type)` (RUL-609). */
export function castTo(value: Value, type: CastType): Value {
  switch (type) {
    case 'string':
      return toText(value)
    case 'boolean':
      return value instanceof Decimal ? !value.isZero : toBoolean(value)
    case 'int':
      return typeof value === 'boolean' ? Decimal.int(value ? 1 : 0) : toNumeric(value)?.floor()
    case 'decimal':
      return typeof value === 'boolean' ? Decimal.parse(value ? '1.0' : '0.0') : toNumeric(value)
  }
}
