import type { Duplex } from 'node:stream'
import { FrameStatus, type FrameReader } from './frame-reader.js'
import type { SenderHold } from './sender-hold.js'

/** What becomes of the packets that an {@link Intake} cuts out of its stream. */
export interface PacketTaker {
  hasEnded(): boolean
  /** The packet at the reader. A promise while the one behind it has to wait. */
  packet(): void | Promise<void>
  /** The next packet has no valid length, or one over the limit. */
  unreadable(isTooLarge: boolean): void
  /** Taking a packet failed for a reason of our own. */
  failed(error: unknown): void
}

/** Takes packets off one connection's stream, one after the other, and stops reading while one of them or a slow reader elsewhere is waited for. */
export class Intake {
  readonly #stream: Duplex
  readonly #reader: FrameReader
  readonly #hold: SenderHold
  readonly #taker: PacketTaker
  #isBusy = false
  #isProcessing = false
  #isPaused = false

  constructor(stream: Duplex, reader: FrameReader, hold: SenderHold, taker: PacketTaker) {
    this.#stream = stream
    this.#reader = reader
    this.#hold = hold
    this.#taker = taker
  }

  /** Whether nothing can be heard because nothing is read. */
  get isPaused(): boolean {
    return this.#isPaused
  }

  push(chunk: Buffer): void {
    this.#reader.push(chunk)
    this.process()
  }

  /** Takes the packets that are there, as far as nothing is waited for. */
  process(): void {
    if (this.#isProcessing) return
    this.#isProcessing = true
    try {
      while (!this.#isBusy && !this.#hold.isHeld && !this.#taker.hasEnded()) {
        const status = this.#reader.next()
        if (status === FrameStatus.incomplete) break
        if (status !== FrameStatus.complete) {
          this.#taker.unreadable(status === FrameStatus.tooLarge)
          break
        }
        const pending = this.#taker.packet()
        if (pending !== undefined) this.#wait(pending)
      }
    } catch (error) {
      this.#taker.failed(error)
    } finally {
      this.#isProcessing = false
    }
    const mustPause = !this.#taker.hasEnded() && (this.#isBusy || this.#hold.isHeld)
    if (mustPause === this.#isPaused) return
    this.#isPaused = mustPause
    if (mustPause) this.#stream.pause()
    else this.#stream.resume()
  }

  #wait(pending: Promise<void>): void {
    this.#isBusy = true
    pending.then(
      () => {
        this.#isBusy = false
        this.process()
      },
      (error: unknown) => {
        this.#isBusy = false
        this.#taker.failed(error)
      },
    )
  }
}
