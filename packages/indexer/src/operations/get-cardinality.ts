import type { IotHandlers } from '@iot-core-local/core'
import type { Aggregator } from '../aggregation/aggregator.js'

/** Exact, where AWS estimates large sets (AGG-020). */
export function getCardinality(aggregator: Aggregator): NonNullable<IotHandlers['GetCardinality']> {
  return async (input) => {
    const distinct = new Set<unknown>()
    await aggregator.visit(input, (values) => {
      for (const value of values) distinct.add(value)
    })
    return { cardinality: distinct.size }
  }
}
