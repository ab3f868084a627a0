import type { IotHandlers, IotOperations } from '@iot-core-local/core'
import type { Aggregator } from '../aggregation/aggregator.js'

type Statistics = NonNullable<IotOperations['GetStatistics']['output']['statistics']>

/** Texts are counted; numbers, and booleans as 0 and 1, are summed up (AGG-010 to AGG-016). */
export function getStatistics(aggregator: Aggregator): NonNullable<IotHandlers['GetStatistics']> {
  return async (input) => {
    const sums = { count: 0, sum: 0, sumOfSquares: 0, minimum: Infinity, maximum: -Infinity }
    const texts = { count: 0 }
    await aggregator.visit(input, (values) => {
      for (const value of values) {
        sums.count++
        if (typeof value === 'string') texts.count++
        const number = Number(value)
        sums.sum += number
        sums.sumOfSquares += number * number
        sums.minimum = Math.min(sums.minimum, number)
        sums.maximum = Math.max(sums.maximum, number)
      }
    })
    return { statistics: texts.count > 0 || sums.count === 0 ? { count: sums.count } : spread(sums) }
  }
}

function spread(sums: { count: number; sum: number; sumOfSquares: number; minimum: number; maximum: number }): Statistics {
  const { count, sum, sumOfSquares } = sums
  // Sums beyond the range of doubles leave nothing to say (AGG-016).
  if (!Number.isFinite(sum) || !Number.isFinite(sumOfSquares)) return {}
  // Rounding can bring the difference of two large sums below zero, where a variance never is.
  const variance = Math.max(0, (sumOfSquares - (sum * sum) / count) / count)
  return { ...sums, average: sum / count, variance, stdDeviation: Math.sqrt(variance) }
}
