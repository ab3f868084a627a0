import {
  CreateThingCommand,
  DescribeThingCommand,
  IoTClient,
  ListCertificatesCommand,
  ListPoliciesCommand,
  ListThingsCommand,
} from '@aws-sdk/client-iot'
import { startIotCoreLocal } from 'iot-core-local'
import { expect, test } from 'vitest'
import { connect } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'

test('a wait that ends without a match says what was seen instead', async () => {
  const iot = await useEmulator()
  const waiting = iot.waitFor.message('wanted/#', { timeoutMs: 200 })
  await iot.publish('other/topic', 'x')
  await expect(waiting).rejects.toMatchObject({
    code: 'ICL_WAIT_TIMEOUT',
    message: expect.stringMatching(/wanted\/#.*other\/topic/) as string,
  })
  await expect(iot.waitFor.connection('nobody', { timeoutMs: 50 })).rejects.toMatchObject({ code: 'ICL_WAIT_TIMEOUT' })
})

test('a wait takes only what matches', async () => {
  const iot = await useEmulator()
  const waiting = iot.waitFor.message('numbers', { matches: ({ json }) => json === 3 })
  for (const number of [1, 2, 3, 4]) await iot.publish('numbers', String(number))
  expect(await waiting).toMatchObject({ topic: 'numbers', json: 3 })
})

test('a wait for a connection resolves at once when the client is there', async () => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp-1')
  const connected = iot.waitFor.connection('lamp-1')
  await connect(device.mqttOptions())
  await connected
  await iot.waitFor.connection('lamp-1')
})

test('the clock of the emulator stands still, moves and runs on', async () => {
  const iot = await useEmulator({ time: 'manual' })
  const before = iot.time.now().getTime()
  expect(iot.time.isFrozen).toBe(true)
  await iot.time.advance({ days: 1, hours: 1, minutes: 1, seconds: 1, milliseconds: 1 })
  expect(iot.time.now().getTime() - before).toBe(90_061_001)
  const control = new IoTClient(iot.clientConfig())
  await control.send(new CreateThingCommand({ thingName: 'lamp-1' }))
  iot.time.resume()
  expect(iot.time.isFrozen).toBe(false)
  await expect(iot.time.advance({ seconds: -1 })).rejects.toThrow(RangeError)
})

test('a reset drops resources and connections, and keeps listeners and CA', async () => {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const device = await iot.createDevice('lamp-1')
  const client = await connect(device.mqttOptions())
  await iot.reset()
  await client.closed()
  await expect(control.send(new DescribeThingCommand({ thingName: 'lamp-1' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await expect(connect(device.mqttOptions())).rejects.toThrow()
  const again = await iot.createDevice('lamp-1')
  expect(again.caPem).toBe(device.caPem)
  await connect(again.mqttOptions())
})

test('an emulator can be closed twice, and is disposed of at the end of a block', async () => {
  const iot = await startIotCoreLocal()
  await iot[Symbol.asyncDispose]()
  await iot.close()
  await expect(fetch(`${iot.httpEndpoint}/_local/health`)).rejects.toThrow()
})

test('an option that does not exist, or of the wrong kind, is refused with the nearest one', async () => {
  await expect(startIotCoreLocal({ htttpPort: 1 } as object)).rejects.toMatchObject({
    code: 'ICL_CONFIG_INVALID',
    hint: 'Did you mean httpPort?',
  })
  await expect(startIotCoreLocal({ accountId: '12' })).rejects.toMatchObject({ code: 'ICL_CONFIG_INVALID' })
})

test('a device may use its own topics and nothing else, unless it is given a policy', async () => {
  const iot = await useEmulator()
  const lamp = await connect(
    (await iot.createDevice('lamp-1', { attributes: { site: 'berlin' }, groups: ['lamps', 'lamps'] })).mqttOptions(),
  )
  await lamp.subscribe('lamp-1/#', '$aws/things/lamp-1/shadow/#')
  await lamp.publish('$aws/things/lamp-1/shadow/update', { state: { reported: { on: true } } })
  await lamp.message('$aws/things/lamp-1/shadow/update/accepted')
  await lamp.publish('lamp-2/x', 'x', 0)
  await lamp.closed()
  const { things } = await new IoTClient(iot.clientConfig()).send(
    new ListThingsCommand({ attributeName: 'site', attributeValue: 'berlin' }),
  )
  expect(things).toHaveLength(1)
  await expect(iot.createDevice('lamp-1')).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' })
})

test('a device that cannot be made leaves nothing behind', async () => {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  await expect(iot.createDevice('lamp-1', { policy: 'not JSON' })).rejects.toMatchObject({ name: 'MalformedPolicyException' })
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] }
  await expect(iot.createDevice('lamp-1', { policy, groups: ['not a group name'] })).rejects.toThrow()
  expect((await control.send(new ListThingsCommand({}))).things).toEqual([])
  expect((await control.send(new ListCertificatesCommand({}))).certificates).toEqual([])
  expect((await control.send(new ListPoliciesCommand({}))).policies).toEqual([])
})
