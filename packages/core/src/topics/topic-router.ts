export interface TopicMatch<Target> {
  readonly target: Target
  readonly params: Readonly<Record<string, string>>
}

interface Node<Target> {
  readonly literals: Map<string, Node<Target>>
  label: Node<Target> | undefined
  entry: { readonly target: Target; readonly labelNames: readonly string[] } | undefined
}

/** Finds the target of a topic among patterns like `$aws/things/{thingName}/jobs/get`. One pass over the levels; literal levels beat labels. */
export class TopicRouter<Target> {
  readonly #root: Node<Target> = newNode()

  /** @throws Error when the same pattern, labels' names aside, was added before. */
  add(pattern: string, target: Target): void {
    let node = this.#root
    const labelNames: string[] = []
    for (const level of pattern.split('/')) {
      const label = /^\{(\w+)\}$/.exec(level)?.[1]
      if (label === undefined) {
        const next = node.literals.get(level) ?? newNode<Target>()
        node.literals.set(level, next)
        node = next
      } else {
        labelNames.push(label)
        node = node.label ??= newNode<Target>()
      }
    }
    if (node.entry !== undefined) throw new Error(`Two handlers for the topic pattern ${pattern}.`)
    node.entry = { target, labelNames }
  }

  find(topic: string): TopicMatch<Target> | undefined {
    const values: string[] = []
    const entry = this.#walk(this.#root, topic.split('/'), 0, values)
    if (entry === undefined) return undefined
    const params: Record<string, string> = {}
    for (const [index, name] of entry.labelNames.entries()) params[name] = values[index] ?? ''
    return { target: entry.target, params }
  }

  #walk(node: Node<Target>, levels: readonly string[], depth: number, values: string[]): Node<Target>['entry'] {
    const level = levels[depth]
    if (level === undefined) return node.entry
    const literal = node.literals.get(level)
    const found = literal === undefined ? undefined : this.#walk(literal, levels, depth + 1, values)
    if (found !== undefined || node.label === undefined || level === '') return found
    values.push(level)
    const labelled = this.#walk(node.label, levels, depth + 1, values)
    if (labelled === undefined) values.pop()
    return labelled
  }
}

function newNode<Target>(): Node<Target> {
  return { literals: new Map(), label: undefined, entry: undefined }
}
