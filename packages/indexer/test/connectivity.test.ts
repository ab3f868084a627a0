import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestAccount } from '@iot-core-local/core/testing'
import { expect, onTestFinished, test } from 'vitest'
import { createIndexer } from '../src/index.js'
import { type Bench, Fleet, useFleet } from './use-fleet.js'

async function useConnectivity(): Promise<Bench> {
  const bench = useFleet()
  await bench.indexThings({ thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS' })
  return bench
}

test('[CND-002, CND-003] the reason of a disconnect stays until the next connection', async () => {
  const { fleet, call, account, find } = await useConnectivity()
  fleet.putThing('lamp')
  fleet.connect('lamp', { keepAliveSeconds: 30, isCleanSession: false, sessionExpirySeconds: 3600 })
  await account.timers.advance(5000)
  fleet.disconnect('lamp', 'MQTT_KEEP_ALIVE_TIMEOUT')
  expect(await call('GetThingConnectivityData', { thingName: 'lamp' })).toEqual({
    thingName: 'lamp',
    connected: false,
    timestamp: new Date(account.timers.now()),
    disconnectReason: 'MQTT_KEEP_ALIVE_TIMEOUT',
    clientId: 'lamp',
    keepAliveDuration: 30,
    cleanSession: false,
    sessionExpiry: 3600,
  })
  expect(await find('connectivity.disconnectReason:mqtt_keep_alive_timeout')).toEqual(['lamp'])
  fleet.connect('lamp')
  expect(await call('GetThingConnectivityData', { thingName: 'lamp' })).toMatchObject({ connected: true, disconnectReason: 'NONE' })
  expect(await find('connectivity.disconnectReason:*')).toEqual([])
})

test('[CND-003, CND-004, IDX-067] a thing that never connected is not connected, for no known reason', async () => {
  const { fleet, call, find } = await useConnectivity()
  fleet.putThing('lamp')
  expect(await call('GetThingConnectivityData', { thingName: 'lamp' })).toEqual({
    thingName: 'lamp',
    connected: false,
    disconnectReason: 'UNKNOWN',
  })
  expect(await find('connectivity.connected:false')).toEqual(['lamp'])
  expect(await find('connectivity.timestamp:*')).toEqual([])
})

test('[IDX-070] the end of a session that was taken over does not disconnect the thing', async () => {
  const { fleet, find } = await useConnectivity()
  fleet.putThing('lamp')
  fleet.connect('lamp')
  fleet.connect('lamp')
  fleet.disconnect('lamp', 'DUPLICATE_CLIENTID', 0)
  expect(await find('connectivity.connected:true')).toEqual(['lamp'])
})

test('[CND-006] a disconnect is remembered when the index is rebuilt, and forgotten when connectivity is switched off', async () => {
  const { fleet, find, indexThings } = await useConnectivity()
  fleet.putThing('lamp')
  fleet.connect('lamp')
  fleet.disconnect('lamp', 'CONNECTION_LOST')
  fleet.forgetConnection('lamp')
  await indexThings({ thingIndexingMode: 'REGISTRY_AND_SHADOW', thingConnectivityIndexingMode: 'STATUS' })
  expect(await find('connectivity.disconnectReason:CONNECTION_LOST')).toEqual(['lamp'])
  await indexThings({ thingIndexingMode: 'REGISTRY' })
  await indexThings({ thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS' })
  expect(await find('connectivity.disconnectReason:*')).toEqual([])
})

test('[CND-003] a connection is shown also when the client id is counted from the beginning again', async () => {
  const { fleet, find } = await useConnectivity()
  fleet.putThing('lamp')
  fleet.connect('lamp')
  fleet.connect('lamp')
  fleet.disconnect('lamp', 'CONNECTION_LOST')
  fleet.forgetConnection('lamp')
  fleet.connect('lamp')
  expect(await find('connectivity.connected:true')).toEqual(['lamp'])
})

test('[CND-005] without connectivity indexing there is no connectivity data, and none of unknown things', async () => {
  const { call, indexThings } = await useConnectivity()
  await expect(call('GetThingConnectivityData', { thingName: 'nobody' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await indexThings({ thingIndexingMode: 'REGISTRY' })
  await expect(call('GetThingConnectivityData', { thingName: 'nobody' })).rejects.toMatchObject({
    message: 'Index AWS_Things does not exist. Please enable index by calling UpdateIndexingConfiguration',
  })
})

test('[CND-007] socket members need the filter and the request', async () => {
  const { fleet, call } = await useConnectivity()
  fleet.putThing('lamp')
  fleet.connect('lamp', { sourceIp: '192.0.2.1', sourcePort: 1 })
  expect(await call('GetThingConnectivityData', { thingName: 'lamp', includeSocketInformation: true })).not.toHaveProperty('sourceIp')
})

test('a stop without a close leaves nobody connected and no change unseen', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'icl-indexer-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'a.sqlite')
  const first = createTestAccount({ file })
  const fleet = new Fleet(first)
  const indexer = createIndexer({ ...first, source: fleet, dynamicGroups: fleet.dynamicGroups })
  indexer.start()
  const { UpdateIndexingConfiguration: update } = indexer.operations.iot ?? {}
  await update?.({ thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS' } }, first.call)
  await first.timers.advance(1000)
  fleet.putThing('lamp')
  fleet.connect('lamp')
  // The process ends here: the store is closed, the indexer is not.
  first.close()

  const second = createTestAccount({ file })
  const fleetAfter = new Fleet(second)
  fleetAfter.putThing('lamp')
  fleetAfter.putThing('made-in-the-gap')
  const again = createIndexer({ ...second, source: fleetAfter, dynamicGroups: fleetAfter.dynamicGroups })
  again.start()
  await second.timers.advance(1000)
  const { SearchIndex: search } = again.operations.iot ?? {}
  const names = async (queryString: string): Promise<unknown> =>
    (await search?.({ queryString }, second.call))?.things?.map(({ thingName }) => thingName)
  expect(await names('connectivity.connected:true')).toEqual([])
  expect(await names('*')).toEqual(['lamp', 'made-in-the-gap'])
  await again.close()
  second.close()
})
