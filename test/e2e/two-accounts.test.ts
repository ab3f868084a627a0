import {
  CreateThingCommand,
  IoTClient,
  ListCertificatesCommand,
  ListThingsCommand,
  SearchIndexCommand,
  UpdateIndexingConfigurationCommand,
} from '@aws-sdk/client-iot'
import { GetThingShadowCommand, IoTDataPlaneClient, UpdateThingShadowCommand } from '@aws-sdk/client-iot-data-plane'
import { expect, test } from 'vitest'
import { connect } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'

test('two accounts of one process share thing names and client ids, and nothing crosses', async () => {
  const iot = await useEmulator({ time: 'manual' })
  const accounts = [iot.account('111111111111'), iot.account('222222222222')] as const
  const [first, second] = accounts
  for (const account of accounts) {
    await new IoTClient(account.clientConfig()).send(
      new UpdateIndexingConfigurationCommand({
        thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY_AND_SHADOW', thingConnectivityIndexingMode: 'STATUS' },
      }),
    )
  }
  const devices = [
    await first.createDevice('lamp-1', { attributes: { owner: 'first' } }),
    await second.createDevice('lamp-1', { attributes: { owner: 'second' } }),
  ] as const
  const [a, b] = [await connect(devices[0].mqttOptions()), await connect(devices[1].mqttOptions())] as const
  for (const client of [a, b]) await client.subscribe('lamp-1/#', '$aws/things/lamp-1/shadow/update/delta')

  // Messages: the same topic, the same client id, two brokers.
  await a.publish('lamp-1/from', 'first')
  await b.publish('lamp-1/from', 'second')
  expect((await a.message('lamp-1/from')).payload).toBe('first')
  expect((await b.message('lamp-1/from')).payload).toBe('second')
  expect([a.client.connected, b.client.connected]).toEqual([true, true])

  // Shadows and search results.
  await new IoTDataPlaneClient(first.clientConfig()).send(
    new UpdateThingShadowCommand({ thingName: 'lamp-1', payload: Buffer.from('{"state":{"desired":{"x":1}}}') }),
  )
  await a.message('$aws/things/lamp-1/shadow/update/delta')
  await expect(
    new IoTDataPlaneClient(second.clientConfig()).send(new GetThingShadowCommand({ thingName: 'lamp-1' })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await iot.time.advance({ seconds: 5 })
  for (const [account, owner] of [
    [first, 'first'],
    [second, 'second'],
  ] as const) {
    const { things } = await new IoTClient(account.clientConfig()).send(
      new SearchIndexCommand({ queryString: 'thingName:lamp-1 AND connectivity.connected:true' }),
    )
    expect(things?.map((thing) => thing.attributes?.['owner'])).toEqual([owner])
  }

  // Certificates, things, decisions; and the default account knows of none of it.
  for (const account of accounts) {
    const { certificates } = await new IoTClient(account.clientConfig()).send(new ListCertificatesCommand({}))
    expect(certificates).toHaveLength(1)
  }
  await new IoTClient(first.clientConfig()).send(new CreateThingCommand({ thingName: 'only-here' }))
  const others = await new IoTClient(second.clientConfig()).send(new ListThingsCommand({}))
  expect(others.things?.map((thing) => thing.thingName)).toEqual(['lamp-1'])
  const defaults = await new IoTClient(iot.clientConfig()).send(new ListThingsCommand({}))
  expect(defaults.things).toEqual([])
  expect(iot.decisions({ clientId: 'lamp-1' })).toEqual([])

  // What the second received is its own alone.
  await a.publish('lamp-1/last', 'first')
  await a.message('lamp-1/last')
  expect(b.received.map((message) => [message.topic, message.payload])).toEqual([['lamp-1/from', 'second']])
})

test('two emulators in one process do not see each other', async () => {
  const [left, right] = [await useEmulator(), await useEmulator()] as const
  await left.createDevice('lamp-1')
  const { things } = await new IoTClient(right.clientConfig()).send(new ListThingsCommand({}))
  expect(things).toEqual([])
  await left.close()
  await right.createDevice('lamp-1')
})
