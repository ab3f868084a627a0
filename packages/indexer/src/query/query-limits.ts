import { QuerySyntaxError } from './lexer.js'
import { leavesOf, type Query } from './query.js'

/** The account's quotas for queries (section 11 of the quotas of AWS IoT Device Management). */
export const QUERY_LIMITS = {
  maxQueryCharacters: 1000,
  maxLeadingWildcardQueryCharacters: 100,
  maxLeadingWildcardTerms: 1,
  maxTerms: 12,
  maxDynamicGroupTerms: 5,
  maxRunsPerTerm: 2,
  maxSingleCharacterWildcardsPerTerm: 5,
} as const

/** Refuses a text that is too long to be read (QRY-070). @throws QuerySyntaxError */
export function checkQueryLength(queryString: string): void {
  if (Array.from(queryString).length > QUERY_LIMITS.maxQueryCharacters)
    throw new QuerySyntaxError(`the query is longer than ${QUERY_LIMITS.maxQueryCharacters} characters`)
}

/** Refuses too many terms and wildcards (QRY-024, QRY-025, QRY-071). @throws QuerySyntaxError */
export function checkQueryLimits(queryString: string, query: Query, maxTerms: number): void {
  const leaves = leavesOf(query)
  if (leaves.length > maxTerms) throw new QuerySyntaxError(`the query has more than ${maxTerms} terms`)
  let leading = 0
  for (const leaf of leaves) {
    if (leaf.kind !== 'pattern') continue
    const runs = leaf.pieces.filter(({ kind }) => kind === 'run').length
    const singles = leaf.pieces.filter(({ kind }) => kind === 'one').length
    if (runs > QUERY_LIMITS.maxRunsPerTerm) throw new QuerySyntaxError(`a term has more than ${QUERY_LIMITS.maxRunsPerTerm} '*'`)
    if (singles > QUERY_LIMITS.maxSingleCharacterWildcardsPerTerm)
      throw new QuerySyntaxError(`a term has more than ${QUERY_LIMITS.maxSingleCharacterWildcardsPerTerm} '?'`)
    if (leaf.pieces[0]?.kind !== 'text') leading++
  }
  if (leading > QUERY_LIMITS.maxLeadingWildcardTerms) throw new QuerySyntaxError('more than one term begins with a wildcard')
  if (leading > 0 && Array.from(queryString).length > QUERY_LIMITS.maxLeadingWildcardQueryCharacters)
    throw new QuerySyntaxError(
      `the query is longer than ${QUERY_LIMITS.maxLeadingWildcardQueryCharacters} characters and a term begins with a wildcard`,
    )
}
