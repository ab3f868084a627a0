/*
 * What AWS IoT says of connections and subscriptions, as real clients and rules hear it: over both versions, over mutual TLS and over a
 * signed WebSocket. The reasons for which a connection ends are the broker package's tests.
 */
import {
  CreateTopicRuleCommand,
  DescribeEventConfigurationsCommand,
  IoTClient,
  UpdateCertificateCommand,
  UpdateEventConfigurationsCommand,
} from '@aws-sdk/client-iot'
import { DeleteConnectionCommand, IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import { type IotCoreLocal, startIotCoreLocal } from 'iot-core-local'
import type { IClientOptions } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Device } from './support/device-request.js'
import { connect, type TestClient } from './support/mqtt-client.js'
import { signedUrl } from './support/signed-url.js'

const ALLOW_ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

let iot: IotCoreLocal
let device: Device
let control: IoTClient
let data: IoTDataPlaneClient
let listeners = 0

beforeAll(async () => {
  iot = await startIotCoreLocal()
  device = await iot.createDevice('lamp', { policy: ALLOW_ALL })
  control = new IoTClient(iot.clientConfig())
  data = new IoTDataPlaneClient(iot.clientConfig())
})

afterAll(async () => {
  await iot.close()
})

const webSocketUrl = (): string =>
  signedUrl(`wss://${iot.host}:${String(iot.tlsPort)}`, { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' })

const WAYS = [
  { way: 'mtls4', name: 'MQTT 3.1.1 over mutual TLS', protocolVersion: 4, isWebSocket: false },
  { way: 'mtls5', name: 'MQTT 5 over mutual TLS', protocolVersion: 5, isWebSocket: false },
  { way: 'wss4', name: 'MQTT 3.1.1 over a signed WebSocket', protocolVersion: 4, isWebSocket: true },
  { way: 'wss5', name: 'MQTT 5 over a signed WebSocket', protocolVersion: 5, isWebSocket: true },
] as const
type Way = (typeof WAYS)[number]

function come(way: Way, more: IClientOptions): Promise<TestClient> {
  const { protocolVersion } = way
  return way.isWebSocket
    ? connect({ ca: iot.caPem, protocolVersion, ...more }, webSocketUrl())
    : connect({ ...device.mqttOptions(), protocolVersion, ...more })
}

/** Someone who hears all events. Resolves with what was heard about `clientId` when the presence event `last` has come. */
async function listener(): Promise<{ until: (last: string) => Promise<[string, Record<string, unknown>][]> }> {
  const client = await connect({ ...device.mqttOptions(), clientId: `listener-${String(++listeners)}` })
  await client.subscribe('$aws/events/#')
  return {
    until: async (last) => {
      await client.message(last)
      const clientId = last.split('/').at(-1) ?? ''
      return client.received
        .filter(({ topic }) => topic.endsWith(`/${clientId}`))
        .map(({ topic, payload }) => [topic, JSON.parse(payload) as Record<string, unknown>])
    },
  }
}

for (const way of WAYS)
  test(`[EVT-063] [EVT-064] [EVT-065] [EVT-066] [EVT-086] [BRK-354] ${way.name}: connected, subscribed, unsubscribed and disconnected have exactly their members`, async () => {
    const heard = await listener()
    const before = Date.now()
    const client = await come(way, { clientId: way.way })
    await client.subscribe('a/#', 'b')
    await client.client.unsubscribeAsync('a/#')
    await client.end()
    const events = await heard.until(`$aws/events/presence/disconnected/${way.way}`)
    const [, { sessionIdentifier, timestamp, ipAddress }] = events[0] ?? ['', {}]
    // No IAM here: a signed caller is known by its access key id.
    const principalIdentifier = way.isWebSocket ? 'AKIDEXAMPLE' : device.certificateId
    const who = { clientId: way.way, timestamp: expect.any(Number) as number, sessionIdentifier, principalIdentifier }
    expect(sessionIdentifier).toMatch(/^[0-9a-f-]{36}$/)
    expect(Number(timestamp)).toBeGreaterThanOrEqual(before)
    expect(ipAddress).toMatch(/^(127\.0\.0\.1|::1)$/)
    expect(events).toEqual([
      [`$aws/events/presence/connected/${way.way}`, { ...who, eventType: 'connected', ipAddress, versionNumber: 0 }],
      [`$aws/events/subscriptions/subscribed/${way.way}`, { ...who, eventType: 'subscribed', topics: ['a/#', 'b'] }],
      [`$aws/events/subscriptions/unsubscribed/${way.way}`, { ...who, eventType: 'unsubscribed', topics: ['a/#'] }],
      [
        `$aws/events/presence/disconnected/${way.way}`,
        {
          ...who,
          eventType: 'disconnected',
          clientInitiatedDisconnect: true,
          disconnectReason: 'CLIENT_INITIATED_DISCONNECT',
          versionNumber: 0,
        },
      ],
    ])
  })

const ENDINGS: readonly [reason: string, end: (client: TestClient, clientId: string, way: Way) => unknown][] = [
  ['CONNECTION_LOST', ({ client }) => client.stream.destroy()],
  ['DUPLICATE_CLIENTID', (_client, clientId, way) => come(way, { clientId })],
  ['API_INITIATED_DISCONNECT', (_client, clientId) => data.send(new DeleteConnectionCommand({ clientId }))],
  ['CLIENT_ERROR', ({ client }) => client.stream.write(Buffer.from('f000', 'hex'))],
]
for (const way of WAYS)
  test.each(ENDINGS)(`[EVT-072] [EVT-075] [SEC-808] [BRK-170] ${way.name}: %s, with the will`, async (reason, end) => {
    const heard = await listener()
    const clientId = `${way.way}-${reason}`
    const topic = `wills/${clientId}`
    const will = iot.waitFor.message(topic)
    const client = await come(way, { clientId, will: { topic, payload: Buffer.from('gone'), qos: 1, retain: false } })
    await end(client, clientId, way)
    const events = await heard.until(`$aws/events/presence/disconnected/${clientId}`)
    const disconnected = events.filter(([, { eventType }]) => eventType === 'disconnected')
    expect(disconnected).toMatchObject([
      [`$aws/events/presence/disconnected/${clientId}`, { clientInitiatedDisconnect: false, disconnectReason: reason, versionNumber: 0 }],
    ])
    expect((await will).payload.toString()).toBe('gone')
  })

test('[EVT-073] [SEC-808] a certificate that is deactivated ends its connections with AUTH_ERROR, and their wills are sent', async () => {
  const heard = await listener()
  const other = await iot.createDevice('other', { policy: ALLOW_ALL })
  for (const protocolVersion of [4, 5] as const) {
    const clientId = `other-${String(protocolVersion)}`
    const will = iot.waitFor.message(`wills/${clientId}`)
    const options = { ...other.mqttOptions(), clientId, protocolVersion }
    const client = await connect({ ...options, will: { topic: `wills/${clientId}`, payload: Buffer.from('gone'), qos: 1, retain: false } })
    const { certificateId } = other
    await control.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }))
    await client.closed()
    expect((await heard.until(`$aws/events/presence/disconnected/${clientId}`)).at(-1)).toMatchObject([
      `$aws/events/presence/disconnected/${clientId}`,
      { disconnectReason: 'AUTH_ERROR', principalIdentifier: certificateId },
    ])
    expect((await will).payload.toString()).toBe('gone')
    await control.send(new UpdateCertificateCommand({ certificateId, newStatus: 'ACTIVE' }))
  }
})

