import type { Milliseconds, TimerWork } from './timers.js'

export interface DueEntry {
  readonly dueMs: Milliseconds
  readonly order: number
  readonly work: TimerWork
  isCancelled: boolean
}

/** A binary min-heap of entries by due time, then by order of arrival. Cancelled entries are dropped when they reach the top. */
export class DueQueue {
  readonly #heap: DueEntry[] = []
  #order = 0
  #cancelledCount = 0

  add(dueMs: Milliseconds, work: TimerWork): DueEntry {
    const entry: DueEntry = { dueMs, order: this.#order++, work, isCancelled: false }
    this.#heap.push(entry)
    this.#up(this.#heap.length - 1)
    return entry
  }

  cancel(entry: DueEntry): void {
    if (entry.isCancelled) return
    entry.isCancelled = true
    // Without this, work that is scheduled and cancelled over and over (one timeout per request) would pile up until its due time.
    if (++this.#cancelledCount > 64 && this.#cancelledCount * 2 > this.#heap.length) this.#sweep()
  }

  /** The earliest entry that still counts, left in the queue. */
  peek(): DueEntry | undefined {
    for (;;) {
      const top = this.#heap[0]
      if (top === undefined || !top.isCancelled) return top
      this.#removeTop()
      this.#cancelledCount--
    }
  }

  take(): DueEntry | undefined {
    const top = this.peek()
    if (top !== undefined) {
      this.#removeTop()
      top.isCancelled = true
    }
    return top
  }

  clear(): void {
    this.#heap.length = 0
    this.#cancelledCount = 0
  }

  #sweep(): void {
    const live = this.#heap.filter((entry) => !entry.isCancelled).sort((a, b) => this.#compare(a, b))
    this.#heap.length = 0
    this.#heap.push(...live)
    this.#cancelledCount = 0
  }

  #removeTop(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#down(0)
  }

  #compare(a: DueEntry, b: DueEntry): number {
    return a.dueMs - b.dueMs || a.order - b.order
  }

  #up(start: number): void {
    let index = start
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#swapIfBefore(index, parent)) return
      index = parent
    }
  }

  #down(start: number): void {
    let index = start
    for (;;) {
      const left = index * 2 + 1
      const leftEntry = this.#heap[left]
      if (leftEntry === undefined) return
      const rightEntry = this.#heap[left + 1]
      const child = rightEntry !== undefined && this.#compare(rightEntry, leftEntry) < 0 ? left + 1 : left
      if (!this.#swapIfBefore(child, index)) return
      index = child
    }
  }

  #swapIfBefore(lower: number, upper: number): boolean {
    const a = this.#heap[lower]
    const b = this.#heap[upper]
    if (a === undefined || b === undefined || this.#compare(a, b) >= 0) return false
    this.#heap[lower] = b
    this.#heap[upper] = a
    return true
  }
}
