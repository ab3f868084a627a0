import { DueQueue } from './due-queue.js'
import type { ControllableTimers, Milliseconds, TimerHandle, TimerWork } from './timers.js'

export interface VirtualTimersOptions {
  /** `manual` starts frozen; `system` runs with the machine's clock until it is frozen or advanced. */
  readonly mode: 'system' | 'manual'
  /** Where a manual clock starts, in epoch milliseconds. Default: the machine's now. */
  readonly startMs?: Milliseconds
  /** Called with what work threw. Default: rethrown on the next turn, which ends the process. */
  readonly onError?: (error: unknown) => void
}

/** The longest delay that Node's timers hold (2^31 - 1 ms); longer ones are waited for in stretches. */
const MAX_PROCESS_DELAY_MS = 2_147_483_647

/** How many idle turns of the event loop count as rest: replies cross a few `setImmediate` hops on their way out. */
const IDLE_TURNS = 3

/** Makes timers that run with the machine's clock or by hand, and may change over at any time. */
export function createTimers(options: VirtualTimersOptions): ControllableTimers {
  return new VirtualTimers(options)
}

class VirtualTimers implements ControllableTimers {
  readonly #queue = new DueQueue()
  readonly #tracked = new Set<Promise<unknown>>()
  readonly #onError: (error: unknown) => void
  #frozenAtMs: Milliseconds | undefined
  #offsetMs = 0
  #processTimer: NodeJS.Timeout | undefined
  #isRunning = false
  #isClosed = false

  constructor(options: VirtualTimersOptions) {
    this.#onError = options.onError ?? rethrowLater
    if (options.mode === 'manual') this.#frozenAtMs = options.startMs ?? Date.now()
  }

  get isFrozen(): boolean {
    return this.#frozenAtMs !== undefined
  }

  now(): Milliseconds {
    return this.#frozenAtMs ?? Date.now() + this.#offsetMs
  }

  at(dueMs: Milliseconds, work: TimerWork): TimerHandle {
    if (this.#isClosed) return { cancel: () => undefined }
    const entry = this.#queue.add(dueMs, work)
    this.#arm()
    return {
      cancel: () => {
        this.#queue.cancel(entry)
      },
    }
  }

  after(delayMs: Milliseconds, work: TimerWork): TimerHandle {
    return this.at(this.now() + delayMs, work)
  }

  track<T>(work: Promise<T>): Promise<T> {
    const settled: Promise<unknown> = work.then(
      () => this.#tracked.delete(settled),
      () => this.#tracked.delete(settled),
    )
    this.#tracked.add(settled)
    return work
  }

  freeze(atMs: Milliseconds = this.now()): void {
    this.#frozenAtMs = atMs
    this.#disarm()
  }

  resume(): void {
    if (this.#frozenAtMs === undefined) return
    this.#offsetMs = this.#frozenAtMs - Date.now()
    this.#frozenAtMs = undefined
    this.#arm()
  }

  async advance(byMs: Milliseconds): Promise<void> {
    if (!Number.isFinite(byMs) || byMs < 0) throw new RangeError(`The clock can only move forward, not by ${String(byMs)} ms.`)
    const wasFrozen = this.isFrozen
    const targetMs = this.now() + byMs
    if (!wasFrozen) this.freeze()
    await this.rest()
    for (let next = this.#queue.peek(); next !== undefined && next.dueMs <= targetMs; next = this.#queue.peek()) {
      this.#queue.take()
      this.#frozenAtMs = Math.max(this.now(), next.dueMs)
      await this.#run(next.work)
      await this.rest()
    }
    this.#frozenAtMs = Math.max(this.now(), targetMs)
    if (!wasFrozen) this.resume()
  }

  async rest(): Promise<void> {
    for (let idle = 0; idle < IDLE_TURNS; idle++) {
      if (this.#tracked.size > 0) {
        await Promise.allSettled(this.#tracked)
        idle = -1
      }
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
  }

  close(): void {
    this.#isClosed = true
    this.#queue.clear()
    this.#disarm()
  }

  #arm(): void {
    if (this.isFrozen || this.#isRunning || this.#isClosed) return
    this.#disarm()
    const next = this.#queue.peek()
    if (next === undefined) return
    const delayMs = Math.min(Math.max(0, next.dueMs - this.now()), MAX_PROCESS_DELAY_MS)
    this.#processTimer = setTimeout(() => {
      this.#runDue()
    }, delayMs)
    // Pending work alone never keeps a process alive: listeners do.
    this.#processTimer.unref()
  }

  #disarm(): void {
    clearTimeout(this.#processTimer)
    this.#processTimer = undefined
  }

  #runDue(): void {
    this.#isRunning = true
    try {
      for (let next = this.#queue.peek(); next !== undefined && !this.isFrozen && next.dueMs <= this.now(); next = this.#queue.peek()) {
        this.#queue.take()
        const running = this.#run(next.work)
        if (running !== undefined) void this.track(running)
      }
    } finally {
      this.#isRunning = false
      this.#arm()
    }
  }

  #run(work: TimerWork): Promise<void> | undefined {
    try {
      const running = work()
      return running === undefined ? undefined : running.catch(this.#onError)
    } catch (error) {
      this.#onError(error)
      return undefined
    }
  }
}

function rethrowLater(error: unknown): void {
  setImmediate(() => {
    throw error
  })
}
