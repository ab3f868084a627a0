import type { IotHandlers } from '@iot-core-local/core'
import { thingIndexSchema } from '../config/index-schema.js'
import { indexNotFound } from '../errors.js'
import { THINGS } from '../index-name.js'
import type { IndexStates } from '../maintenance/index-states.js'
import type { Searcher } from '../search/searcher.js'

/** IDX-040 to IDX-044. */
export function describeIndex(states: IndexStates, searcher: Searcher): NonNullable<IotHandlers['DescribeIndex']> {
  return ({ indexName }) => {
    const index = searcher.requireIndex(indexName)
    const { status } = states.of(index)
    if (status === 'OFF') throw indexNotFound(indexName)
    return { indexName, indexStatus: status, schema: index === THINGS ? thingIndexSchema(states.things.configuration) : 'THING_GROUPS' }
  }
}
