import type { Session } from './session.js'
import type { ShareGroup } from './share-group.js'

/*
 * Subscriptions by topic filter, as AWS IoT matches them (BRK-122 to BRK-125): `+` is exactly one level, `#` one or more levels (so `a/#`
 * leaves `a` out), and a filter that starts with a wildcard leaves out topics that start with `$`.
 */

export interface Subscription {
  readonly filter: string
  readonly qos: 0 | 1
  readonly isNoLocal: boolean
  readonly isRetainAsPublished: boolean
}

interface Node {
  readonly children: Map<string, Node>
  readonly sessions: Map<Session, Subscription>
  readonly groups: Set<ShareGroup>
}

export interface Matches {
  /** One subscription per session: the one of the highest granted QoS (BRK-106). */
  readonly sessions: Map<Session, Subscription>
  readonly groups: Set<ShareGroup>
}

export class SubscriptionTree {
  /** Changes with every change of the tree. */
  version = 1
  readonly #root = newNode()

  add(session: Session, subscription: Subscription): void {
    this.version++
    this.#nodeOf(subscription.filter).sessions.set(session, subscription)
  }

  remove(session: Session, filter: string): void {
    this.version++
    this.#edit(this.#root, filter.split('/'), 0, (node) => node.sessions.delete(session))
  }

  addGroup(group: ShareGroup): void {
    this.version++
    this.#nodeOf(group.filter).groups.add(group)
  }

  removeGroup(group: ShareGroup): void {
    this.version++
    this.#edit(this.#root, group.filter.split('/'), 0, (node) => node.groups.delete(group))
  }

  match(topic: string): Matches {
    const found: Matches = { sessions: new Map(), groups: new Set() }
    this.#walk(this.#root, topic.split('/'), 0, found)
    return found
  }

  #walk(node: Node, levels: readonly string[], depth: number, found: Matches): void {
    const level = levels[depth]
    if (level === undefined) {
      this.#collect(node, found)
      return
    }
    const isReserved = depth === 0 && level.startsWith('$')
    const literal = node.children.get(level)
    if (literal !== undefined && level !== '+' && level !== '#') this.#walk(literal, levels, depth + 1, found)
    if (isReserved) return
    const single = node.children.get('+')
    if (single !== undefined) this.#walk(single, levels, depth + 1, found)
    const rest = node.children.get('#')
    if (rest !== undefined) this.#collect(rest, found)
  }

  #collect(node: Node, found: Matches): void {
    for (const [session, subscription] of node.sessions) {
      const present = found.sessions.get(session)
      if (present === undefined || present.qos < subscription.qos) found.sessions.set(session, subscription)
    }
    for (const group of node.groups) found.groups.add(group)
  }

  #nodeOf(filter: string): Node {
    let node = this.#root
    for (const level of filter.split('/')) {
      const next = node.children.get(level) ?? newNode()
      node.children.set(level, next)
      node = next
    }
    return node
  }

  /** Applies `edit` to the node of the filter and drops what is empty behind it. */
  #edit(node: Node, levels: readonly string[], depth: number, edit: (node: Node) => void): void {
    const level = levels[depth]
    if (level === undefined) {
      edit(node)
      return
    }
    const child = node.children.get(level)
    if (child === undefined) return
    this.#edit(child, levels, depth + 1, edit)
    if (child.children.size === 0 && child.sessions.size === 0 && child.groups.size === 0) node.children.delete(level)
  }
}

function newNode(): Node {
  return { children: new Map(), sessions: new Map(), groups: new Set() }
}
