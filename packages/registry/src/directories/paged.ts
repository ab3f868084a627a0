import { justAfter, LAST, type NameRange } from '../model/page.js'

const PAGE_SIZE = 500

/** Walks a list ordered by name, from behind `after` on, page by page, so that the walker may write in between and memory stays small. */
export function* paged<Item>(read: (range: NameRange) => Item[], nameOf: (item: Item) => string, after?: string): IterableIterator<Item> {
  let from = after === undefined ? '' : justAfter(after)
  for (;;) {
    const page = read({ from, upto: LAST, limit: PAGE_SIZE })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE_SIZE) return
    from = justAfter(nameOf(last))
  }
}
