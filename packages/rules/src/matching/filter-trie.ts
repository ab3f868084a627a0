/** Targets under topic filters, found level by level. `#` stands for one or more levels; leading wildcards do not see `$` topics (RUL-220, RUL-224). */
export class FilterTrie<Target> {
  readonly #root = new Node<Target>()

  add(filter: string, target: Target): void {
    let node = this.#root
    for (const level of filter.split('/')) {
      const next = node.children.get(level) ?? new Node<Target>()
      node.children.set(level, next)
      node = next
    }
    node.targets.push(target)
  }

  find(topic: string): Target[] {
    const found: Target[] = []
    collect(this.#root, topic.split('/'), 0, found)
    return found
  }
}

class Node<Target> {
  readonly children = new Map<string, Node<Target>>()
  readonly targets: Target[] = []
}

function collect<Target>(node: Node<Target>, levels: readonly string[], depth: number, found: Target[]): void {
  const level = levels[depth]
  if (level === undefined) {
    found.push(...node.targets)
    return
  }
  const literal = node.children.get(level)
  if (literal !== undefined) collect(literal, levels, depth + 1, found)
  if (depth === 0 && level.startsWith('$')) return
  const single = node.children.get('+')
  if (single !== undefined) collect(single, levels, depth + 1, found)
  const rest = node.children.get('#')
  if (rest !== undefined) found.push(...rest.targets)
}
