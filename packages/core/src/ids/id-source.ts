import { createHash, randomBytes } from 'node:crypto'

/** The only source of identifiers and jitter. Seeded, it yields the same sequence in every run. */
export interface IdSource {
  /** `size` bytes. */
  bytes(size: number): Buffer
  /** A version 4 UUID in lower case. */
  uuid(): string
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string
  /** `length` characters out of `a-z0-9`, for endpoint prefixes and names. */
  alphanumeric(length: number): string
  /** A number in [0, 1). */
  fraction(): number
}

/** Makes an id source: random, or repeatable from `seed`. Never use a seeded one where a secret is needed. */
export function createIdSource(seed?: string): IdSource {
  return new Ids(seed === undefined ? randomBytes : seededBytes(seed))
}

class Ids implements IdSource {
  readonly #source: (size: number) => Buffer

  constructor(source: (size: number) => Buffer) {
    this.#source = source
  }

  bytes(size: number): Buffer {
    return this.#source(size)
  }

  uuid(): string {
    const bytes = this.#source(16)
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
    const hex = bytes.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }

  hex(length: number): string {
    return this.#source(Math.ceil(length / 2))
      .toString('hex')
      .slice(0, length)
  }

  alphanumeric(length: number): string {
    const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'
    let text = ''
    for (const byte of this.#source(length)) text += alphabet.charAt(byte % alphabet.length)
    return text
  }

  fraction(): number {
    return this.#source(6).readUIntBE(0, 6) / 2 ** 48
  }
}

/** SHA-256 in counter mode over the seed. */
function seededBytes(seed: string): (size: number) => Buffer {
  let counter = 0
  let pool = Buffer.alloc(0)
  return (size) => {
    while (pool.length < size) {
      pool = Buffer.concat([
        pool,
        createHash('sha256')
          .update(`${seed}/${String(counter++)}`)
          .digest(),
      ])
    }
    const taken = Buffer.from(pool.subarray(0, size))
    pool = pool.subarray(size)
    return taken
  }
}
