import { createServer } from 'node:http'
import { once } from 'node:events'
import { createTimers, type ControllableTimers } from '@iot-core-local/core'
import mqtt from 'mqtt'
import { expect, onTestFinished, test } from 'vitest'
import { createWebSocketStream, WebSocket } from 'ws'
import { connectPacket, heard, join, publishPacket, subscribe, useBroker, type BrokerHarness, type RawClient } from './use-broker.js'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

type Event = readonly [topic: string, payload: Record<string, unknown>]
const eventsOf = (harness: BrokerHarness): Event[] =>
  harness.sunk
    .filter(({ topic }) => topic.startsWith('$aws/events/'))
    .map(({ topic, payload }) => [topic, JSON.parse(payload.toString()) as Record<string, unknown>])

interface Ending {
  readonly reason: string
  readonly end: (harness: BrokerHarness, client: RawClient, version: 4 | 5, wallTimers: ControllableTimers) => unknown
}

const endings: readonly Ending[] = [
  { reason: 'CLIENT_INITIATED_DISCONNECT', end: (_harness, client, version) => client.send({ cmd: 'disconnect', reasonCode: 0 }, version) },
  { reason: 'CLIENT_ERROR', end: (_harness, client, version) => client.send(connectPacket('again', version), version) },
  { reason: 'CONNECTION_LOST', end: (_harness, client) => client.socket.destroy() },
  { reason: 'DUPLICATE_CLIENTID', end: (harness, _client, version) => join(harness, 'c', version) },
  { reason: 'MQTT_KEEP_ALIVE_TIMEOUT', end: (_harness, _client, _version, wallTimers) => wallTimers.advance(91_000) },
  {
    reason: 'AUTH_ERROR',
    end: (harness) => harness.account.events.publish({ type: 'certificate.deleted', certificateId: harness.access.certificateId }),
  },
  {
    reason: 'API_INITIATED_DISCONNECT',
    end: (harness) => harness.broker.operations['iot-data']?.DeleteConnection?.({ clientId: 'c' }, harness.account.call),
  },
  { reason: 'SERVER_INITIATED_DISCONNECT', end: (harness) => harness.broker.close() },
]

for (const { reason, end } of endings)
  for (const version of [4, 5] as const)
    test(`[EVT-064] [EVT-065] [EVT-072] [SEC-808] ${reason} is told of MQTT ${version === 4 ? '3' : '5'} with exactly its members, and shares number and session with its connect`, async () => {
      const wallTimers = createTimers({ mode: 'manual', startMs: 1_000_000 })
      const harness = await useBroker({ wallTimers })
      const client = await join(harness, 'c', version)
      const closed = harness.account.events.next('connection.closed')
      await end(harness, client, version, wallTimers)
      const { connection } = await closed
      const events = eventsOf(harness)
      const who = {
        clientId: 'c',
        timestamp: harness.account.timers.now(),
        sessionIdentifier: connection.sessionId,
        principalIdentifier: harness.access.certificateId,
        versionNumber: 0,
      }
      expect(events.find(([topic]) => topic === '$aws/events/presence/connected/c')?.[1]).toEqual({
        ...who,
        eventType: 'connected',
        ipAddress: '127.0.0.1',
      })
      expect(events.filter(([topic]) => topic === '$aws/events/presence/disconnected/c')).toEqual([
        [
          '$aws/events/presence/disconnected/c',
          {
            ...who,
            eventType: 'disconnected',
            disconnectReason: reason,
            clientInitiatedDisconnect: reason === 'CLIENT_INITIATED_DISCONNECT',
          },
        ],
      ])
    })

test('[EVT-073] [SEC-808] a denied publish or subscribe ends MQTT 3 with AUTH_ERROR, and leaves MQTT 5 where it is', async () => {
  for (const packet of [
    publishPacket('no', 1),
    { cmd: 'subscribe' as const, messageId: 1, subscriptions: [{ topic: 'no', qos: 0 as const }] },
  ]) {
    const harness = await useBroker()
    harness.access.deny('iot:Publish topic/no', 'iot:Subscribe topicfilter/no')
    const three = await join(harness, 'three', 4)
    three.send(packet)
    await three.closed()
    const five = await join(harness, 'five', 5)
    five.send(packet, 5)
    await heard(five)
    expect(eventsOf(harness).filter(([topic]) => topic.includes('/disconnected/'))).toMatchObject([
      ['$aws/events/presence/disconnected/three', { disconnectReason: 'AUTH_ERROR', clientInitiatedDisconnect: false }],
    ])
  }
})

