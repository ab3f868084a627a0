/*
 * Numbers of the rules engine: 34 significant digits and exponents up to 999 (RUL-301), so that nanosecond timestamps and long identifiers
 * survive. A value is coefficient * 10^exponent; an Int has exponent 0.
 */

const MAX_DIGITS = 34
const MAX_EXPONENT = 999
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,6}))?$/

export class Decimal {
  readonly coefficient: bigint
  readonly exponent: number
  readonly isInt: boolean

  private constructor(coefficient: bigint, exponent: number, isInt: boolean) {
    this.coefficient = coefficient
    this.exponent = exponent
    this.isInt = isInt
  }

  /** An Int; beyond 34 digits a Decimal rounded to them. */
  static int(value: bigint | number): Decimal {
    const coefficient = BigInt(value)
    return digitsOf(coefficient) > MAX_DIGITS ? (limited(coefficient, 0) ?? Decimal.zero) : new Decimal(coefficient, 0, true)
  }

  static readonly zero = new Decimal(0n, 0, true)

  /** A Decimal; undefined when its magnitude is beyond 9.99E999. Below 1E-999 it is zero. */
  static of(coefficient: bigint, exponent: number): Decimal | undefined {
    return limited(coefficient, exponent)
  }

  /** A double-precision result; undefined for NaN and infinities. */
  static fromDouble(value: number): Decimal | undefined {
    if (!Number.isFinite(value)) return undefined
    const text = String(value)
    return Decimal.parse(/[.e]/.test(text) ? text : `${text}.0`)
  }

  /** Reads JSON notation, and the same with leading zeros. An Int when there is neither point nor exponent. */
  static parse(text: string): Decimal | undefined {
    const match = NUMBER.exec(text)
    if (match === null || text.length > 20_000) return undefined
    const [, sign = '', whole = '', fraction, power] = match
    const coefficient = BigInt(sign + whole + (fraction ?? ''))
    if (fraction === undefined && power === undefined) return Decimal.int(coefficient)
    return limited(coefficient, Number(power ?? 0) - (fraction?.length ?? 0))
  }

  static make(coefficient: bigint, exponent: number): Decimal {
    return new Decimal(coefficient, exponent, false)
  }

  get isZero(): boolean {
    return this.coefficient === 0n
  }

  /** The same value as an Int when it is whole and fits one, else this. */
  wholeAsInt(): Decimal {
    if (this.isInt) return this
    if (this.isZero) return Decimal.zero
    if (this.exponent >= 0) {
      return digitsOf(this.coefficient) + this.exponent > MAX_DIGITS ? this : Decimal.int(this.coefficient * tenTo(this.exponent))
    }
    if (-this.exponent > digitsOf(this.coefficient)) return this
    const unit = tenTo(-this.exponent)
    return this.coefficient % unit === 0n ? Decimal.int(this.coefficient / unit) : this
  }

  negate(): Decimal {
    return new Decimal(-this.coefficient, this.exponent, this.isInt)
  }

  abs(): Decimal {
    return this.coefficient < 0n ? this.negate() : this
  }

  sign(): -1 | 0 | 1 {
    if (this.coefficient === 0n) return 0
    return this.coefficient < 0n ? -1 : 1
  }

  compare(other: Decimal): number {
    if (this.sign() !== other.sign()) return this.sign() - other.sign()
    if (this.isZero) return 0
    const magnitude = this.#magnitude() - other.#magnitude()
    if (magnitude !== 0) return magnitude * this.sign()
    const exponent = Math.min(this.exponent, other.exponent)
    const left = this.#scaledTo(exponent)
    const right = other.#scaledTo(exponent)
    if (left === right) return 0
    return left < right ? -1 : 1
  }

