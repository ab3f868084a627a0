import { type IotHandlers, invalidRequest } from '@iot-core-local/core'
import type { Aggregator } from '../aggregation/aggregator.js'
import { percentile } from '../aggregation/percentile.js'
import { invalidAggregation } from '../errors.js'

const DEFAULT_PERCENTS: readonly number[] = [1, 5, 25, 50, 75, 95, 99]
const MAX_PERCENTS = 100

/** AGG-030 to AGG-032. */
export function getPercentiles(aggregator: Aggregator): NonNullable<IotHandlers['GetPercentiles']> {
  return async (input) => {
    const percents = input.percents ?? DEFAULT_PERCENTS
    if (percents.length > MAX_PERCENTS) throw invalidRequest(`More than ${MAX_PERCENTS} percents are asked for.`)
    const { field } = aggregator.field(input)
    if (field.type !== 'Number') throw invalidAggregation(`Percentiles need a field of type Number; ${field.name} is a ${field.type}.`)
    const numbers: number[] = []
    await aggregator.visit(input, (values) => {
      for (const value of values) numbers.push(Number(value))
    })
    if (numbers.length === 0) return { percentiles: [] }
    const ascending = Float64Array.from(numbers).sort()
    return { percentiles: percents.map((percent) => ({ percent, value: percentile(ascending, percent) })) }
  }
}
