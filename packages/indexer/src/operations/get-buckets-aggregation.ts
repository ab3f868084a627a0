import { type IotHandlers, invalidRequest } from '@iot-core-local/core'
import type { Aggregator } from '../aggregation/aggregator.js'

const DEFAULT_BUCKETS = 10

/** The most frequent values, equally frequent ones by key (AGG-040 to AGG-044). */
export function getBucketsAggregation(aggregator: Aggregator): NonNullable<IotHandlers['GetBucketsAggregation']> {
  return async (input) => {
    const { termsAggregation } = input.bucketsAggregationType
    if (termsAggregation === undefined) throw invalidRequest('bucketsAggregationType needs termsAggregation.')
    const counts = new Map<string, number>()
    const totalCount = await aggregator.visit(input, (values) => {
      for (const value of values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1)
    })
    const ranked = [...counts].sort(([keyA, countA], [keyB, countB]) => countB - countA || (keyA < keyB ? -1 : 1))
    const buckets = ranked.slice(0, termsAggregation.maxBuckets ?? DEFAULT_BUCKETS).map(([keyValue, count]) => ({ keyValue, count }))
    return { totalCount, buckets }
  }
}
