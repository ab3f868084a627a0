import type { BoundStatement } from './bound-policies.js'
import type { Glob } from './glob.js'

interface Entry {
  readonly statement: BoundStatement
  readonly glob: Glob
  /** Position among the statements. */
  readonly order: number
}

/** Entries by a text that a resource must have, for each length that such texts have. */
type EntriesByText = Map<number, Map<string, Entry[]>>

/**
 * Finds the first statement that applies to a resource. Patterns are filed under the text they begin with or, where a wildcard stands in an
 * early component of the ARN, under a text from a colon on that the resource must have somewhere: a question meets only those whose text it
 * has, however many statements there are.
 */
export class StatementIndex {
  readonly #byBeginning: EntriesByText = new Map()
  /** Under `:topic/fleet/`, for example, `arn:aws:iot:*:*:topic/fleet/*`. */
  readonly #byComponent: EntriesByText = new Map()
  /** Statements with `NotResource`, which apply to what they do not name. */
  readonly #exceptions: { readonly statement: BoundStatement; readonly order: number }[] = []

  constructor(statements: readonly BoundStatement[]) {
    for (const [order, statement] of statements.entries()) {
      if (statement.isNotResource) this.#exceptions.push({ statement, order })
      else for (const glob of statement.globs) this.#file({ statement, glob, order })
    }
  }

  first(resource: string): BoundStatement | undefined {
    let best = firstAt(this.#byBeginning, resource, 0, undefined)
    if (this.#byComponent.size > 0) {
      for (let colon = resource.indexOf(':'); colon >= 0; colon = resource.indexOf(':', colon + 1)) {
        best = firstAt(this.#byComponent, resource, colon, best)
      }
    }
    let [statement, bestOrder] = [best?.statement, best?.order ?? Infinity]
    for (const exception of this.#exceptions) {
      if (exception.order >= bestOrder || !exception.statement.applies(resource)) continue
      statement = exception.statement
      bestOrder = exception.order
    }
    return statement
  }

  #file(entry: Entry): void {
    const component = entry.glob.literalComponent
    const [index, text] = component === undefined ? [this.#byBeginning, entry.glob.literalBeginning] : [this.#byComponent, component]
    let byText = index.get(text.length)
    if (byText === undefined) index.set(text.length, (byText = new Map<string, Entry[]>()))
    const entries = byText.get(text)
    if (entries === undefined) byText.set(text, [entry])
    else entries.push(entry)
  }
}

/** The first entry that applies among those filed under what the resource has at a position, unless `best` comes before it. */
function firstAt(index: EntriesByText, resource: string, position: number, best: Entry | undefined): Entry | undefined {
  for (const [length, byText] of index) {
    const entries = byText.get(resource.slice(position, position + length))
    if (entries === undefined) continue
    for (const entry of entries) {
      if (best !== undefined && entry.order >= best.order) break
      if (entry.glob.matches(resource) && entry.statement.conditionsHold()) best = entry
    }
  }
  return best
}
