import { toIndex, toNumeric } from '../conversions.js'
import { Decimal } from '../decimal.js'
import { binaryOperators } from '../operators.js'
import type { Value } from '../value.js'
import { define, type FunctionTable, type SqlFunction } from './sql-function.js'

/** Functions of numbers (RUL-601 to RUL-658). Strings convert; every other type gives Undefined. */
export const numberFunctions: FunctionTable = {
  abs: exact((x) => x.abs()),
  ceil: exact((x) => x.ceil()),
  floor: exact((x) => x.floor()),
  round: exact((x) => x.round()),
  sign: exact((x) => Decimal.int(x.sign())),
  acos: double(Math.acos),
  asin: double(Math.asin),
  atan: double(Math.atan),
  cos: double(Math.cos),
  cosh: double(Math.cosh),
  exp: double(Math.exp),
  ln: double(Math.log),
  log: double(Math.log10),
  sin: double(Math.sin),
  sinh: double(Math.sinh),
  sqrt: double(Math.sqrt),
  tan: double(Math.tan),
  tanh: double(Math.tanh),
  atan2: double2(Math.atan2),
  power: double2((x, y) => x ** y),
  mod: define('2015-10-08', 2, ([x, y]) => binaryOperators['%'](x, y)),
  remainder: define('2015-10-08', 2, ([x, y]) => binaryOperators['%'](x, y)),
  bitand: bitwise((x, y) => x & y),
  bitor: bitwise((x, y) => x | y),
  bitxor: bitwise((x, y) => x ^ y),
  /** Two's complement: RUL-607 is disputed. */
  bitnot: define('2015-10-08', 1, ([x]) => {
    const bits = bitsOf(x)
    return bits === undefined ? x : Decimal.int(~bits)
  }),
  /** No value of the engine is NaN: only Undefined and Null take the second argument (RUL-636). */
  nanvl: define('2015-10-08', 2, ([x, y]) => x ?? y),
  rand: define('2015-10-08', 0, (_args, context) => Decimal.fromDouble(context.random())),
  trunc: define('2015-10-08', 2, ([x, places]) => {
    const number = toNumeric(x)
    const count = typeof places === 'string' ? undefined : toIndex(places)
    return number === undefined || count === undefined ? undefined : number.truncate(Math.max(0, Math.min(34, count)))
  }),
}

function exact(compute: (x: Decimal) => Decimal): SqlFunction {
  return define('2015-10-08', 1, ([x]) => {
    const number = toNumeric(x)
    return number === undefined ? undefined : compute(number)
  })
}

function double(compute: (x: number) => number): SqlFunction {
  return define('2015-10-08', 1, ([x]) => {
    const number = toNumeric(x)
    return number === undefined ? undefined : Decimal.fromDouble(compute(number.toNumber()))
  })
}

function double2(compute: (x: number, y: number) => number): SqlFunction {
  return define('2015-10-08', 2, ([x, y]) => {
    const first = toNumeric(x)
    const second = toNumeric(y)
    return first === undefined || second === undefined ? undefined : Decimal.fromDouble(compute(first.toNumber(), second.toNumber()))
  })
}

function bitwise(compute: (x: bigint, y: bigint) => bigint): SqlFunction {
  return define('2015-10-08', 2, ([x, y]) => {
    const first = bitsOf(x)
    const second = bitsOf(y)
    return first === undefined || second === undefined ? undefined : Decimal.int(compute(first, second))
  })
}

function bitsOf(value: Value): bigint | undefined {
  return toNumeric(value)?.floor().coefficient
}
