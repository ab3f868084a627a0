/** One thing that a provisioning attempt did, in order: what a person reads to see where it went wrong. */
export interface Step {
  readonly step: string
  /** What it was done to: a logical id, a name, an id. */
  readonly subject: string
  readonly outcome: 'created' | 'reused' | 'changed' | 'kept' | 'attached' | 'passed' | 'failed'
  readonly note?: string
}

/** Collects the steps of one attempt. */
export class Trace {
  readonly #steps: Step[] = []
  readonly #facts: Record<string, unknown> = {}

  add(step: string, subject: string, outcome: Step['outcome'], note?: string): void {
    this.#steps.push({ step, subject, outcome, ...(note === undefined ? {} : { note }) })
  }

  fact(name: string, value: unknown): void {
    this.#facts[name] = value
  }

  get length(): number {
    return this.#steps.length
  }

  /** The steps in a few words each, for a log line: `thing sensor-1 created, policy p reused`. */
  get line(): string {
    return this.#steps.map(({ step, subject, outcome }) => `${step} ${subject} ${outcome}`).join(', ')
  }

  /** The record's details. @param keptSteps how many steps stand; those after them were undone with the transaction. */
  details(keptSteps?: number): Readonly<Record<string, unknown>> {
    const undone = keptSteps === undefined ? [] : this.#steps.slice(keptSteps).filter(({ outcome }) => DOING.has(outcome))
    return { ...this.#facts, steps: [...this.#steps], rolledBack: undone }
  }
}

const DOING: ReadonlySet<Step['outcome']> = new Set(['created', 'changed', 'attached'])

/** Parameters as a record shows them: long values, such as signing requests, are cut. */
export function shownParameters(parameters: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries([...parameters].map(([name, value]) => [name, value.length <= 200 ? value : `${value.slice(0, 200)}...`]))
}
