import type { GeoPoint } from '../documents/geo-point.js'

/** A piece of a search word: text in lower case, `*` (any run of characters, also none) or `?` (exactly one). */
export type WordPiece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'run' } | { readonly kind: 'one' }

/** One end of a range. */
export interface Bound {
  readonly value: string | number
  readonly isInclusive: boolean
}

/** A query as a tree. A leaf without `field` searches all unfielded values (QRY-054). */
export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'and'; readonly parts: readonly Query[] }
  | { readonly kind: 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  | { readonly kind: 'exists'; readonly field: string }
  | { readonly kind: 'word'; readonly field: string | undefined; readonly word: string }
  | { readonly kind: 'pattern'; readonly field: string | undefined; readonly pieces: readonly WordPiece[] }
  | { readonly kind: 'phrase'; readonly field: string | undefined; readonly words: readonly string[] }
  | {
      readonly kind: 'range'
      readonly field: string
      readonly type: 'number' | 'text'
      readonly low: Bound | undefined
      readonly high: Bound | undefined
    }
  | { readonly kind: 'geo'; readonly field: string; readonly center: GeoPoint; readonly radiusMeters: number }

/** The leaves of a query: its terms (QRY-071). */
export function leavesOf(query: Query): Query[] {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.parts.flatMap(leavesOf)
    case 'not':
      return leavesOf(query.part)
    case 'all':
    case 'exists':
    case 'word':
    case 'pattern':
    case 'phrase':
    case 'range':
    case 'geo':
      return [query]
  }
}
