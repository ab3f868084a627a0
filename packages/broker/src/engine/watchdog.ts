import type { TimerHandle, Timers } from '@iot-core-local/core'
import { STALLED_READER_MS } from '../limits.js'

/** What a watchdog needs to see of its connection. */
export interface Watched {
  /** Whether nothing can be heard because nothing is read. */
  isPaused(): boolean
  /** Whether senders are held for this connection, and how much it has taken so far. */
  isBlocked(): boolean
  writtenBytes(): number
  onSilence(limitMs: number): void
  onStall(): void
}

/** Watches one connection in real time: is it heard of, does it take what it is sent? One timer each, however many packets pass. */
export class Watchdog {
  readonly #timers: Timers
  readonly #watched: Watched
  #lastHeardMs = 0
  #silence: TimerHandle | undefined
  #stall: TimerHandle | undefined

  constructor(timers: Timers, watched: Watched) {
    this.#timers = timers
    this.#watched = watched
  }

  heard(): void {
    this.#lastHeardMs = this.#timers.now()
  }

  /** From now on silence of `limitMs` is reported (BRK-037). */
  expectSound(limitMs: number): void {
    this.heard()
    this.#watchSilence(limitMs)
  }

  /** From now on it is reported when the connection takes nothing for {@link STALLED_READER_MS}, until it is not blocked any more. */
  expectProgress(): void {
    const before = this.#watched.writtenBytes()
    this.#stall?.cancel()
    this.#stall = this.#timers.after(STALLED_READER_MS, () => {
      if (!this.#watched.isBlocked()) return
      if (this.#watched.writtenBytes() === before) this.#watched.onStall()
      else this.expectProgress()
    })
  }

  expectNoProgress(): void {
    this.#stall?.cancel()
  }

  stop(): void {
    this.#silence?.cancel()
    this.#stall?.cancel()
  }

  #watchSilence(limitMs: number): void {
    this.#silence = this.#timers.at(this.#lastHeardMs + limitMs, () => {
      if (this.#watched.isPaused()) this.heard()
      if (this.#timers.now() - this.#lastHeardMs < limitMs) this.#watchSilence(limitMs)
      else this.#watched.onSilence(limitMs)
    })
  }
}
