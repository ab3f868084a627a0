import type { ServiceId } from '@iot-core-local/core'
import type { ApiOperation } from '../wire/api-operation.js'

/*
 * A trie of path segments for each service. Literal segments beat labels (API-027). Two kinds of label take the rest of the path with
 * its slashes: those the model calls greedy (API-024), and the topic of Publish, which AWS accepts with raw slashes (BRK-300).
 */

export interface RouteMatch {
  readonly operation: ApiOperation
  /** Label name to decoded value. */
  readonly labels: Readonly<Record<string, string>>
}

export interface RouteTable {
  /** The operations with this method and path, at most one of each service. */
  find(method: string, segments: readonly string[]): RouteMatch[]
  /** The methods under which a service knows this path. */
  methodsOf(service: ServiceId, segments: readonly string[]): string[]
}

interface Node {
  readonly literals: Map<string, Node>
  label?: { readonly name: string; readonly node: Node }
  rest?: { readonly name: string; readonly operations: Map<string, ApiOperation> }
  readonly operations: Map<string, ApiOperation>
}

interface Found {
  readonly operations: ReadonlyMap<string, ApiOperation>
  readonly labels: Readonly<Record<string, string>>
}

export function createRouteTable(operations: Iterable<ApiOperation>): RouteTable {
  const roots = new Map<ServiceId, Node>()
  for (const operation of operations) {
    const root = roots.get(operation.service) ?? newNode()
    roots.set(operation.service, root)
    insert(root, operation)
  }
  return {
    find: (method, segments) => {
      const path = withoutTrailingSlash(segments)
      const matches: RouteMatch[] = []
      for (const root of roots.values()) {
        const found = search(root, path, segments, 0, method)
        const operation = found?.operations.get(method)
        if (found !== undefined && operation !== undefined) matches.push({ operation, labels: found.labels })
      }
      return matches
    },
    methodsOf: (service, segments) => {
      const root = roots.get(service)
      const found = root === undefined ? undefined : search(root, withoutTrailingSlash(segments), segments, 0, undefined)
      return found === undefined ? [] : [...found.operations.keys()]
    },
  }
}

function insert(root: Node, operation: ApiOperation): void {
  let node = root
  for (const segment of withoutTrailingSlash(operation.path.slice(1).split('/'))) {
    const label = /^\{(.+?)(\+?)\}$/.exec(segment)
    if (label === null) {
      const next: Node = node.literals.get(segment) ?? newNode()
      node.literals.set(segment, next)
      node = next
      continue
    }
    const [, name = '', greedy] = label
    if (greedy === '+' || operation.name === 'Publish') {
      node.rest ??= { name, operations: new Map() }
      node.rest.operations.set(operation.method, operation)
      return
    }
    node.label ??= { name, node: newNode() }
    if (node.label.name !== name) throw new Error(`${operation.path}: two names for one label, ${name} and ${node.label.name}.`)
    node = node.label.node
  }
  node.operations.set(operation.method, operation)
}

/** `path` decides where a route ends; `segments` still has the trailing slash that belongs to a topic. */
function search(
  node: Node,
  path: readonly string[],
  segments: readonly string[],
  depth: number,
  method: string | undefined,
): Found | undefined {
  if (depth === path.length) {
    const isMatch = method === undefined ? node.operations.size > 0 : node.operations.has(method)
    return isMatch ? { operations: node.operations, labels: {} } : undefined
  }
  const segment = path[depth] ?? ''
  const literal = node.literals.get(segment)
  const byLiteral = literal && search(literal, path, segments, depth + 1, method)
  if (byLiteral !== undefined) return byLiteral
  if (node.label !== undefined && segment !== '') {
    const byLabel = search(node.label.node, path, segments, depth + 1, method)
    if (byLabel !== undefined) return { operations: byLabel.operations, labels: { ...byLabel.labels, [node.label.name]: segment } }
  }
  if (node.rest !== undefined && (method === undefined || node.rest.operations.has(method))) {
    return { operations: node.rest.operations, labels: { [node.rest.name]: segments.slice(depth).join('/') } }
  }
  return undefined
}

function newNode(): Node {
  return { literals: new Map(), operations: new Map() }
}

function withoutTrailingSlash(segments: readonly string[]): readonly string[] {
  return segments.length > 1 && segments.at(-1) === '' ? segments.slice(0, -1) : segments
}