test('[EVT-073] what fails inside the emulator ends the connection with SERVER_ERROR', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5)
  const closed = harness.account.events.next('connection.closed')
  harness.access.breakDown()
  client.send(publishPacket('t', 1), 5)
  expect(await client.next()).toMatchObject({ cmd: 'disconnect', reasonCode: 0x80 })
  await closed
  expect(eventsOf(harness).at(-1)).toMatchObject(['$aws/events/presence/disconnected/c', { disconnectReason: 'SERVER_ERROR' }])
})

test('[EVT-065] [EVT-071] [BRK-357] over WebSocket the members are the same, a Close frame is the client’s goodbye, a lost socket is not', async () => {
  for (const protocolVersion of [4, 5] as const)
    for (const [reason, end] of [
      ['CLIENT_INITIATED_DISCONNECT', (webSocket: WebSocket) => webSocket.close(1000)],
      ['CONNECTION_LOST', (webSocket: WebSocket) => webSocket.terminate()],
    ] as const) {
      const harness = await useBroker()
      const server = createServer()
      server.on('upgrade', (request, socket, head) => {
        harness.listeners.upgradeWebSocket(request, socket, head, { transport: 'http', remoteAddress: '2001:db8::7', remotePort: 1 })
      })
      onTestFinished(() => void server.close())
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const address = server.address()
      const webSocket = new WebSocket(`ws://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}/mqtt`, 'mqtt')
      const client = new mqtt.MqttClient(() => createWebSocketStream(webSocket), { clientId: 'web', reconnectPeriod: 0, protocolVersion })
      client.on('error', () => undefined)
      onTestFinished(() => void client.end(true))
      await new Promise((resolve) => client.once('connect', resolve))
      const closed = harness.account.events.next('connection.closed')
      end(webSocket)
      const { connection } = await closed
      const who = {
        clientId: 'web',
        timestamp: harness.account.timers.now(),
        sessionIdentifier: connection.sessionId,
        principalIdentifier: harness.access.certificateId,
        versionNumber: 0,
      }
      expect(eventsOf(harness)).toEqual([
        ['$aws/events/presence/connected/web', { ...who, eventType: 'connected', ipAddress: '2001:db8::7' }],
        [
          '$aws/events/presence/disconnected/web',
          {
            ...who,
            eventType: 'disconnected',
            disconnectReason: reason,
            clientInitiatedDisconnect: reason === 'CLIENT_INITIATED_DISCONNECT',
          },
        ],
      ])
    }
})

test('[EVT-069] [BRK-385] a take-over is told of both connections, in order of their numbers', async () => {
  const harness = await useBroker()
  await join(harness, 'c', 4)
  const newer = await join(harness, 'c', 5)
  await heard(newer)
  expect(eventsOf(harness)).toMatchObject([
    ['$aws/events/presence/connected/c', { versionNumber: 0 }],
    ['$aws/events/presence/disconnected/c', { versionNumber: 0, disconnectReason: 'DUPLICATE_CLIENTID' }],
    ['$aws/events/presence/connected/c', { versionNumber: 1 }],
  ])
  const [record] = harness.account.decisions.find({ reason: 'DUPLICATE_CLIENT_ID' })
  expect(record?.explanation).toContain('A new connection was established with the same client ID')
})

test('[EVT-067] [BRK-356] a session identifier is a UUID, one for all events of a connection and another for the next, also of a persistent session', async () => {
  const harness = await useBroker()
  for (let count = 0; count < 2; count++) {
    const client = await join(harness, 'c', 4, { clean: false })
    await subscribe(client, 4, { topic: 't', qos: 0 })
    client.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['t'] })
    await client.next()
    const closed = harness.account.events.next('connection.closed')
    client.send({ cmd: 'disconnect' })
    await closed
  }
  const found = eventsOf(harness).map(([, { sessionIdentifier }]) => String(sessionIdentifier))
  expect(found).toHaveLength(8)
  expect(new Set(found.slice(0, 4)).size).toBe(1)
  expect(new Set(found.slice(4)).size).toBe(1)
  expect(new Set(found).size).toBe(2)
  for (const id of found) expect(id).toMatch(UUID)
})

test('[EVT-076] DeleteConnection says DISCONNECT to MQTT 5, closes, and tells of it', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5)
  await harness.broker.operations['iot-data']?.DeleteConnection?.({ clientId: 'c' }, harness.account.call)
  expect(await client.next()).toMatchObject({ cmd: 'disconnect', reasonCode: 0x98 })
  expect(await client.next()).toBeUndefined()
  expect(eventsOf(harness).at(-1)).toMatchObject(['$aws/events/presence/disconnected/c', { disconnectReason: 'API_INITIATED_DISCONNECT' }])
})

