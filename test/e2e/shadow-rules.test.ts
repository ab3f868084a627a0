/* Shadows as devices and applications meet them on the wire: who sees which message, over which edge, under which policy. */
import { CreateTopicRuleCommand, IoTClient, UpdateEventConfigurationsCommand } from '@aws-sdk/client-iot'
import {
  DeleteThingShadowCommand,
  GetThingShadowCommand,
  IoTDataPlaneClient,
  ListNamedShadowsForThingCommand,
  PublishCommand,
  UpdateThingShadowCommand,
} from '@aws-sdk/client-iot-data-plane'
import type { IotCoreLocal } from 'iot-core-local'
import { expect, test } from 'vitest'
import { send } from './support/device-request.js'
import { connect, type TestClient } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'

const ARN = 'arn:aws:iot:us-east-1:000000000000:'
const CONNECT = { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' }
const ALLOW_ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))

async function useShadows() {
  const iot = await useEmulator()
  return { iot, data: new IoTDataPlaneClient(iot.clientConfig()), control: new IoTClient(iot.clientConfig()) }
}

async function useDevice(iot: IotCoreLocal, thingName: string, policy: object = ALLOW_ALL): Promise<TestClient> {
  return connect((await iot.createDevice(thingName, { policy })).mqttOptions())
}

/** All that was published before has arrived when this resolves. */
async function settle(client: TestClient, fence: string): Promise<void> {
  await client.subscribe(fence)
  await client.publish(fence, 'fence')
  await client.message(fence)
}

