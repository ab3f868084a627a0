import type { Duplex } from 'node:stream'
import { HOLD_SENDERS_BYTES } from '../limits.js'
import type { TurnEnd } from './turn.js'

const CHUNK_BYTES = 32_768
const MAX_IDLE_CHUNKS = 256
const LARGE_BYTES = 8_192
/** Packets gathered beyond this are handed to the stream before the turn ends, so that the bounds see them. */
const GATHERED_BYTES = 1_048_576

/** Chunks between uses, shared by the connections of a broker. */
export class ChunkPool {
  readonly #idle: Buffer[] = []

  take(): Buffer {
    return this.#idle.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES)
  }

  give(chunk: Buffer): void {
    if (this.#idle.length < MAX_IDLE_CHUNKS) this.#idle.push(chunk)
  }
}

export interface OutboxEvents {
  /** What was gathered so far is with the stream. */
  flushed(): void
  /** More than the bound waits for this reader. */
  overflow(pendingBytes: number): void
  /** Senders are held for this reader from now on. */
  blocked(): void
  /** They are not any more. */
  unblocked(): void
}

/** Gathers the packets that one connection is sent during a turn of the event loop into one write. */
export class Outbox {
  isBlocked = false
  /** Bytes that the stream has taken for good; whoever waits for progress compares it. */
  writtenBytes = 0
  readonly #stream: Duplex
  readonly #turn: TurnEnd
  readonly #pool: ChunkPool
  readonly #limitBytes: number
  readonly #events: OutboxEvents
  #full: Buffer[] = []
  #chunk: Buffer | undefined
  #used = 0
  #gatheredBytes = 0
  #pendingBytes = 0
  #isScheduled = false

  constructor(stream: Duplex, turn: TurnEnd, pool: ChunkPool, limitBytes: number, events: OutboxEvents) {
    this.#stream = stream
    this.#turn = turn
    this.#pool = pool
    this.#limitBytes = limitBytes
    this.#events = events
  }

  /** Appends `bytes` from `start` to `end`, with `packetId` written over the two bytes at `start + idOffset` when `idOffset` is not negative. */
  append(bytes: Buffer, start: number, end: number, idOffset = -1, packetId = 0): void {
    const length = end - start
    if (length > LARGE_BYTES) {
      this.#appendLarge(bytes, start, end, idOffset, packetId)
    } else {
      let chunk = this.#chunk
      let used = this.#used
      if (chunk === undefined || used + length > CHUNK_BYTES) {
        this.#closeChunk()
        chunk = this.#chunk = this.#pool.take()
        used = 0
      }
      bytes.copy(chunk, used, start, end)
      if (idOffset >= 0) {
        chunk[used + idOffset] = packetId >>> 8
        chunk[used + idOffset + 1] = packetId & 0xff
      }
      this.#used = used + length
    }
    this.#gatheredBytes += length
    if (this.#gatheredBytes > GATHERED_BYTES) this.flush()
    else if (!this.#isScheduled) {
      this.#isScheduled = true
      this.#turn.flushLater(this)
    }
  }

  appendPacket(packet: Buffer): void {
    this.append(packet, 0, packet.length)
  }

  flush(): void {
    this.#isScheduled = false
    if (this.#gatheredBytes === 0 || this.#stream.destroyed || this.#stream.writableEnded) {
      this.#forget()
      return
    }
    this.#pendingBytes += this.#gatheredBytes
    this.#gatheredBytes = 0
    const isMany = this.#full.length > 0
    if (isMany) this.#stream.cork()
    for (const chunk of this.#full) this.#write(chunk, undefined)
    this.#full.length = 0
    if (this.#chunk !== undefined) {
      const chunk = this.#chunk
      this.#chunk = undefined
      this.#write(chunk.subarray(0, this.#used), chunk)
      this.#used = 0
    }
    if (isMany) this.#stream.uncork()
    this.#events.flushed()
    if (this.#pendingBytes > this.#limitBytes) this.#events.overflow(this.#pendingBytes)
    else if (this.#pendingBytes > HOLD_SENDERS_BYTES && !this.isBlocked) {
      this.isBlocked = true
      this.#events.blocked()
    }
  }

  #appendLarge(bytes: Buffer, start: number, end: number, idOffset: number, packetId: number): void {
    this.#closeChunk()
    const own = idOffset < 0 ? bytes.subarray(start, end) : Buffer.from(bytes.subarray(start, end))
    if (idOffset >= 0) own.writeUInt16BE(packetId, idOffset)
    this.#full.push(own)
  }

  #closeChunk(): void {
    if (this.#chunk === undefined) return
    this.#full.push(this.#chunk.subarray(0, this.#used))
    this.#chunk = undefined
    this.#used = 0
  }

  #write(bytes: Buffer, chunk: Buffer | undefined): void {
    this.#stream.write(bytes, (error) => {
      // After an error the stream may still refer to the bytes, so only a written chunk is used again.
      if (chunk !== undefined && !(error instanceof Error)) this.#pool.give(chunk)
      this.#pendingBytes -= bytes.length
      this.writtenBytes += bytes.length
      if (this.isBlocked && this.#pendingBytes <= HOLD_SENDERS_BYTES / 2) {
        this.isBlocked = false
        this.#events.unblocked()
      }
    })
  }

  #forget(): void {
    this.#gatheredBytes = 0
    this.#full.length = 0
    this.#chunk = undefined
    this.#used = 0
  }
}