test('[EVT-082] who is not admitted, and whose CONNECT is no good, causes no event; a refusal by policy no other than connect_failed', async () => {
  const harness = await useBroker()
  harness.access.refusedClientIds.add('stranger')
  harness.access.deny('iot:Connect client/denied', 'iot:Publish topic/secret')
  const secret = { will: { topic: 'secret', payload: 'x', qos: 0 as const } }
  for (const version of [4, 5] as const) {
    for (const [clientId, more] of [
      ['stranger', {}],
      ['$bad', {}],
      ['denied', {}],
      ['testator', secret],
    ] as const) {
      await (await join(harness, clientId, version, more)).closed()
    }
  }
  expect(eventsOf(harness).map(([topic, { versionNumber }]) => [topic, versionNumber])).toEqual(
    [4, 5].flatMap(() => [
      ['$aws/events/presence/connect_failed/denied', undefined],
      ['$aws/events/presence/connect_failed/testator', undefined],
    ]),
  )
})

test('[EVT-080] [EVT-081] [BRK-045] connect_failed has exactly its members, over both versions', async () => {
  const harness = await useBroker()
  harness.access.deny('iot:Connect')
  for (const version of [4, 5] as const) await (await join(harness, 'c', version)).closed()
  const events = eventsOf(harness)
  expect(events).toHaveLength(2)
  for (const [topic, { sessionIdentifier, ...rest }] of events) {
    expect(topic).toBe('$aws/events/presence/connect_failed/c')
    expect(sessionIdentifier).toMatch(UUID)
    expect(rest).toEqual({
      clientId: 'c',
      timestamp: harness.account.timers.now(),
      eventType: 'connect_failed',
      connectFailureReason: 'AUTHORIZATION_FAILED',
      principalIdentifier: harness.access.certificateId,
      ipAddress: '127.0.0.1',
    })
  }
})

test('[EVT-085] [EVT-086] [EVT-087] [BRK-135] one event per SUBSCRIBE and UNSUBSCRIBE names the filters that count, and none where no filter does', async () => {
  const harness = await useBroker()
  harness.access.deny('iot:Subscribe topicfilter/no')
  const client = await join(harness, 'c', 5)
  await subscribe(client, 5, { topic: 'a/#', qos: 1 }, { topic: 'no', qos: 0 }, { topic: '+/b', qos: 0 })
  await subscribe(client, 5, { topic: 'no', qos: 0 })
  for (const unsubscriptions of [['a/#', 'a/#/b', '+/b'], ['a/#/b']]) {
    client.send({ cmd: 'unsubscribe', messageId: 3, unsubscriptions }, 5)
    await client.next()
  }
  expect(
    eventsOf(harness)
      .slice(1)
      .map(([topic, { topics }]) => [topic, topics]),
  ).toEqual([
    ['$aws/events/subscriptions/subscribed/c', ['a/#', '+/b']],
    ['$aws/events/subscriptions/unsubscribed/c', ['a/#', '+/b']],
  ])
})

test('[EVT-088] the end of a connection unsubscribes nothing', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 4)
  await subscribe(client, 4, { topic: 't', qos: 0 })
  const closed = harness.account.events.next('connection.closed')
  client.send({ cmd: 'disconnect' })
  await closed
  expect(eventsOf(harness).map(([topic]) => topic)).toEqual([
    '$aws/events/presence/connected/c',
    '$aws/events/subscriptions/subscribed/c',
    '$aws/events/presence/disconnected/c',
  ])
})

test('[EVT-089] [EVT-009] who subscribes to the events of subscriptions hears of its own once, compact, at the QoS granted, not retained', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5)
  await subscribe(client, 5, { topic: '$aws/events/subscriptions/#', qos: 1 })
  const packets = await heard(client)
  expect(packets).toMatchObject([{ topic: '$aws/events/subscriptions/subscribed/c', qos: 1, retain: false }])
  const [packet] = packets
  const text = packet?.cmd === 'publish' ? packet.payload.toString() : ''
  expect(text).toBe(JSON.stringify(JSON.parse(text)))
  expect(packet).not.toHaveProperty('properties')
})

test('[EVT-006] [EVT-012] wildcards at the first level see no events, and names stand in topics as they are', async () => {
  const harness = await useBroker()
  const watcher = await join(harness, 'watcher', 4)
  await subscribe(watcher, 4, { topic: '#', qos: 0 }, { topic: '+/events/#', qos: 0 }, { topic: '$aws/events/presence/#', qos: 0 })
  await join(harness, 'floor 1/lamp%2', 4)
  expect(await heard(watcher)).toMatchObject([{ topic: '$aws/events/presence/connected/floor 1/lamp%2' }])
})
