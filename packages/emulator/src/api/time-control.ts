import type { ControllableTimers } from '@iot-core-local/core'
import { type Duration, durationMs } from './duration.js'

/** The emulator's clock: job timeouts, deletion rules, event timestamps and all other delays follow it. */
export interface TimeControl {
  now(): Date
  readonly isFrozen: boolean
  /** Stops the clock at `at`, by default now. */
  freeze(at?: Date): void
  resume(): void
  /** Moves the clock forward. Everything that falls due on the way has happened, messages sent, when this resolves. @throws RangeError for a negative span. */
  advance(by: Duration): Promise<void>
}

export function timeControlOf(timers: ControllableTimers): TimeControl {
  return {
    now: () => new Date(timers.now()),
    get isFrozen() {
      return timers.isFrozen
    },
    freeze: (at) => timers.freeze(at?.getTime()),
    resume: () => timers.resume(),
    advance: (by) => timers.advance(durationMs(by)),
  }
}
