/* Where clients find the emulator, by which names, with which trust, and what their wills become when policies change. */
import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreatePolicyCommand,
  DescribeEndpointCommand,
  DetachPolicyCommand,
  IoTClient,
} from '@aws-sdk/client-iot'
import { GetRetainedMessageCommand, IoTDataPlaneClient, ListRetainedMessagesCommand, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import { once } from 'node:events'
import { connect as connectTls } from 'node:tls'
import { expect, test } from 'vitest'
import { connect } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'

test('[API-004] [SEC-104] DescribeEndpoint answers with a host name alone, the same each time, and refuses what is no type', async () => {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const addressOf = async (endpointType?: string): Promise<string | undefined> =>
    (await control.send(new DescribeEndpointCommand({ endpointType }))).endpointAddress
  const types = [undefined, 'iot:Data', 'iot:Data-ATS', 'iot:CredentialProvider', 'iot:Jobs', 'iot:Data-Beta']
  for (const type of types) {
    const address = await addressOf(type)
    expect(address).toMatch(/^[a-z0-9.-]+$/)
    expect(await addressOf(type)).toBe(address)
  }
  await expect(addressOf('iot:Nothing')).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: 'Endpoint type iot:Nothing not recognized.',
  })
})

test('[BRK-009] [SEC-109] one CA certificate, which can be downloaded, validates every listener under the name that DescribeEndpoint tells', async () => {
  const iot = await useEmulator({ advertisedHost: ['devices.example.test'] })
  const control = new IoTClient(iot.clientConfig())
  const { endpointAddress = '' } = await control.send(new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' }))
  const ca = await (await fetch(`http://${iot.host}:${String(iot.httpPort)}/_local/ca.pem`)).text()
  expect(ca).toBe(iot.caPem)
  for (const port of [iot.mqttsPort, iot.tlsPort])
    for (const servername of [endpointAddress, 'localhost']) {
      const socket = connectTls({ host: iot.host, port, ca, servername })
      await once(socket, 'secureConnect')
      expect(socket.authorized).toBe(true)
      socket.destroy()
    }
  expect(endpointAddress).toBe('devices.example.test')
})

test.each([
  ['no SNI', ''],
  ['a name that nobody has', 'other.example.test'],
  ['an endpoint of another account', 'a0000000000000-ats.iot.us-east-1.amazonaws.com'],
])('[BRK-007] [SEC-105] a device comes in with %s', async (_name, servername) => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp')
  const client = await connect({ ...device.mqttOptions(), servername, checkServerIdentity: () => undefined } as never)
  await client.publish('lamp/data', 'x')
})

test('[SEC-103] [BRK-001] a device comes in over the shared port with x-amzn-mqtt-ca, over both ports without ALPN', async () => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp')
  for (const more of [{ port: iot.tlsPort, ALPNProtocols: ['x-amzn-mqtt-ca'] }, { port: iot.tlsPort }, { port: iot.mqttsPort }]) {
    const client = await connect({ ...device.mqttOptions(), ...more })
    await client.publish('lamp/data', 'x')
    await client.end()
  }
})

const document = (...topics: string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' },
      { Effect: 'Allow', Action: 'iot:Publish', Resource: topics.map((topic) => `arn:aws:iot:us-east-1:000000000000:topic/${topic}`) },
    ],
  })

test('[SEC-807] a will is authorised when it is sent, too: a policy that changed in between decides, and the record says so', async () => {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const device = await iot.createDevice('lamp', { policy: JSON.parse(document('end')) as object })
  const target = device.certificateArn
  for (const [policyName, topic] of [
    ['will', 'wills/lamp'],
    ['other', 'other'],
  ] as const) {
    await control.send(new CreatePolicyCommand({ policyName, policyDocument: document(topic) }))
  }
  const watcher = await connect({ ...(await iot.createDevice('watcher', { policy: allowAll })).mqttOptions() })
  await watcher.subscribe('wills/lamp', 'end')
  for (const protocolVersion of [4, 5] as const) {
    for (const [round, detached] of [
      ['kept', 'other'],
      ['revoked', 'will'],
    ] as const) {
      for (const policyName of ['will', 'other']) await control.send(new AttachPolicyCommand({ policyName, target }))
      const payload = `${round} ${String(protocolVersion)}`
      const will = { topic: 'wills/lamp', payload: Buffer.from(payload), qos: 1 as const, retain: false }
      const client = await connect({ ...device.mqttOptions(), protocolVersion, will })
      await control.send(new DetachPolicyCommand({ policyName: detached, target }))
      const closed = iot.waitFor.event('connection.closed')
      client.client.stream.destroy()
      await closed
    }
  }
  await iot.publish('end', 'x')
  await watcher.message('end')
  expect(watcher.received.flatMap(({ topic, payload }) => (topic === 'wills/lamp' ? [payload] : []))).toEqual(['kept 4', 'kept 5'])
  const refused = iot.decisions({ clientId: 'lamp', outcome: 'refused' })
  expect(refused).toMatchObject([
    { action: 'iot:Publish', topic: 'wills/lamp', eventType: 'Publish-In' },
    { action: 'iot:Publish', topic: 'wills/lamp', eventType: 'Publish-In' },
  ])
})

const allowAll = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

test('[BRK-340] lifecycle events name the thing only where a certificate is its own exclusively', async () => {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const shared = await iot.createDevice('shared', { policy: allowAll })
  const own = await iot.createDevice('own', { policy: allowAll })
  const attachment = { principal: own.certificateArn, thingName: 'own' }
  await control.send(new AttachThingPrincipalCommand({ ...attachment, thingPrincipalType: 'EXCLUSIVE_THING' }))
  const thingNames: unknown[] = []
  for (const device of [shared, own]) {
    const connected = iot.waitFor.message(`$aws/events/presence/connected/${device.thingName}`)
    await connect(device.mqttOptions())
    thingNames.push(((await connected).json as { thingName?: string }).thingName)
  }
  expect(thingNames).toEqual([undefined, 'own'])
})

test('[BRK-304] [BRK-312] [BRK-159] with the SDK a retained message is published, read, listed and deleted by an empty one', async () => {
  const iot = await useEmulator()
  const data = new IoTDataPlaneClient(iot.clientConfig())
  const topic = 'kept/ü and more'
  const userProperties = '[{"a":"1"},{"a":"2"}]'
  await data.send(new PublishCommand({ topic, retain: true, qos: 1, payload: Buffer.from([0, 255]), userProperties }))
  const got = await data.send(new GetRetainedMessageCommand({ topic }))
  expect(got).toMatchObject({ topic, qos: 1, payload: new Uint8Array([0, 255]) })
  expect(Buffer.from(got.userProperties ?? []).toString()).toBe(userProperties)
  expect(Number(got.lastModifiedTime)).toBeGreaterThan(1_700_000_000_000)
  expect((await data.send(new ListRetainedMessagesCommand({}))).retainedTopics).toMatchObject([{ topic, payloadSize: 2, qos: 1 }])
  await data.send(new PublishCommand({ topic, retain: true }))
  await expect(data.send(new GetRetainedMessageCommand({ topic }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})
