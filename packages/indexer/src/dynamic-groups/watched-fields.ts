import { PHRASE_WORDS, phraseField, unfieldedField } from '../documents/terms.js'
import { leavesOf, type Query } from '../query/query.js'

/* Fields of the index begin with a letter, an asterisk or a quotation mark: these stand beside them. */

/** Stands for the point of the geolocation target. */
export const POINT = '\u0000point'

/** Stands for whatever is in the document. */
export const ANYTHING = '\u0000anything'

/**
 * The fields of the index whose terms decide whether the query finds a document: while none of them changes, neither does the answer.
 * `parts` are the keys of the document parts that words without a field search.
 */
export function watchedFields(query: Query, parts: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(leavesOf(query).flatMap((leaf) => watchedByLeaf(leaf, parts)))
}

function watchedByLeaf(leaf: Query, parts: ReadonlySet<string>): readonly string[] {
  switch (leaf.kind) {
    case 'exists':
    case 'range':
      return [leaf.field]
    case 'word':
    case 'pattern':
      return fieldsOf(leaf.field, parts)
    case 'phrase':
      // A value can change without its runs of words doing so, when it has the same run twice.
      return [...fieldsOf(leaf.field, parts).map(phraseField), ...(leaf.words.length > PHRASE_WORDS ? [ANYTHING] : [])]
    case 'geo':
      return [POINT]
    case 'all':
    case 'and':
    case 'or':
    case 'not':
      return []
  }
}

function fieldsOf(field: string | undefined, parts: ReadonlySet<string>): string[] {
  return field === undefined ? [...parts].map(unfieldedField) : [field]
}