test('[EVT-005] [EVT-012] a rule selects from presence topics, whose levels are counted from $aws', async () => {
  await control.send(
    new CreateTopicRuleCommand({
      ruleName: 'presence',
      topicRulePayload: {
        sql: "SELECT *, topic(4) AS what, topic(5) AS who FROM '$aws/events/presence/connected/#'",
        awsIotSqlVersion: '2016-03-23',
        actions: [{ republish: { topic: 'seen/presence', roleArn: 'arn:aws:iam::000000000000:role/r' } }],
      },
    }),
  )
  const seen = iot.waitFor.message('seen/presence', { matches: ({ payload }) => payload.includes('ruled') })
  await connect({ ...device.mqttOptions(), clientId: 'ruled' })
  expect((await seen).json).toMatchObject({ eventType: 'connected', clientId: 'ruled', what: 'connected', who: 'ruled' })
})

test('[EVT-007] a client needs iot:Subscribe and iot:Receive for events like for anything', async () => {
  const arn = 'arn:aws:iot:us-east-1:000000000000:'
  const nosy = await iot.createDevice('nosy', {
    policy: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' },
        { Effect: 'Allow', Action: 'iot:Subscribe', Resource: `${arn}topicfilter/$aws/events/presence/*` },
        { Effect: 'Allow', Action: 'iot:Receive', Resource: `${arn}topic/$aws/events/presence/connected/*` },
        // The form that AWS's guide prints has no resource type, and allows nothing.
        { Effect: 'Allow', Action: ['iot:Subscribe', 'iot:Receive'], Resource: 'arn:aws:iot:us-east-1:000000000000:/$aws/events/*' },
      ],
    },
  })
  const client = await connect({ ...nosy.mqttOptions(), protocolVersion: 5 })
  await client.subscribe('$aws/events/presence/#')
  await expect(client.subscribe('$aws/events/subscriptions/#')).rejects.toThrow('Not authorized')
  const passing = await connect({ ...device.mqttOptions(), clientId: 'passing' })
  await passing.end()
  await connect({ ...device.mqttOptions(), clientId: 'marker' })
  await client.message('$aws/events/presence/connected/marker')
  expect(client.received.map(({ topic }) => topic)).toEqual([
    '$aws/events/presence/connected/passing',
    '$aws/events/presence/connected/marker',
  ])
})

