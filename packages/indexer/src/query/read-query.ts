import { invalidRequest } from '@iot-core-local/core'
import { invalidFieldName, invalidQuery } from '../errors.js'
import { type FieldRules, InvalidFieldName } from './field-rules.js'
import { QuerySyntaxError } from './lexer.js'
import { parse } from './parser.js'
import type { Query } from './query.js'
import { checkQueryLength, checkQueryLimits, QUERY_LIMITS } from './query-limits.js'

/** The one query version, also the default (IDX-003). */
export const QUERY_VERSION = '2017-09-30'

/**
 * Reads a query for an index whose fields are `fields`, of at most `maxTerms` terms.
 * @throws InvalidQueryException when it cannot be read, names a field the index does not have, or is over a limit;
 * InvalidRequestException for another query version.
 */
export function readQuery(
  queryString: string,
  queryVersion: string | undefined,
  fields: FieldRules,
  maxTerms: number = QUERY_LIMITS.maxTerms,
): Query {
  if (queryVersion !== undefined && queryVersion !== QUERY_VERSION)
    throw invalidRequest(`Query version ${queryVersion} is not supported. The supported version is ${QUERY_VERSION}.`)
  try {
    checkQueryLength(queryString)
    const query = parse(queryString, fields)
    checkQueryLimits(queryString, query, maxTerms)
    return query
  } catch (error) {
    if (error instanceof InvalidFieldName) throw invalidFieldName(error.field, queryString)
    if (error instanceof QuerySyntaxError) throw invalidQuery(error.message, queryString)
    throw error
  }
}
