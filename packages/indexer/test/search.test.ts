import { expect, test } from 'vitest'
import { type Bench, useFleet } from './use-fleet.js'

async function useIndexedFleet(configuration: object = {}): Promise<Bench> {
  const bench = useFleet()
  await bench.indexThings({ thingIndexingMode: 'REGISTRY_AND_SHADOW', thingConnectivityIndexingMode: 'STATUS', ...configuration })
  return bench
}

test('[IDX-060, IDX-061] pages neither lose nor repeat things while others come and go', async () => {
  const { fleet, call } = await useIndexedFleet()
  for (let index = 0; index < 250; index++) fleet.putThing(`t${String(index).padStart(3, '0')}`)
  const seen: string[] = []
  let nextToken: unknown
  do {
    const page = await call('SearchIndex', {
      queryString: 'thingName:t*',
      maxResults: 90,
      ...(nextToken === undefined ? {} : { nextToken }),
    })
    const names = (page['things'] as { thingName: string }[]).map(({ thingName }) => thingName)
    expect(names.length).toBeLessThanOrEqual(90)
    seen.push(...names)
    fleet.deleteThing(`t${String(seen.length - 1).padStart(3, '0')}`)
    fleet.putThing(`s${String(seen.length)}`)
    nextToken = page['nextToken']
  } while (nextToken !== undefined)
  expect(seen).toHaveLength(250)
  expect(new Set(seen).size).toBe(250)
})