  plus(other: Decimal): Decimal | undefined {
    // Operands too far apart to meet in 34 digits: the smaller one does not count.
    if (!this.isZero && !other.isZero && Math.abs(this.#magnitude() - other.#magnitude()) > 2 * MAX_DIGITS) {
      return this.#magnitude() > other.#magnitude() ? this : other
    }
    const exponent = Math.min(this.exponent, other.exponent)
    return this.#result(this.#scaledTo(exponent) + other.#scaledTo(exponent), exponent, other)
  }

  minus(other: Decimal): Decimal | undefined {
    return this.plus(other.negate())
  }

  times(other: Decimal): Decimal | undefined {
    return this.#result(this.coefficient * other.coefficient, this.exponent + other.exponent, other)
  }

  /** The quotient to 34 digits, an Int when both operands are and it is whole; undefined for division by zero (RUL-407). */
  dividedBy(other: Decimal): Decimal | undefined {
    if (other.isZero) return undefined
    if (this.isInt && other.isInt && this.coefficient % other.coefficient === 0n) return Decimal.int(this.coefficient / other.coefficient)
    const shift = Math.max(0, MAX_DIGITS + 2 + digitsOf(other.coefficient) - digitsOf(this.coefficient))
    const quotient = (this.coefficient * tenTo(shift)) / other.coefficient
    return limited(...withoutTrailingZeros(quotient, this.exponent - other.exponent - shift))
  }

  /** The remainder with the sign of the dividend; undefined for division by zero. */
  modulo(other: Decimal): Decimal | undefined {
    if (other.isZero) return undefined
    const exponent = Math.min(this.exponent, other.exponent)
    return this.#result(this.#scaledTo(exponent) % other.#scaledTo(exponent), exponent, other)
  }

  /** Toward negative infinity. */
  floor(): Decimal {
    const cut = this.truncate(0)
    return cut.compare(this) > 0 ? Decimal.int(cut.coefficient - 1n) : cut
  }

  /** Toward positive infinity. */
  ceil(): Decimal {
    return this.negate().floor().negate()
  }

  /** To the nearest Int, ties away from zero (RUL-647). */
  round(): Decimal {
    const half = Decimal.make(5n, -1)
    const rounded = this.abs().plus(half)?.truncate(0) ?? Decimal.zero
    return this.sign() < 0 ? rounded.negate() : rounded
  }

  /** Cuts to `places` decimal places, without trailing zeros; an Int for none. */
  truncate(places: number): Decimal {
    const drop = -this.exponent - places
    const kept = drop > 0 ? this.coefficient / tenTo(drop) : this.coefficient
    const exponent = drop > 0 ? -places : this.exponent
    if (places > 0 && !this.isInt) return Decimal.make(...withoutTrailingZeros(kept, exponent))
    return this.isInt ? this : new Decimal(kept * tenTo(Math.max(0, exponent)), 0, true)
  }

  toNumber(): number {
    return Number(`${this.coefficient.toString()}e${String(this.exponent)}`)
  }

  /** Standard notation for Ints and moderate Decimals, scientific notation for others (RUL-308). Always valid JSON. */
  toString(): string {
    const digits = (this.coefficient < 0n ? -this.coefficient : this.coefficient).toString()
    const sign = this.coefficient < 0n ? '-' : ''
    if (this.exponent === 0) return sign + digits
    const adjusted = this.exponent + digits.length - 1
    if (this.exponent < 0 && adjusted >= -6) {
      const padded = digits.padStart(1 - this.exponent, '0')
      return `${sign}${padded.slice(0, this.exponent)}.${padded.slice(this.exponent)}`
    }
    const mantissa = digits.length === 1 ? digits : `${digits.charAt(0)}.${digits.slice(1)}`
    return `${sign}${mantissa}E${adjusted < 0 ? '' : '+'}${String(adjusted)}`
  }

  #result(coefficient: bigint, exponent: number, other: Decimal): Decimal | undefined {
    return this.isInt && other.isInt ? Decimal.int(coefficient) : limited(coefficient, exponent)
  }

  /** The power of ten of the first digit. */
  #magnitude(): number {
    return digitsOf(this.coefficient) + this.exponent
  }

  #scaledTo(exponent: number): bigint {
    return this.coefficient * tenTo(this.exponent - exponent)
  }
}

/** Rounds to 34 digits, half up. */
function limited(coefficient: bigint, exponent: number): Decimal | undefined {
  const surplus = digitsOf(coefficient) - MAX_DIGITS
  if (surplus > 0) {
    const unit = tenTo(surplus)
    const half = coefficient < 0n ? -(unit / 2n) : unit / 2n
    return limited((coefficient + half) / unit, exponent + surplus)
  }
  if (coefficient === 0n) return Decimal.make(0n, Math.max(-MAX_DIGITS, Math.min(0, exponent)))
  const magnitude = exponent + digitsOf(coefficient) - 1
  if (magnitude > MAX_EXPONENT) return undefined
  return magnitude < -MAX_EXPONENT ? Decimal.make(0n, 0) : Decimal.make(coefficient, exponent)
}

function withoutTrailingZeros(coefficient: bigint, exponent: number): [bigint, number] {
  let kept = coefficient
  let power = exponent
  while (power < 0 && kept !== 0n && kept % 10n === 0n) {
    kept /= 10n
    power++
  }
  return kept === 0n ? [0n, 0] : [kept, power]
}

function digitsOf(coefficient: bigint): number {
  return (coefficient < 0n ? -coefficient : coefficient).toString().length
}

function tenTo(power: number): bigint {
  return 10n ** BigInt(power)
}
