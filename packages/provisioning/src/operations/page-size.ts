import { invalidRequest } from '@iot-core-local/core'
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../limits.js'

/** @throws InvalidRequestException when it is not from 1 to 250. */
export function pageSize(maxResults: number | undefined): number {
  if (maxResults === undefined) return DEFAULT_PAGE_SIZE
  if (maxResults < 1 || maxResults > MAX_PAGE_SIZE) throw invalidRequest(`maxResults must be between 1 and ${String(MAX_PAGE_SIZE)}.`)
  return maxResults
}
