/*
 * MD2 (RFC 1319), which current OpenSSL builds do not have any more (RUL-626). For compatibility only: it is no protection.
 */

const BLOCK_BYTES = 16
const ROUNDS = 18

/** The substitution table of the RFC: a shuffle of 0..255 drawn from the digits of pi, which are made here from their series on first use. */
let substitution: Uint8Array | undefined

/** The digest of `text` as lower-case hexadecimal digits. */
export function md2(text: string): string {
  const table = tableOnce()
  const padded = withPadding(Buffer.from(text, 'utf8'))
  const message = Buffer.concat([padded, checksumOf(padded, table)])
  const state = new Uint8Array(3 * BLOCK_BYTES)
  for (let start = 0; start < message.length; start += BLOCK_BYTES) {
    for (let i = 0; i < BLOCK_BYTES; i++) {
      const byte = message[start + i] ?? 0
      state[BLOCK_BYTES + i] = byte
      state[2 * BLOCK_BYTES + i] = byte ^ (state[i] ?? 0)
    }
    mix(state, table)
  }
  return Buffer.from(state.subarray(0, BLOCK_BYTES)).toString('hex')
}

function mix(state: Uint8Array, table: Uint8Array): void {
  let last = 0
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < state.length; i++) {
      last = (state[i] ?? 0) ^ (table[last] ?? 0)
      state[i] = last
    }
    last = (last + round) & 0xff
  }
}

/** Always adds bytes, each of the number of bytes added. */
function withPadding(bytes: Buffer): Buffer {
  const count = BLOCK_BYTES - (bytes.length % BLOCK_BYTES)
  return Buffer.concat([bytes, Buffer.alloc(count, count)])
}

function checksumOf(message: Buffer, table: Uint8Array): Uint8Array {
  const checksum = new Uint8Array(BLOCK_BYTES)
  let last = 0
  for (const [index, byte] of message.entries()) {
    const at = index % BLOCK_BYTES
    last = (checksum[at] ?? 0) ^ (table[byte ^ last] ?? 0)
    checksum[at] = last
  }
  return checksum
}

function tableOnce(): Uint8Array {
  substitution ??= substitutionFromPi()
  return substitution
}

/** Shuffles 0..255 with random numbers read from the decimal digits of pi: the way the table was drawn. */
function substitutionFromPi(): Uint8Array {
  const table = Uint8Array.from({ length: 256 }, (_, index) => index)
  const digits = digitsOfPi(800)
  let position = 0
  const below = (limit: number): number => {
    const width = limit > 100 ? 3 : limit > 10 ? 2 : 1
    const span = 10 ** width
    for (;;) {
      const number = Number(digits.slice(position, position + width))
      position += width
      if (number < limit * Math.floor(span / limit)) return number % limit
    }
  }
  for (let count = 2; count <= 256; count++) {
    const other = below(count)
    const moved = table[count - 1] ?? 0
    table[count - 1] = table[other] ?? 0
    table[other] = moved
  }
  return table
}

/** The first `count` decimal digits of pi, `314...`, by Machin's formula. */
function digitsOfPi(count: number): string {
  const unit = 10n ** BigInt(count + 10)
  const arccot = (x: bigint): bigint => {
    let term = unit / x
    let sum = term
    for (let n = 3n, sign = -1n; term !== 0n; n += 2n, sign = -sign) {
      term /= x * x
      sum += (sign * term) / n
    }
    return sum
  }
  return (4n * (4n * arccot(5n) - arccot(239n))).toString().slice(0, count)
}
