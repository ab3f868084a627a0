import { decodePageToken, encodePageToken, type IotHandlers } from '@iot-core-local/core'
import { GROUPS, THINGS } from '../index-name.js'
import type { IndexStates } from '../maintenance/index-states.js'

const SCOPE = 'ListIndices'

/** The enabled indexes, by name (IDX-045). */
export function listIndices(states: IndexStates): NonNullable<IotHandlers['ListIndices']> {
  return ({ nextToken, maxResults }) => {
    const after = String(decodePageToken(SCOPE, nextToken)?.[0] ?? '')
    const names = [GROUPS, THINGS].filter((name) => states.of(name).status !== 'OFF' && name > after)
    const indexNames = names.slice(0, maxResults)
    const last = indexNames.at(-1)
    return { indexNames, ...(last !== undefined && names.length > indexNames.length ? { nextToken: encodePageToken(SCOPE, [last]) } : {}) }
  }
}
