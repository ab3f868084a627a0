import type { BoundStatement } from './bound-policies.js'
import type { Glob } from './glob.js'

interface Entry {
  readonly statement: BoundStatement
  readonly glob: Glob
  /** Position among the statements. */
  readonly order: number
}

/**
 * Finds the first statement that applies to a resource. Patterns are filed under the text they begin with, so that a question meets
 * only those whose beginning it shares, however many statements there are.
 */
export class StatementIndex {
  /** Entries by literal beginning, for each length that beginnings have. */
  readonly #byLength = new Map<number, Map<string, Entry[]>>()
  /** Statements with `NotResource`, which apply to what they do not name. */
  readonly #exceptions: { readonly statement: BoundStatement; readonly order: number }[] = []

  constructor(statements: readonly BoundStatement[]) {
    for (const [order, statement] of statements.entries()) {
      if (statement.isNotResource) this.#exceptions.push({ statement, order })
      else for (const glob of statement.globs) this.#file({ statement, glob, order })
    }
  }

  first(resource: string): BoundStatement | undefined {
    let best: BoundStatement | undefined
    let bestOrder = Infinity
    for (const [length, byBeginning] of this.#byLength) {
      const entries = byBeginning.get(resource.slice(0, length))
      if (entries === undefined) continue
      for (const { statement, glob, order } of entries) {
        if (order >= bestOrder || !glob.matches(resource) || !statement.conditionsHold()) continue
        best = statement
        bestOrder = order
      }
    }
    for (const { statement, order } of this.#exceptions) {
      if (order >= bestOrder || !statement.applies(resource)) continue
      best = statement
      bestOrder = order
    }
    return best
  }

  #file(entry: Entry): void {
    const beginning = entry.glob.literalBeginning
    let byBeginning = this.#byLength.get(beginning.length)
    if (byBeginning === undefined) this.#byLength.set(beginning.length, (byBeginning = new Map<string, Entry[]>()))
    const entries = byBeginning.get(beginning)
    if (entries === undefined) byBeginning.set(beginning, [entry])
    else entries.push(entry)
  }
}
