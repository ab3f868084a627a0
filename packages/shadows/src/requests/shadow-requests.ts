import type { Clock, EventBus, Store } from '@iot-core-local/core'
import type { ShadowAddress } from '../shadow-address.js'
import type { RequestRate } from './request-rate.js'
import type { ShadowStore } from '../store/shadow-store.js'

/** What the requests work on. */
export interface RequestContext {
  readonly store: Store
  readonly shadows: ShadowStore
  readonly clock: Clock
  readonly events: EventBus
  readonly rate: RequestRate
  readonly maxDocumentBytes: number
  readonly maxNestingLevels: number
  /** Told after each delete when its counter is to be forgotten. */
  readonly onBuried: (forgetAtMs: number) => void
}

/** What an accepted request leads to; payloads are JSON text. */
export interface Answer {
  /** The HTTP body, and the payload of `.../accepted`. */
  readonly accepted: string
  /** Of an update: the payload of `.../delta`, where something differs (SHD-106). */
  readonly delta?: string | undefined
  /** Of an update: the payload of `.../documents`. */
  readonly documents?: string
}

/** The middle of both edges: a request that was read, for one shadow. Throws a ServiceError where AWS refuses. */
export type ShadowRequest = (context: RequestContext, address: ShadowAddress, request: unknown) => Answer

/** The `timestamp` of answers: whole seconds since the epoch. */
export function epochSeconds(clock: Clock): number {
  return Math.floor(clock.now() / 1_000)
}
