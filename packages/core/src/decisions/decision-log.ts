import type { Logger } from '../log/logger.js'
import type { Clock } from '../time/timers.js'
import type { CountedDecision, DecisionInput, DecisionKind, DecisionRecord } from './decision.js'

export interface DecisionFilter {
  readonly kind?: DecisionKind
  readonly outcome?: DecisionRecord['outcome']
  readonly clientId?: string
  readonly principalId?: string
  readonly reason?: string
  /** Only records with a greater id: the cursor for paging on. */
  readonly afterId?: number
  /** At most so many, the newest ones. Default 100. */
  readonly limit?: number
}

/** The bounded memory of what was decided and why. */
export interface DecisionLog {
  record(decision: DecisionInput): CountedDecision
  /** Matching records, oldest first. */
  find(filter?: DecisionFilter): DecisionRecord[]
  /** Calls `listener` for each new record. Returns what ends it. */
  onRecord(listener: (record: DecisionRecord) => void): () => void
  clear(): void
}

export interface DecisionLogOptions {
  readonly clock: Clock
  readonly log: Logger
  /** How many records are kept; older ones go first. Default 2,000. */
  readonly capacity?: number
}

const DEFAULT_CAPACITY = 2_000
const DEFAULT_LIMIT = 100

export function createDecisionLog(options: DecisionLogOptions): DecisionLog {
  return new RingDecisionLog(options)
}

class CountedRecord implements CountedDecision {
  readonly decision: DecisionInput
  readonly id: number
  readonly timestampMs: number
  readonly #clock: Clock
  count = 1
  #lastTimestampMs: number

  constructor(decision: DecisionInput, id: number, clock: Clock) {
    this.decision = decision
    this.id = id
    this.#clock = clock
    this.timestampMs = clock.now()
    this.#lastTimestampMs = this.timestampMs
  }

  again(): void {
    this.count++
    this.#lastTimestampMs = this.#clock.now()
  }

  view(): DecisionRecord {
    return { id: this.id, timestampMs: this.timestampMs, ...this.decision, count: this.count, lastTimestampMs: this.#lastTimestampMs }
  }
}

class RingDecisionLog implements DecisionLog {
  readonly #clock: Clock
  readonly #log: Logger
  readonly #capacity: number
  readonly #ring: CountedRecord[] = []
  readonly #listeners = new Set<(record: DecisionRecord) => void>()
  #nextId = 1

  constructor(options: DecisionLogOptions) {
    this.#clock = options.clock
    this.#log = options.log
    this.#capacity = options.capacity ?? DEFAULT_CAPACITY
  }

  record(decision: DecisionInput): CountedDecision {
    const record = new CountedRecord(decision, this.#nextId++, this.#clock)
    this.#ring[(record.id - 1) % this.#capacity] = record
    if (decision.outcome !== 'allowed') {
      const { explanation, details: _details, ...facts } = decision
      this.#log.info(facts, explanation)
    }
    for (const listener of this.#listeners) listener(record.view())
    return record
  }

  find(filter: DecisionFilter = {}): DecisionRecord[] {
    const limit = filter.limit ?? DEFAULT_LIMIT
    const found: DecisionRecord[] = []
    const oldestId = Math.max(1, this.#nextId - this.#capacity, (filter.afterId ?? 0) + 1)
    for (let id = this.#nextId - 1; id >= oldestId && found.length < limit; id--) {
      const record = this.#ring[(id - 1) % this.#capacity]
      if (record !== undefined && matches(record.decision, filter)) found.push(record.view())
    }
    return found.reverse()
  }

  onRecord(listener: (record: DecisionRecord) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  clear(): void {
    this.#ring.length = 0
  }
}

function matches(decision: DecisionInput, filter: DecisionFilter): boolean {
  return (
    (filter.kind === undefined || decision.kind === filter.kind) &&
    (filter.outcome === undefined || decision.outcome === filter.outcome) &&
    (filter.clientId === undefined || decision.clientId === filter.clientId) &&
    (filter.principalId === undefined || decision.principalId === filter.principalId) &&
    (filter.reason === undefined || decision.reason === filter.reason)
  )
}
