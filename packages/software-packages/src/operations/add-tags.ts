import type { PackagesContext } from '../context.js'
import { inOwnFamily } from '../errors.js'

/** Gives a new resource the tags of its request, which come as a map. @throws ValidationException */
export function addTags(context: PackagesContext, resourceArn: string, tags: Readonly<Record<string, string>> | undefined): void {
  if (tags === undefined) return
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  inOwnFamily(() => context.tags.add(resourceArn, list))
}
