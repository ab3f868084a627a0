import { invalidRequest } from '@iot-core-local/core'
import { thingFieldRules } from '../config/thing-field-rules.js'
import { indexNotFound } from '../errors.js'
import { GROUPS, THINGS } from '../index-name.js'
import type { IndexStates } from '../maintenance/index-states.js'
import type { FieldRules } from '../query/field-rules.js'
import type { Query } from '../query/query.js'
import { QUERY_LIMITS } from '../query/query-limits.js'
import { readQuery } from '../query/read-query.js'

/** Reads the query of a dynamic group: at most five terms (DTG-003). @throws InvalidQueryException, InvalidRequestException for another query version. */
export function readGroupQuery(queryString: string, queryVersion: string | undefined, fields: FieldRules): Query {
  return readQuery(queryString, queryVersion, fields, QUERY_LIMITS.maxDynamicGroupTerms)
}

/** What a caller asks a dynamic group to be. */
export interface AskedQuery {
  readonly indexName: string
  readonly queryString: string
  readonly queryVersion?: string | undefined
}

/**
 * Checks a query that a caller gives, against the index as it can be searched now (DTG-002, DTG-003).
 * @throws ResourceNotFoundException when the index is switched off or unknown, InvalidQueryException, InvalidRequestException for the index
 * of groups, an index whose first build is not done, or another query version.
 */
export function checkGroupQuery({ things }: IndexStates, { indexName, queryString, queryVersion }: AskedQuery): void {
  if (indexName === GROUPS) throw invalidRequest(`The index of a dynamic thing group is ${THINGS}, not ${indexName}.`)
  if (indexName !== THINGS || things.status === 'OFF') throw indexNotFound(indexName)
  if (things.status === 'BUILDING') throw invalidRequest(`Index ${indexName} is not ready. Its status is BUILDING.`)
  readGroupQuery(queryString, queryVersion, thingFieldRules(things.searchable))
}
