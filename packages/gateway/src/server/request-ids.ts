import type { IdSource } from '@iot-core-local/core'

const ID_BYTES = 16
const IDS_PER_DRAW = 128

/** Makes request ids: version 4 UUIDs. Randomness is drawn for many at once, because a draw costs more than the id made of it. */
export class RequestIds {
  readonly #ids: IdSource
  #pool: Buffer = Buffer.alloc(0)
  #offset = 0

  constructor(ids: IdSource) {
    this.#ids = ids
  }

  next(): string {
    if (this.#offset >= this.#pool.length) {
      this.#pool = this.#ids.bytes(ID_BYTES * IDS_PER_DRAW)
      this.#offset = 0
    }
    const at = this.#offset
    this.#offset += ID_BYTES
    this.#pool.writeUInt8((this.#pool.readUInt8(at + 6) & 0x0f) | 0x40, at + 6)
    this.#pool.writeUInt8((this.#pool.readUInt8(at + 8) & 0x3f) | 0x80, at + 8)
    const hex = this.#pool.toString('hex', at, at + ID_BYTES)
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
}
