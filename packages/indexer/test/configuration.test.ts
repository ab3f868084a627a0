import { expect, test } from 'vitest'
import { useFleet } from './use-fleet.js'

const ON = { thingIndexingMode: 'REGISTRY_AND_SHADOW', thingConnectivityIndexingMode: 'STATUS' }

test('[IDX-041] an index is BUILDING, and refuses queries, until it holds the fleet', async () => {
  const { call, fleet, account, find } = useFleet()
  for (let index = 0; index < 45; index++) fleet.putThing(`t${String(index)}`)
  await call('UpdateIndexingConfiguration', { thingIndexingConfiguration: ON })
  expect(await call('DescribeIndex', { indexName: 'AWS_Things' })).toMatchObject({ indexStatus: 'BUILDING' })
  await expect(find('*')).rejects.toMatchObject({ name: 'IndexNotReadyException', status: 400 })
  await account.timers.advance(100)
  expect(await call('DescribeIndex', { indexName: 'AWS_Things' })).toMatchObject({ indexStatus: 'ACTIVE' })
  expect(await find('*')).toHaveLength(45)
})

test('[IDX-042] while it is rebuilt, an index answers from the sources it had', async () => {
  const { call, fleet, account, find, indexThings } = useFleet()
  fleet.putThing('lamp', { attributes: { color: 'red' } })
  fleet.putShadow('lamp', { reported: { on: true } })
  await indexThings({ thingIndexingMode: 'REGISTRY' })
  await call('UpdateIndexingConfiguration', { thingIndexingConfiguration: ON })
  expect(await call('DescribeIndex', { indexName: 'AWS_Things' })).toMatchObject({ indexStatus: 'REBUILDING' })
  fleet.putThing('lamp', { attributes: { color: 'blue' } })
  expect(await find('attributes.color:blue')).toEqual(['lamp'])
  await expect(find('shadow.reported.on:true')).rejects.toMatchObject({ name: 'InvalidQueryException' })
  await expect(call('GetThingConnectivityData', { thingName: 'lamp' })).rejects.toMatchObject({ name: 'IndexNotReadyException' })
  await account.timers.advance(100)
  expect(await find('shadow.reported.on:true')).toEqual(['lamp'])
})

test('[IDX-011, IDX-012] a half that is given is replaced, the other one stays', async () => {
  const { call, indexThings } = useFleet()
  await indexThings({ ...ON, customFields: [{ name: 'attributes.a', type: 'Number' }] })
  await call('UpdateIndexingConfiguration', { thingGroupIndexingConfiguration: { thingGroupIndexingMode: 'ON' } })
  expect(await call('GetIndexingConfiguration', {})).toMatchObject({
    thingIndexingConfiguration: { ...ON, customFields: [{ name: 'attributes.a', type: 'Number' }] },
    thingGroupIndexingConfiguration: { thingGroupIndexingMode: 'ON' },
  })
  await indexThings({ thingIndexingMode: 'REGISTRY' })
  const { thingIndexingConfiguration } = await call('GetIndexingConfiguration', {})
  expect(thingIndexingConfiguration).toMatchObject({ thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'OFF' })
  expect(thingIndexingConfiguration).not.toHaveProperty('customFields')
})

test.each([
  ['[IDX-014] connectivity without the registry', { thingIndexingMode: 'OFF', thingConnectivityIndexingMode: 'STATUS' }],
  ['[IDX-016] a custom field of a shadow that is not listed', custom('shadow.name.other.reported.a', { namedShadowIndexingMode: 'ON' })],
  [
    '[IDX-017] a second geolocation target',
    { ...ON, filter: { geoLocations: [{ name: 'shadow.reported.a' }, { name: 'shadow.reported.b' }] } },
  ],
  ['[IDX-018] a managed field as a custom one', custom('thingName')],
  ['[IDX-020] a name with a space', custom('attributes.a b')],
  ['[IDX-020] a field declared twice', { ...ON, customFields: [...fields('attributes.a'), ...fields('attributes.a')] }],
  ['[IDX-020] six custom fields', { ...ON, customFields: ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((name) => fields(`attributes.${name}`)) }],
])('%s is refused', async (_, thingIndexingConfiguration) => {
  const { call } = useFleet()
  await expect(call('UpdateIndexingConfiguration', { thingIndexingConfiguration })).rejects.toMatchObject({
    name: 'InvalidRequestException',
    status: 400,
  })
  expect(await call('ListIndices', {})).toEqual({ indexNames: [] })
})

function fields(name: string): object[] {
  return [{ name, type: 'String' }]
}

function custom(name: string, more: object = {}): object {
  return { ...ON, ...more, customFields: fields(name) }
}

test('[IDX-013] an empty list switches socket information off', async () => {
  const { call, indexThings } = useFleet()
  const filter = { connectivity: { includeSocketInformation: ['GET_THING_CONNECTIVITY_DATA'] } }
  await indexThings({ ...ON, filter })
  await indexThings({ ...ON, filter: { connectivity: { includeSocketInformation: [] } } })
  const { thingIndexingConfiguration } = await call('GetIndexingConfiguration', {})
  expect(thingIndexingConfiguration).toMatchObject({ filter: { connectivity: { includeSocketInformation: [] } } })
})

test('[IDX-044, IDX-045] only enabled indexes are there', async () => {
  const { call, indexThings } = useFleet()
  await expect(call('DescribeIndex', { indexName: 'AWS_ThingGroups' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Index AWS_ThingGroups does not exist. Please enable index by calling UpdateIndexingConfiguration',
  })
  await indexThings({ thingIndexingMode: 'REGISTRY' })
  await call('UpdateIndexingConfiguration', { thingGroupIndexingConfiguration: { thingGroupIndexingMode: 'ON' } })
  const first = await call('ListIndices', { maxResults: 1 })
  expect(first).toMatchObject({ indexNames: ['AWS_ThingGroups'] })
  expect(await call('ListIndices', { maxResults: 1, nextToken: first['nextToken'] })).toEqual({ indexNames: ['AWS_Things'] })
})