test('[EVT-003] [EVT-004] presence needs no switch, and the switches that seem to be for it have no effect', async () => {
  const heard = await listener()
  const eventConfigurations = { CERTIFICATE: { Enabled: false }, CA_CERTIFICATE: { Enabled: false }, POLICY: { Enabled: true } }
  await control.send(new UpdateEventConfigurationsCommand({ eventConfigurations }))
  const { eventConfigurations: shown } = await control.send(new DescribeEventConfigurationsCommand({}))
  expect(shown).toMatchObject(eventConfigurations)
  await (await connect({ ...device.mqttOptions(), clientId: 'always' })).end()
  expect(await heard.until('$aws/events/presence/disconnected/always')).toHaveLength(2)
})

test('[EVT-070] a message over HTTP connects nobody', async () => {
  const heard = await listener()
  await data.send(new PublishCommand({ topic: 'over/http', payload: Buffer.from('x') }))
  await (await connect({ ...device.mqttOptions(), clientId: 'after-http' })).end()
  const events = await heard.until('$aws/events/presence/disconnected/after-http')
  expect(events).toHaveLength(2)
  expect(iot.decisions({ limit: 2_000 }).filter(({ eventType, clientId }) => eventType === 'Connect' && clientId === undefined)).toEqual([])
})

test('[EVT-013] events stay in their account and Region', async () => {
  const elsewhere = iot.account('111111111111', 'eu-west-1')
  const stranger = await elsewhere.createDevice('stranger', { policy: ALLOW_ALL })
  const watcher = await connect({ ...stranger.mqttOptions(), clientId: 'watcher' })
  await watcher.subscribe('$aws/events/#')
  await (await connect({ ...device.mqttOptions(), clientId: 'here' })).end()
  await connect({ ...stranger.mqttOptions(), clientId: 'there' })
  await watcher.message('$aws/events/presence/connected/there')
  expect(watcher.received.map(({ topic }) => topic)).toEqual([
    '$aws/events/subscriptions/subscribed/watcher',
    '$aws/events/presence/connected/there',
  ])
})
