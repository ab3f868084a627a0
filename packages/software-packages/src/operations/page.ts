import { decodePageToken, encodePageToken } from '@iot-core-local/core'
import { inOwnFamily } from '../errors.js'

/** The name in a token of this list; empty without a token. @throws ValidationException when it is another list's, or none */
export function readToken(scope: string, nextToken: string | undefined): string {
  const [afterName = ''] = inOwnFamily(() => decodePageToken(scope, nextToken)) ?? []
  return String(afterName)
}

/** The items of a page out of one more than it holds, and the token of the next page if there is one. */
export function pageOf<Item>(
  scope: string,
  found: readonly Item[],
  limit: number,
  nameOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly nextToken?: string } {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return found.length > limit && last !== undefined ? { items, nextToken: encodePageToken(scope, [nameOf(last)]) } : { items }
}
