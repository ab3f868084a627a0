import { decodeMarkerKey, DEFAULT_PAGE_SIZE, encodeMarkerKey, type PageInput } from './page.js'

/**
 * One page of a list by name that is short enough to be at hand as a whole. The marker holds the last name, so nothing is lost or repeated while items
 * come and go.
 * @param items A to Z, or Z to A when `isAscending` is false
 * @throws InvalidRequestException when the marker is not one of this list.
 */
export function readNamePage<Item>(
  scope: string,
  { marker, pageSize = DEFAULT_PAGE_SIZE }: Pick<PageInput, 'marker' | 'pageSize'>,
  list: { readonly items: readonly Item[]; readonly nameOf: (item: Item) => string; readonly isAscending: boolean },
): { readonly items: readonly Item[]; readonly nextMarker?: string } {
  const { nameOf, isAscending } = list
  const after = decodeMarkerKey(scope, marker, 'string')
  const rest = after === undefined ? list.items : list.items.filter((item) => (isAscending ? nameOf(item) > after : nameOf(item) < after))
  const items = rest.slice(0, pageSize)
  const last = items.at(-1)
  if (rest.length <= pageSize || last === undefined) return { items }
  return { items, nextMarker: encodeMarkerKey(scope, nameOf(last)) }
}
