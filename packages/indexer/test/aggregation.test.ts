import { expect, test } from 'vitest'
import { type Bench, useFleet } from './use-fleet.js'

async function useRacks(): Promise<Bench> {
  const bench = useFleet()
  const customFields = [
    { name: 'attributes.temperature', type: 'Number' },
    { name: 'attributes.rack', type: 'String' },
    { name: 'attributes.isOk', type: 'Boolean' },
    { name: 'shadow.reported.tags', type: 'String' },
  ]
  await bench.indexThings({ thingIndexingMode: 'REGISTRY_AND_SHADOW', thingConnectivityIndexingMode: 'STATUS', customFields })
  bench.fleet.putThing('a', { attributes: { temperature: '70', rack: 'Rack One', isOk: 'true' } })
  bench.fleet.putThing('b', { attributes: { temperature: 'hot', rack: 'Rack One', isOk: 'false' } })
  bench.fleet.putThing('c', { attributes: { temperature: '72.5', rack: 'rack two', isOk: 'true' }, thingTypeName: 'Sensor' })
  bench.fleet.putShadow('c', { reported: { tags: ['x', 'y', 'x'] } })
  return bench
}

test('[AGG-002, AGG-010] things without a valid value are not counted, and versions are the default', async () => {
  const { call } = await useRacks()
  const of = (aggregationField: string): object => ({ queryString: '*', aggregationField })
  expect(await call('GetStatistics', of('attributes.temperature'))).toMatchObject({ statistics: { count: 2, sum: 142.5, minimum: 70 } })
  expect(await call('GetStatistics', { queryString: '*' })).toMatchObject({ statistics: { count: 3, sum: 3, variance: 0 } })
  expect(await call('GetStatistics', of('connectivity.timestamp'))).toEqual({ statistics: { count: 0 } })
})

test('[AGG-011, AGG-014] texts are only counted, booleans are 0 and 1', async () => {
  const { call } = await useRacks()
  expect(await call('GetStatistics', { queryString: '*', aggregationField: 'attributes.rack' })).toEqual({ statistics: { count: 3 } })
  const { statistics } = await call('GetStatistics', { queryString: '*', aggregationField: 'attributes.isOk' })
  expect(statistics).toMatchObject({ count: 3, sum: 2, minimum: 0, maximum: 1 })
})

test('[AGG-042, AGG-043, AGG-044] buckets hold whole texts as stored, each once per thing', async () => {
  const { call } = await useRacks()
  const of = (aggregationField: string, termsAggregation: object = {}): object => ({
    queryString: '*',
    aggregationField,
    bucketsAggregationType: { termsAggregation },
  })
  expect(await call('GetBucketsAggregation', of('attributes.rack'))).toEqual({
    totalCount: 3,
    buckets: [
      { keyValue: 'Rack One', count: 2 },
      { keyValue: 'rack two', count: 1 },
    ],
  })
  expect(await call('GetBucketsAggregation', of('shadow.reported.tags', { maxBuckets: 1 }))).toEqual({
    totalCount: 3,
    buckets: [{ keyValue: 'x', count: 1 }],
  })
  expect(await call('GetBucketsAggregation', of('registry.thingTypeName'))).toMatchObject({ buckets: [{ keyValue: 'Sensor', count: 1 }] })
  expect(await call('GetBucketsAggregation', of('shadow.version'))).toMatchObject({ buckets: [{ keyValue: '1', count: 1 }] })
})

test('[AGG-003, AGG-030] percentiles are of numbers, and at most 100', async () => {
  const { call } = await useRacks()
  await expect(call('GetPercentiles', { queryString: '*', aggregationField: 'attributes.rack' })).rejects.toMatchObject({
    name: 'InvalidAggregationException',
    status: 400,
  })
  const percents = Array.from({ length: 101 }, () => 50)
  await expect(call('GetPercentiles', { queryString: '*', percents })).rejects.toMatchObject({ name: 'InvalidRequestException' })
  const { percentiles } = await call('GetPercentiles', { queryString: '*', aggregationField: 'attributes.temperature' })
  expect((percentiles as { percent: number }[]).map(({ percent }) => percent)).toEqual([1, 5, 25, 50, 75, 95, 99])
})

test('[AGG-020] cardinality counts distinct values', async () => {
  const { call } = await useRacks()
  expect(await call('GetCardinality', { queryString: '*', aggregationField: 'attributes.isOk' })).toEqual({ cardinality: 2 })
  expect(await call('GetCardinality', { queryString: '*' })).toEqual({ cardinality: 1 })
})
