import { decodePageToken, encodePageToken, type IotDataHandlers } from '@iot-core-local/core'
import { DEFAULT_PAGE_SIZE } from '../limits.js'
import { epochSeconds } from '../requests/shadow-requests.js'
import type { OperationContext } from './perform-verb.js'

/** Names of the thing's named shadows, sorted; an unknown thing has none (SHD-122). */
export function listNamedShadowsForThing({ requests }: OperationContext): NonNullable<IotDataHandlers['ListNamedShadowsForThing']> {
  return ({ thingName, nextToken, pageSize = DEFAULT_PAGE_SIZE }) => {
    requests.rate.take(thingName)
    const scope = `ListNamedShadowsForThing/${thingName}`
    // The classic shadow has the empty name, so names after it are those of the named ones.
    const after = String(decodePageToken(scope, nextToken)?.[0] ?? '')
    const names = requests.shadows.namesOf(thingName, after, pageSize + 1)
    const results = names.slice(0, pageSize)
    const last = results.at(-1)
    const isMore = names.length > pageSize && last !== undefined
    return { results, ...(isMore ? { nextToken: encodePageToken(scope, [last]) } : undefined), timestamp: epochSeconds(requests.clock) }
  }
}