test('[IDX-060] more than 100 results are asked for and 100 come', async () => {
  const { fleet, call } = await useIndexedFleet()
  for (let index = 0; index < 101; index++) fleet.putThing(`t${String(index)}`)
  const page = await call('SearchIndex', { queryString: '*', maxResults: 500 })
  expect(page['things']).toHaveLength(100)
  expect(await call('SearchIndex', { queryString: '*', nextToken: page['nextToken'] })).toMatchObject({ things: [{ thingName: 't100' }] })
  await expect(call('SearchIndex', { queryString: '*', nextToken: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidRequestException' })
})

test('[IDX-063, IDX-064, IDX-066] a thing is shown with its shadows as text and its connection', async () => {
  const { fleet, call, account } = await useIndexedFleet({
    namedShadowIndexingMode: 'ON',
    filter: { namedShadowNames: ['$package'] },
  })
  fleet.putThing('lamp', { thingTypeName: 'Bulb', billingGroupName: 'cheap', attributes: { a: '1' } })
  fleet.join('lamp', 'hall')
  fleet.putShadow('lamp', { desired: { on: true }, reported: { on: false } }, undefined, { desired: { on: { timestamp: 7 } } })
  fleet.putShadow('lamp', { reported: { v: '1.0' } }, '$package')
  fleet.putShadow('lamp', { reported: { v: '2.0' } }, 'unlisted')
  fleet.connect('lamp', { keepAliveSeconds: 60 })
  const { things } = (await call('SearchIndex', { queryString: 'thingName:lamp' })) as { things: { shadow: string }[] }
  expect(things).toEqual([
    {
      thingName: 'lamp',
      thingId: expect.any(String) as string,
      thingTypeName: 'Bulb',
      thingGroupNames: ['hall', 'cheap'],
      attributes: { a: '1' },
      shadow: expect.any(String) as string,
      connectivity: { connected: true, timestamp: account.timers.now(), clientId: 'lamp', keepAliveDuration: 60, cleanSession: true },
    },
  ])
  expect(JSON.parse(things[0]?.shadow ?? '')).toMatchObject({
    desired: { on: true },
    reported: { on: false },
    delta: { on: true },
    metadata: { desired: { on: { timestamp: 7 } } },
    version: 1,
    hasDelta: true,
    name: { $package: { reported: { v: '1.0' }, version: 1, hasDelta: false } },
  })
})

test('[IDX-069, QRY-052] thing groups are found by name, description, attributes and ancestors', async () => {
  const { fleet, call, account } = useFleet()
  fleet.putGroup('house', { description: 'the whole house' })
  fleet.putGroup('hall', { parentGroupName: 'house', attributes: { floor: '0' } })
  await call('UpdateIndexingConfiguration', { thingGroupIndexingConfiguration: { thingGroupIndexingMode: 'ON' } })
  await account.timers.advance(1000)
  fleet.putGroup('rack', { parentGroupName: 'hall' })
  const find = async (queryString: string): Promise<unknown> =>
    (await call('SearchIndex', { indexName: 'AWS_ThingGroups', queryString }))['thingGroups']
  expect(await find('parentGroupNames:house AND -attributes.floor<1')).toEqual([
    { thingGroupName: 'rack', thingGroupId: expect.any(String) as string, parentGroupNames: ['hall', 'house'] },
  ])
  expect(await find('description:"whole house"')).toMatchObject([{ thingGroupName: 'house', thingGroupDescription: 'the whole house' }])
  expect(await find('floor')).toEqual([])
  await expect(find('thingName:rack')).rejects.toMatchObject({ name: 'InvalidQueryException' })
  fleet.deleteGroup('rack')
  expect(await find('thingGroupName:rack')).toEqual([])
})

test('[QRY-051] membership follows joining, leaving, billing groups and deleted groups', async () => {
  const { fleet, find, account } = await useIndexedFleet()
  fleet.putGroup('hall')
  fleet.putThing('a', { billingGroupName: 'cheap' })
  fleet.putThing('b')
  fleet.join('a', 'hall')
  fleet.join('b', 'hall')
  expect(await find('thingGroupNames:hall')).toEqual(['a', 'b'])
  expect(await find('registry.thingGroupNames:cheap')).toEqual(['a'])
  fleet.leave('b', 'hall')
  expect(await find('thingGroupNames:hall')).toEqual(['a'])
  fleet.deleteGroup('hall')
  await account.timers.rest()
  expect(await find('thingGroupNames:hall')).toEqual([])
})

test('[IDX-052, IDX-058] the timestamps of indexed values can be searched, those of others not', async () => {
  const { fleet, find } = await useIndexedFleet()
  fleet.putThing('a')
  const metadata = { reported: { t: { u: { timestamp: 100 } }, list: [{ timestamp: 7 }], deep: [{ x: { timestamp: 7 } }] } }
  fleet.putShadow('a', { reported: { t: { u: 1 }, list: ['v'], deep: [{ x: 1 }] } }, undefined, metadata)
  expect(await find('shadow.metadata.reported.t.u.timestamp>=100')).toEqual(['a'])
  expect(await find('shadow.metadata.reported.list.timestamp:7')).toEqual(['a'])
  expect(await find('shadow.metadata.reported.deep.x.timestamp:*')).toEqual([])
})

test('[IDX-056] the text "75" of a shadow is no number, the attribute 75 is', async () => {
  const { fleet, find } = await useIndexedFleet()
  fleet.putThing('a', { attributes: { v: '75' } })
  fleet.putShadow('a', { reported: { v: '75' } })
  expect(await find('attributes.v>=75')).toEqual(['a'])
  expect(await find('shadow.reported.v>=75')).toEqual([])
  expect(await find('shadow.reported.v:75')).toEqual(['a'])
})

test('[QRY-023] a phrase longer than the kept runs of words is compared word by word', async () => {
  const { fleet, find } = await useIndexedFleet()
  fleet.putThing('a')
  fleet.putThing('b')
  fleet.putShadow('a', { reported: { note: 'one two three four five six' } })
  fleet.putShadow('b', { reported: { note: ['one two three four', 'two three four five', 'three four five six'] } })
  expect(await find('shadow.reported.note:"one two three four five six"')).toEqual(['a'])
  expect(await find('"two three four five"')).toEqual(['a', 'b'])
})

test('[QRY-080, QRY-082, QRY-083] points of every format are found by distance, also across the antimeridian', async () => {
  const { fleet, find } = await useIndexedFleet({ filter: { geoLocations: [{ name: 'shadow.reported.at', order: 'LonLat' }] } })
  const places: Record<string, unknown> = {
    wkt: 'POINT(-122.3493 47.6205)',
    text: '-122.3493,47.6205',
    object: { latitude: 47.6205, long: -122.3493 },
    array: [-122.3493, 47.6205],
    geojson: { type: 'Point', coordinates: [-122.3493, 47.6205] },
    wrong: 'Seattle',
    fiji: [179.99, -17],
    pole: [10, 89.99],
  }
  for (const [name, at] of Object.entries(places)) {
    fleet.putThing(name)
    fleet.putShadow(name, { reported: { at } })
  }
  expect(await find('shadow.reported.at:geo_distance,47.6204,-122.3491,20m')).toEqual(['array', 'geojson', 'object', 'text', 'wkt'])
  expect(await find('shadow.reported.at:geo_distance,47.6204,-122.3491,10m')).toEqual([])
  expect(await find('shadow.reported.at:geo_distance,-17,-179.99,3km')).toEqual(['fiji'])
  expect(await find('shadow.reported.at:geo_distance,89.99,-170,3km')).toEqual(['pole'])
  fleet.putShadow('fiji', { reported: {} })
  expect(await find('shadow.reported.at:geo_distance,-17,-179.99,3km')).toEqual([])
  await expect(find('shadow.desired.at:geo_distance,0,0,1km')).rejects.toMatchObject({ name: 'InvalidQueryException' })
})

test('[IDX-021] another geolocation target is read from the shadows that are there', async () => {
  const { fleet, find, indexThings } = await useIndexedFleet({ filter: { geoLocations: [{ name: 'shadow.reported.at' }] } })
  fleet.putThing('a')
  fleet.putShadow('a', { reported: { at: '1,2', home: '3,4' } })
  await indexThings({ thingIndexingMode: 'REGISTRY_AND_SHADOW', filter: { geoLocations: [{ name: 'shadow.reported.home' }] } })
  expect(await find('shadow.reported.home:geo_distance,3,4,1m')).toEqual(['a'])
  expect(await find('shadow.reported.home:geo_distance,1,2,1m')).toEqual([])
})
