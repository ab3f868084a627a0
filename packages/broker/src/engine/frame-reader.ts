/*
 * Cuts a byte stream into MQTT control packets. A packet that arrives in pieces is joined once, when its last byte is there, so a client
 * that sends byte by byte costs no more than one that does not.
 */

export const FrameStatus = { incomplete: 0, complete: 1, malformed: 2, tooLarge: 3 } as const
export type FrameStatus = (typeof FrameStatus)[keyof typeof FrameStatus]

const EMPTY = Buffer.alloc(0)

/** After `next()` has returned `complete`, `bytes` from `start` to `end` is one packet whose variable header begins at `bodyStart`. */
export class FrameReader {
  bytes: Buffer = EMPTY
  start = 0
  bodyStart = 0
  end = 0
  /** The longest remaining length that is accepted, in bytes. */
  limitBytes: number
  readonly #later: Buffer[] = []
  #laterBytes = 0
  #missingBytes = 0

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes
  }

  push(chunk: Buffer): void {
    if (this.end === this.bytes.length && this.#laterBytes === 0) {
      this.bytes = chunk
      this.start = this.end = 0
      return
    }
    this.#later.push(chunk)
    this.#laterBytes += chunk.length
    if (this.#laterBytes < this.#missingBytes) return
    this.bytes = Buffer.concat([this.bytes.subarray(this.end), ...this.#later])
    this.start = this.end = 0
    this.#later.length = 0
    this.#laterBytes = 0
    this.#missingBytes = 0
  }

  next(): FrameStatus {
    const bytes = this.bytes
    const start = this.end
    let position = start + 1
    let length = 0
    let scale = 1
    for (;;) {
      const byte = bytes[position]
      if (byte === undefined) return this.#wait(1)
      position++
      length += (byte & 0x7f) * scale
      if (byte < 0x80) break
      // [MQTT-1.5.5-1] at most four bytes
      if (scale === 2_097_152) return FrameStatus.malformed
      scale *= 128
    }
    if (length > this.limitBytes) return FrameStatus.tooLarge
    const end = position + length
    if (end > bytes.length) return this.#wait(end - bytes.length)
    this.start = start
    this.bodyStart = position
    this.end = end
    return FrameStatus.complete
  }

  #wait(missingBytes: number): FrameStatus {
    this.#missingBytes = missingBytes
    if (this.#laterBytes < missingBytes) return FrameStatus.incomplete
    const chunk = Buffer.concat(this.#later)
    this.#later.length = 0
    this.#laterBytes = 0
    this.bytes = Buffer.concat([this.bytes.subarray(this.end), chunk])
    this.start = this.end = 0
    this.#missingBytes = 0
    return this.next()
  }
}
