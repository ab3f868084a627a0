import type { Clock } from '@iot-core-local/core'
import { tooManyRequests } from '../errors.js'

export interface RequestRateOptions {
  /** Shadow requests in a second for one thing; undefined for no limit. */
  readonly perThing: number | undefined
  /** Shadow requests in a second altogether; undefined for no limit. */
  readonly perAccount: number | undefined
}

/** Counts the shadow requests of the running second, of all kinds and both edges together (SHD-094). Without limits it counts nothing. */
export class RequestRate {
  readonly #clock: Clock
  readonly #perThing: number | undefined
  readonly #perAccount: number | undefined
  readonly #ofThing = new Map<string, number>()
  #ofAccount = 0
  #second = 0

  constructor(clock: Clock, { perThing, perAccount }: RequestRateOptions) {
    this.#clock = clock
    this.#perThing = perThing
    this.#perAccount = perAccount
  }

  /** Counts one request; refused ones do not count. @throws ThrottlingException above a limit. */
  take(thingName: string): void {
    if (this.#perThing === undefined && this.#perAccount === undefined) return
    this.#turn()
    const ofThing = this.#ofThing.get(thingName) ?? 0
    if (ofThing >= (this.#perThing ?? Infinity) || this.#ofAccount >= (this.#perAccount ?? Infinity)) throw tooManyRequests()
    this.#ofThing.set(thingName, ofThing + 1)
    this.#ofAccount++
  }

  #turn(): void {
    const second = Math.floor(this.#clock.now() / 1_000)
    if (second === this.#second) return
    this.#second = second
    this.#ofThing.clear()
    this.#ofAccount = 0
  }
}
