/** A point in time or a span, in milliseconds. Epoch values count from 1970-01-01T00:00:00Z. */
export type Milliseconds = number

/** The only source of "now". */
export interface Clock {
  /** The current time in epoch milliseconds. */
  now(): Milliseconds
}

export interface TimerHandle {
  /** Forgets the work. Does nothing when it already ran. */
  cancel(): void
}

/** What a timer runs. A returned promise is waited for by {@link ControllableTimers.advance}. */
export type TimerWork = () => void | Promise<void>

/** The only source of delays. Work runs in order of its due time, work of the same due time in order of scheduling. */
export interface Timers extends Clock {
  /** Runs `work` once when the clock reaches `dueMs` (epoch milliseconds); a due time in the past means: on the next turn. */
  at(dueMs: Milliseconds, work: TimerWork): TimerHandle
  /** Runs `work` once, `delayMs` from now. */
  after(delayMs: Milliseconds, work: TimerWork): TimerHandle
  /**
   * Says that `work` belongs to what is running now, so that `advance` resolves only after it has settled.
   * Returns the same promise. A rejection stays the caller's to handle.
   */
  track<T>(work: Promise<T>): Promise<T>
}

/** Timers whose clock can be held still and moved. */
export interface ControllableTimers extends Timers {
  readonly isFrozen: boolean
  /** Stops the clock at `atMs` (default: now). Due work then runs only through `advance`. */
  freeze(atMs?: Milliseconds): void
  /** Lets the clock run on from where it is. */
  resume(): void
  /**
   * Moves the clock forward by `byMs`, running everything that falls due on the way, in order and at its own due time,
   * and resolves when the work it caused has come to rest.
   * @throws RangeError when `byMs` is negative or not finite: the clock never goes back.
   */
  advance(byMs: Milliseconds): Promise<void>
  /** Resolves when all tracked work has settled and the event loop has nothing more of it to run. */
  rest(): Promise<void>
  /** Forgets all pending work and releases the process timer. */
  close(): void
}
