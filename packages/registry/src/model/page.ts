import { decodePageToken, encodePageToken, invalidRequest } from '@iot-core-local/core'
import { DEFAULT_PAGE_SIZE } from '../limits.js'

/** A stretch of a list in order of names: `from` belongs to it, `upto` does not. */
export interface NameRange {
  readonly from: string
  readonly upto: string
  readonly limit: number
}

/** What every paged call may give. `maxResults`: 1 to 250 items. */
export interface PageInput {
  readonly nextToken?: string | undefined
  readonly maxResults?: number | undefined
}

/** Some items of a list, and the token of the next ones when there are more. */
export interface Page<Item> {
  readonly items: Item[]
  readonly nextToken: string | undefined
}

/** Comes after every text that consists of printable ASCII, as all names and attribute values do. */
export const LAST = '\u007f'

/** The first text after `name` in the order of names: no name contains a control character. */
export function justAfter(name: string): string {
  return `${name}\u0001`
}

/** One page of a list ordered by name. `read` is asked for one item more than the page holds. @throws InvalidRequestException for a foreign token. */
export function pageByName<Item>(
  scope: string,
  input: PageInput,
  nameOf: (item: Item) => string,
  read: (range: NameRange) => Item[],
  prefix = '',
): Page<Item> {
  const [after] = readToken(scope, input.nextToken, 1)
  return pageByKey(
    scope,
    input,
    (item) => [nameOf(item)],
    (limit) => read({ from: after === undefined ? prefix : justAfter(after), upto: prefix + LAST, limit }),
  )
}

/** One page of any list: `keyOf` gives the sort key that the token carries. */
export function pageByKey<Item>(
  scope: string,
  input: PageInput,
  keyOf: (item: Item) => readonly string[],
  read: (limit: number) => Item[],
): Page<Item> {
  const size = input.maxResults ?? DEFAULT_PAGE_SIZE
  const items = read(size + 1)
  const isMore = items.length > size
  if (isMore) items.length = size
  const last = items.at(-1)
  return { items, nextToken: isMore && last !== undefined ? encodePageToken(scope, keyOf(last)) : undefined }
}

/** The texts of a token's key; none without a token. @throws InvalidRequestException when it is not a token of this list (REG-026). */
export function readToken(scope: string, token: string | undefined, size: number): readonly string[] {
  const key = decodePageToken(scope, token)
  if (key === undefined) return []
  const texts = key.filter((part) => typeof part === 'string')
  if (texts.length !== size || key.length !== size) throw invalidRequest('The page token is not valid.')
  return texts
}