test('[SHD-002] [SHD-003] [SHD-006] a thing begins without shadows and may have many, also one called $package', async () => {
  const { iot, data } = await useShadows()
  await iot.createDevice('lamp')
  await expect(data.send(new GetThingShadowCommand({ thingName: 'lamp' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  const names = ['$package', 'a:b_c-d', 'x'.repeat(64), ...Array.from({ length: 60 }, (_, index) => `n${String(index)}`)]
  for (const shadowName of names) {
    await data.send(new UpdateThingShadowCommand({ thingName: 'lamp', shadowName, payload: bytes({ state: { reported: { on: true } } }) }))
  }
  const { results } = await data.send(new ListNamedShadowsForThingCommand({ thingName: 'lamp', pageSize: 100 }))
  expect(results).toEqual([...names].sort())
})

test('[SHD-110] [SHD-116] [SHD-117] requests and answers are messages for whoever subscribed before, never retained', async () => {
  const { iot } = await useShadows()
  const lamp = await useDevice(iot, 'lamp')
  const watcher = await useDevice(iot, 'watcher')
  const topic = '$aws/things/lamp/shadow'
  await lamp.subscribe(
    `${topic}/get/+`,
    `${topic}/delete/+`,
    `${topic}/update/accepted`,
    `${topic}/update/rejected`,
    `${topic}/update/delta`,
  )
  await watcher.subscribe('$aws/things/+/shadow/update', '$aws/things/+/shadow/update/#')
  await lamp.publish(`${topic}/update`, { state: { desired: { on: true }, reported: { on: false } } })
  await lamp.message(`${topic}/update/delta`)
  await lamp.publish(`${topic}/get`, '')
  await lamp.message(`${topic}/get/accepted`)
  await lamp.publish(`${topic}/delete`, '')
  await lamp.message(`${topic}/delete/accepted`)
  await settle(watcher, 'fence')
  expect(watcher.received.map((one) => one.topic).sort()).toEqual(
    [`${topic}/update`, `${topic}/update/accepted`, `${topic}/update/delta`, `${topic}/update/documents`, 'fence'].sort(),
  )
  const late = await useDevice(iot, 'late')
  await late.subscribe(`${topic}/#`)
  await settle(late, 'late-fence')
  expect(late.received.map((one) => one.topic)).toEqual(['late-fence'])
})

test('[SHD-095] a request with RETAIN is refused', async () => {
  const { iot, data } = await useShadows()
  const lamp = await useDevice(iot, 'lamp')
  lamp.client.publish('$aws/things/lamp/shadow/update', '{"state":{"reported":{"on":true}}}', { qos: 1, retain: true })
  await lamp.closed()
  await expect(data.send(new GetThingShadowCommand({ thingName: 'lamp' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('[SHD-111] rules see requests and answers, and a republish to $$aws updates a shadow', async () => {
  const { iot, control, data } = await useShadows()
  await control.send(
    new CreateTopicRuleCommand({
      ruleName: 'mirror',
      topicRulePayload: {
        sql: `SELECT state FROM '$aws/things/+/shadow/update' WHERE topic(3) = 'lamp'`,
        actions: [{ republish: { roleArn: 'arn:aws:iam::000000000000:role/r', topic: '$$aws/things/twin/shadow/update', qos: 1 } }],
      },
    }),
  )
  const lamp = await useDevice(iot, 'lamp')
  await lamp.subscribe('$aws/things/twin/shadow/update/accepted')
  await lamp.publish('$aws/things/lamp/shadow/update', { state: { reported: { on: true } } })
  await lamp.message('$aws/things/twin/shadow/update/accepted')
  const { payload = new Uint8Array() } = await data.send(new GetThingShadowCommand({ thingName: 'twin' }))
  expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({ state: { reported: { on: true } }, version: 1 })
})

test('[SHD-113] Publish over HTTP to a request topic makes the request; its result is on the answer topics alone', async () => {
  const { iot, data } = await useShadows()
  const lamp = await useDevice(iot, 'lamp')
  await lamp.subscribe('$aws/things/lamp/shadow/update/+')
  const topic = '$aws/things/lamp/shadow/update'
  expect((await data.send(new PublishCommand({ topic, qos: 1, payload: bytes({ state: 1 }) }))).$metadata.httpStatusCode).toBe(200)
  expect(await lamp.json(`${topic}/rejected`)).toMatchObject({ code: 400 })
  await data.send(new PublishCommand({ topic, qos: 1, payload: bytes({ state: { desired: { on: true } } }) }))
  expect(await lamp.json(`${topic}/accepted`)).toMatchObject({ version: 1, state: { desired: { on: true } } })
})

test('[SHD-115] [SHD-124] over MQTT the topics are what is allowed, over HTTPS the shadow actions on the thing', async () => {
  const { iot } = await useShadows()
  const topics = {
    Version: '2012-10-17',
    Statement: [
      CONNECT,
      { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: `${ARN}topic/$aws/things/lamp/shadow/*` },
      { Effect: 'Allow', Action: 'iot:Subscribe', Resource: `${ARN}topicfilter/$aws/things/lamp/shadow/*` },
    ],
  }
  const byTopic = await iot.createDevice('lamp', { policy: topics })
  const lamp = await connect(byTopic.mqttOptions())
  await lamp.subscribe('$aws/things/lamp/shadow/update/accepted')
  await lamp.publish('$aws/things/lamp/shadow/update', { state: { reported: { on: true } } })
  await lamp.message('$aws/things/lamp/shadow/update/accepted')
  expect(await send(byTopic, 'GET', '/things/lamp/shadow')).toMatchObject({ status: 403, errorType: 'ForbiddenException' })

  const actions = {
    Version: '2012-10-17',
    Statement: [CONNECT, { Effect: 'Allow', Action: ['iot:GetThingShadow', 'iot:UpdateThingShadow'], Resource: `${ARN}thing/lamp` }],
  }
  const byAction = await iot.createDevice('desk', { policy: actions })
  expect(await send(byAction, 'GET', '/things/lamp/shadow')).toMatchObject({ status: 200, body: { state: { reported: { on: true } } } })
  expect(await send(byAction, 'POST', '/things/lamp/shadow', '{"state":{"desired":{"on":false}}}')).toMatchObject({ status: 200 })
  expect(await send(byAction, 'DELETE', '/things/lamp/shadow')).toMatchObject({ status: 403 })
  const desk = await connect(byAction.mqttOptions())
  desk.client.publish('$aws/things/lamp/shadow/get', '', { qos: 1 })
  await desk.closed()
})

test('[SHD-120] [SHD-123] [SHD-125] over HTTP a document is the whole body, and errors are those of the API', async () => {
  const { iot } = await useShadows()
  const device = await iot.createDevice('lamp', { policy: ALLOW_ALL })
  expect(await send(device, 'GET', '/things/lamp/shadow')).toMatchObject({
    status: 404,
    errorType: 'ResourceNotFoundException',
    body: { message: `No shadow exists with name: 'lamp'` },
  })
  expect(await send(device, 'POST', '/things/nobody/shadow', '{"state":{"desired":{"on":true}}}')).toMatchObject({
    status: 200,
    body: { state: { desired: { on: true } }, version: 1 },
  })
  expect(await send(device, 'POST', '/things/nobody/shadow', '{"state":{"desired":{"on":true}},"version":7}')).toMatchObject({
    status: 409,
    errorType: 'ConflictException',
    body: { message: 'Version conflict' },
  })
  expect(await send(device, 'POST', '/things/nobody/shadow', '{"state":')).toMatchObject({
    status: 400,
    errorType: 'InvalidRequestException',
  })
  expect(
    await send(device, 'POST', '/things/nobody/shadow', JSON.stringify({ state: { desired: { text: 'x'.repeat(9_000) } } })),
  ).toMatchObject({
    status: 413,
    errorType: 'RequestEntityTooLargeException',
  })
})

test('[SHD-143] a change of a shadow is no event of the registry', async () => {
  const { iot, control, data } = await useShadows()
  const Enabled = { Enabled: true }
  await control.send(new UpdateEventConfigurationsCommand({ eventConfigurations: { THING: Enabled, THING_GROUP: Enabled } }))
  const watcher = await useDevice(iot, 'watcher')
  await watcher.subscribe('$aws/events/thing/#', '$aws/things/lamp/shadow/#')
  await data.send(new UpdateThingShadowCommand({ thingName: 'lamp', payload: bytes({ state: { reported: { on: true } } }) }))
  await data.send(new DeleteThingShadowCommand({ thingName: 'lamp' }))
  await settle(watcher, 'fence')
  expect(watcher.received.map((one) => one.topic)).toEqual([
    '$aws/things/lamp/shadow/update/documents',
    '$aws/things/lamp/shadow/update/accepted',
    '$aws/things/lamp/shadow/delete/accepted',
    'fence',
  ])
})
