import { toBoolean, toNumeric, toText } from './conversions.js'
import { Decimal } from './decimal.js'
import { isArray, isObject, type Value } from './value.js'

export type BinaryOperator = 'AND' | 'OR' | '=' | '<>' | '>' | '>=' | '<' | '<=' | 'IN' | '+' | '-' | '*' | '/' | '%'

/** Applies an operator by the tables of section 5; Undefined where they have no row. */
export const binaryOperators: Readonly<Record<BinaryOperator, (left: Value, right: Value) => Value>> = {
  AND: (left, right) => logical(left, right, (a, b) => a && b),
  OR: (left, right) => logical(left, right, (a, b) => a || b),
  '=': equals,
  '<>': (left, right) => not(equals(left, right)),
  '>': (left, right) => compared(left, right, (order) => order > 0),
  '>=': (left, right) => compared(left, right, (order) => order >= 0),
  '<': (left, right) => compared(left, right, (order) => order < 0),
  '<=': (left, right) => compared(left, right, (order) => order <= 0),
  IN: (left, right) => (isArray(right) && left !== undefined ? right.some((item) => equals(left, item) === true) : undefined),
  '+': plus,
  '-': (left, right) => arithmetic(left, right, (a, b) => a.minus(b)),
  '*': (left, right) => arithmetic(left, right, (a, b) => a.times(b)),
  '/': (left, right) => arithmetic(left, right, (a, b) => a.dividedBy(b)),
  '%': (left, right) => arithmetic(left, right, (a, b) => a.modulo(b)),
}

/** NOT (RUL-402). */
export function not(value: Value): Value {
  const truth = toBoolean(value)
  return truth === undefined ? undefined : !truth
}

/** Unary minus (RUL-410). */
export function negated(value: Value): Value {
  return toNumeric(value)?.negate()
}

/** `=` (RUL-404): no conversion but Int to Decimal; values of different types are unequal; Undefined when either side is. */
export function equals(left: Value, right: Value): boolean | undefined {
  if (left === undefined || right === undefined) return undefined
  if (left === right) return true
  if (left instanceof Decimal && right instanceof Decimal) return left.compare(right) === 0
  if (isArray(left) && isArray(right)) {
    return left.length === right.length && left.every((item, index) => isSame(item, right[index]))
  }
  if (isObject(left) && isObject(right)) {
    if (left.size !== right.size) return false
    for (const [name, member] of left) if (!right.has(name) || !isSame(member, right.get(name))) return false
    return true
  }
  return false
}

function isSame(left: Value, right: Value): boolean {
  return left === undefined ? right === undefined : equals(left, right) === true
}

function logical(left: Value, right: Value, combine: (a: boolean, b: boolean) => boolean): Value {
  const a = toBoolean(left)
  const b = toBoolean(right)
  return a === undefined || b === undefined ? undefined : combine(a, b)
}

function compared(left: Value, right: Value, test: (order: number) => boolean): Value {
  const a = toNumeric(left)
  const b = toNumeric(right)
  return a === undefined || b === undefined ? undefined : test(a.compare(b))
}

function plus(left: Value, right: Value): Value {
  if (typeof left === 'string' || typeof right === 'string') {
    const a = toText(left)
    const b = toText(right)
    return a === undefined || b === undefined ? undefined : a + b
  }
  return left instanceof Decimal && right instanceof Decimal ? left.plus(right) : undefined
}

function arithmetic(left: Value, right: Value, compute: (a: Decimal, b: Decimal) => Decimal | undefined): Value {
  const a = toNumeric(left)
  const b = toNumeric(right)
  return a === undefined || b === undefined ? undefined : compute(a, b)
}
