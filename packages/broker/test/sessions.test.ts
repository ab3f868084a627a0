import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Packet } from 'mqtt-packet'
import { connectPacket, useBroker, type BrokerHarness, type RawClient } from './use-broker.js'

type Connect = Parameters<typeof connectPacket>[2]

async function join3(
  harness: BrokerHarness,
  clientId: string,
  more: Connect = {},
): Promise<{ client: RawClient; isPresent: boolean | undefined }> {
  const client = (await harness.raw()).send(connectPacket(clientId, 4, more))
  const connack = await client.next()
  return { client, isPresent: connack?.cmd === 'connack' ? connack.sessionPresent : undefined }
}

async function join5(
  harness: BrokerHarness,
  clientId: string,
  more: Connect = {},
): Promise<{ client: RawClient; isPresent: boolean | undefined }> {
  const client = (await harness.raw()).listen(5).send(connectPacket(clientId, 5, more), 5)
  const connack = await client.next()
  return { client, isPresent: connack?.cmd === 'connack' ? connack.sessionPresent : undefined }
}

async function subscribe(client: RawClient, topic: string, qos: 0 | 1, version: 4 | 5 = 4): Promise<Packet | undefined> {
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos }] }, version)
  return client.next()
}

/** Hangs up without a word, and waits until the broker knows. */
async function lose(harness: BrokerHarness, client: RawClient): Promise<void> {
  const closed = harness.account.events.next('connection.closed')
  client.socket.destroy()
  await closed
}

const payloadOf = (packet: Packet | undefined): string | undefined => (packet?.cmd === 'publish' ? packet.payload.toString() : undefined)

test('[BRK-066] [BRK-068] a persistent session keeps QoS 1 messages for QoS 1 subscriptions and nothing else', async () => {
  const harness = await useBroker()
  const { client } = await join3(harness, 'c', { clean: false })
  await subscribe(client, 'one', 1)
  await subscribe(client, 'zero', 0)
  await lose(harness, client)
  const { publisher } = harness.broker
  await publisher.publish({ topic: 'one', payload: 'kept', qos: 1 })
  await publisher.publish({ topic: 'one', payload: 'lost', qos: 0 })
  await publisher.publish({ topic: 'zero', payload: 'lost', qos: 1 })
  await publisher.publish({ topic: 'one', payload: 'kept too', qos: 1 })
  const again = await join3(harness, 'c', { clean: false })
  expect(again.isPresent).toBe(true)
  expect(payloadOf(await again.client.next())).toBe('kept')
  expect(payloadOf(await again.client.next())).toBe('kept too')
  again.client.send({ cmd: 'pingreq' })
  expect(await again.client.next()).toMatchObject({ cmd: 'pingresp' })
})

test('[BRK-066] what was not acknowledged comes again, what was does not', async () => {
  const harness = await useBroker()
  const first = await join3(harness, 'c', { clean: false })
  await subscribe(first.client, 't', 1)
  await harness.broker.publisher.publish({ topic: 't', payload: 'acknowledged', qos: 1 })
  await harness.broker.publisher.publish({ topic: 't', payload: 'not', qos: 1 })
  const packet = await first.client.next()
  await first.client.next()
  first.client.send({ cmd: 'puback', messageId: packet?.messageId ?? 0 }).send({ cmd: 'pingreq' })
  await first.client.next()
  await lose(harness, first.client)
  const again = await join3(harness, 'c', { clean: false })
  expect(payloadOf(await again.client.next())).toBe('not')
})

test('[BRK-063] a session of MQTT 3 ends an hour after its connection', async () => {
  const harness = await useBroker()
  const { client } = await join3(harness, 'c', { clean: false })
  await lose(harness, client)
  await harness.account.timers.advance(3_599_000)
  const soon = await join3(harness, 'c', { clean: false })
  expect(soon.isPresent).toBe(true)
  await lose(harness, soon.client)
  await harness.account.timers.advance(3_601_000)
  expect((await join3(harness, 'c', { clean: false })).isPresent).toBe(false)
})

test('[BRK-061] a session of MQTT 5 lasts as long as its client asked, and a clean start ends it', async () => {
  const harness = await useBroker()
  const sixty = { clean: false, properties: { sessionExpiryInterval: 60 } }
  const first = await join5(harness, 'c', sixty)
  await lose(harness, first.client)
  await harness.account.timers.advance(59_000)
  const second = await join5(harness, 'c', sixty)
  expect(second.isPresent).toBe(true)
  await lose(harness, second.client)
  await harness.account.timers.advance(61_000)
  const third = await join5(harness, 'c', sixty)
  expect(third.isPresent).toBe(false)
  await lose(harness, third.client)
  expect((await join5(harness, 'c', { clean: true })).isPresent).toBe(false)
})

test('[BRK-062] sessions do not cross protocol versions', async () => {
  const harness = await useBroker()
  const { client } = await join3(harness, 'c', { clean: false })
  await lose(harness, client)
  expect((await join5(harness, 'c', { clean: false })).isPresent).toBe(false)
})

test('[BRK-190] a queued message expires, and its remaining life is told', async () => {
  const harness = await useBroker()
  const persistent = { clean: false, properties: { sessionExpiryInterval: 3600 } }
  const { client } = await join5(harness, 'c', persistent)
  await subscribe(client, 't', 1, 5)
  await lose(harness, client)
  const publish = (payload: string, seconds: number): Promise<void> =>
    harness.broker.publisher.publish({ topic: 't', payload, qos: 1, properties: { messageExpiryIntervalSeconds: seconds } })
  await publish('stale', 10)
  await publish('fresh', 30)
  await harness.account.timers.advance(20_000)
  const again = await join5(harness, 'c', persistent)
  expect(await again.client.next()).toMatchObject({ payload: Buffer.from('fresh'), properties: { messageExpiryInterval: 10 } })
})

test('[BRK-102] at most 100 messages are unacknowledged at a time, less where the client says so', async () => {
  const harness = await useBroker()
  const { client } = await join5(harness, 'c', { properties: { receiveMaximum: 2 } })
  await subscribe(client, 't', 1, 5)
  for (const payload of ['1', '2', '3']) await harness.broker.publisher.publish({ topic: 't', payload, qos: 1 })
  const first = await client.next()
  await client.next()
  client.send({ cmd: 'pingreq' })
  expect(await client.next()).toMatchObject({ cmd: 'pingresp' })
  client.send({ cmd: 'puback', messageId: first?.messageId ?? 0, reasonCode: 0 }, 5)
  expect(payloadOf(await client.next())).toBe('3')
})

test('[BRK-151] [BRK-152] [BRK-153] [BRK-209] only a filter equal to the topic fetches the retained message', async () => {
  const harness = await useBroker()
  await harness.broker.publisher.publish({ topic: 'a/b', payload: 'x', isRetained: true })
  const { client } = await join3(harness, 'c')
  await subscribe(client, 'a/#', 1)
  await subscribe(client, 'a/+', 1)
  await subscribe(client, '$share/g/a/b', 1)
  await subscribe(client, 'a/b', 1)
  expect(await client.next()).toMatchObject({ topic: 'a/b', retain: true })
  client.send({ cmd: 'pingreq' })
  expect(await client.next()).toMatchObject({ cmd: 'pingresp' })
})

test('[BRK-150] an empty retained message deletes, and is still delivered', async () => {
  const harness = await useBroker()
  const { client } = await join3(harness, 'c')
  await subscribe(client, 'a/b', 0)
  client.send({ cmd: 'publish', topic: 'a/b', payload: 'x', qos: 1, messageId: 3, retain: true, dup: false })
  expect(await client.next()).toMatchObject({ payload: Buffer.from('x'), retain: false })
  await client.next()
  client.send({ cmd: 'publish', topic: 'a/b', payload: '', qos: 0, retain: true, dup: false })
  expect(await client.next()).toMatchObject({ cmd: 'publish', payload: Buffer.alloc(0) })
  const later = await join3(harness, 'later')
  await subscribe(later.client, 'a/b', 0)
  later.client.send({ cmd: 'pingreq' })
  expect(await later.client.next()).toMatchObject({ cmd: 'pingresp' })
})

test('[SEC-806] a retained publish needs iot:RetainPublish too', async () => {
  const harness = await useBroker()
  harness.access.deny('iot:RetainPublish')
  const { client } = await join5(harness, 'c')
  client.send({ cmd: 'publish', topic: 't', payload: 'x', qos: 1, messageId: 3, retain: true, dup: false }, 5)
  expect(await client.next()).toMatchObject({ cmd: 'puback', reasonCode: 0x87 })
})

test('[BRK-221] each group gets a message once, and ordinary subscribers as well', async () => {
  const harness = await useBroker()
  const clients = new Map<string, RawClient>()
  const filters = { c1: '$share/one/s/t', c2: '$share/one/s/t', c3: '$share/one/s/#', c4: '$share/two/s/t', c5: 's/t' }
  for (const [clientId, filter] of Object.entries(filters)) {
    const { client } = await join3(harness, clientId)
    expect(await subscribe(client, filter, 0)).toMatchObject({ granted: [0] })
    clients.set(clientId, client)
  }
  await harness.broker.publisher.publish({ topic: 's/t', payload: 'x' })
  const got: string[] = []
  for (const [clientId, client] of clients) {
    client.send({ cmd: 'pingreq' })
    while ((await client.next())?.cmd === 'publish') got.push(clientId)
  }
  expect(got.filter((clientId) => clientId === 'c1' || clientId === 'c2')).toHaveLength(1)
  expect(got.filter((clientId) => clientId === 'c3' || clientId === 'c4' || clientId === 'c5')).toHaveLength(3)
})

test('[BRK-224] a group with a persistent member keeps QoS 1 messages while nobody is there', async () => {
  const harness = await useBroker()
  const { client } = await join3(harness, 'c', { clean: false })
  await subscribe(client, '$share/g/t', 1)
  await lose(harness, client)
  await harness.broker.publisher.publish({ topic: 't', payload: 'lost', qos: 0 })
  await harness.broker.publisher.publish({ topic: 't', payload: 'kept', qos: 1 })
  const again = await join3(harness, 'c', { clean: false })
  expect(payloadOf(await again.client.next())).toBe('kept')
})

test('[BRK-101] [SEC-805] a delivery that is not allowed is left out, from the moment the policy changes', async () => {
  const harness = await useBroker()
  const { client } = await join3(harness, 'c')
  await subscribe(client, 't', 0)
  await harness.broker.publisher.publish({ topic: 't', payload: '1' })
  harness.access.deny('iot:Receive topic/t')
  await harness.broker.publisher.publish({ topic: 't', payload: '2' })
  harness.access.allow('iot:Receive topic/t')
  await harness.broker.publisher.publish({ topic: 't', payload: '3' })
  expect(payloadOf(await client.next())).toBe('1')
  expect(payloadOf(await client.next())).toBe('3')
})

test('[BRK-101] [BRK-066] what waited for a client is left out where the client may not receive it any more, and comes before what is new', async () => {
  const harness = await useBroker()
  const { client } = await join3(harness, 'c', { clean: false })
  await subscribe(client, '+', 1)
  await lose(harness, client)
  const { publisher } = harness.broker
  for (const topic of ['secret', 'open', 'secret', 'open']) await publisher.publish({ topic, payload: topic, qos: 1 })
  harness.access.deny('iot:Receive topic/secret')
  const resumed = harness.account.events.next('connection.opened')
  const joining = join3(harness, 'c', { clean: false })
  await resumed
  await publisher.publish({ topic: 'open', payload: 'new', qos: 1 })
  const again = await joining
  expect(again.isPresent).toBe(true)
  for (const payload of ['open', 'open', 'new']) {
    const packet = await again.client.next()
    expect(payloadOf(packet)).toBe(payload)
    again.client.send({ cmd: 'puback', messageId: packet?.messageId ?? 0 })
  }
  // What was left out does not wait on.
  again.client.send({ cmd: 'pingreq' })
  expect(await again.client.next()).toMatchObject({ cmd: 'pingresp' })
  await lose(harness, again.client)
  harness.access.allow('iot:Receive topic/secret')
  const later = await join3(harness, 'c', { clean: false })
  later.client.send({ cmd: 'pingreq' })
  expect(await later.client.next()).toMatchObject({ cmd: 'pingresp' })
  expect(harness.account.decisions.find({ outcome: 'refused' })).toMatchObject([
    { action: 'iot:Receive', topic: 'secret', eventType: 'Publish-Out', count: 2 },
  ])
})

test('[BRK-101] [BRK-224] what waits for a group waits on while the member that comes may not receive it', async () => {
  const harness = await useBroker()
  const { client } = await join3(harness, 'c', { clean: false })
  await subscribe(client, '$share/g/+', 1)
  await lose(harness, client)
  for (const topic of ['secret', 'open']) await harness.broker.publisher.publish({ topic, payload: topic, qos: 1 })
  harness.access.deny('iot:Receive topic/secret')
  const again = await join3(harness, 'c', { clean: false })
  expect(payloadOf(await again.client.next())).toBe('open')
  again.client.send({ cmd: 'pingreq' })
  expect(await again.client.next()).toMatchObject({ cmd: 'pingresp' })
  harness.access.allow('iot:Receive topic/secret')
  const other = await join3(harness, 'd')
  await subscribe(other.client, '$share/g/+', 1)
  expect(payloadOf(await other.client.next())).toBe('secret')
})

test('[BRK-151] a message that waited has RETAIN only where the subscription asks for it as published', async () => {
  const harness = await useBroker()
  const { client } = await join5(harness, 'c', { clean: false, properties: { sessionExpiryInterval: 600 } })
  const subscriptions = [
    { topic: 'live', qos: 1, rap: false },
    { topic: 'published', qos: 1, rap: true },
  ] as const
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [...subscriptions] }, 5)
  await client.next()
  await lose(harness, client)
  for (const topic of ['live', 'published']) await harness.broker.publisher.publish({ topic, payload: 'x', qos: 1, isRetained: true })
  const again = await join5(harness, 'c', { clean: false, properties: { sessionExpiryInterval: 600 } })
  expect(await again.client.next()).toMatchObject({ topic: 'live', retain: false })
  expect(await again.client.next()).toMatchObject({ topic: 'published', retain: true })
})

test('a decision is asked for once while nothing changes, and counted each time', async () => {
  const harness = await useBroker()
  const { client } = await join3(harness, 'c')
  for (let messageId = 1; messageId <= 20; messageId++) {
    client.send({ cmd: 'publish', topic: 't', payload: 'x', qos: 1, messageId, retain: false, dup: false })
    await client.next()
  }
  expect(harness.access.askedCount).toBe(2)
  expect(harness.account.decisions.find().find(({ action }) => action === 'iot:Publish')?.count).toBe(20)
})

test('[BRK-101] each delivery is counted once, the first included', async () => {
  const harness = await useBroker()
  harness.access.deny('iot:Receive topic/secret')
  const { client } = await join3(harness, 'c')
  await subscribe(client, '+', 0)
  for (let count = 0; count < 3; count++) {
    for (const topic of ['open', 'secret']) await harness.broker.publisher.publish({ topic, payload: 'x' })
  }
  const counts = harness.account.decisions.find().flatMap(({ action, topic, count }) => (action === 'iot:Receive' ? [[topic, count]] : []))
  expect(counts).toEqual([
    ['open', 3],
    ['secret', 3],
  ])
})

const wills: readonly [string, (harness: BrokerHarness, client: RawClient) => unknown, boolean][] = [
  ['CONNECTION_LOST', (_harness, client) => client.socket.destroy(), true],
  ['CLIENT_ERROR', (_harness, client) => client.bytes('a0 05 00 01 00 01 61'), true],
  ['DUPLICATE_CLIENTID', (harness) => join3(harness, 'c'), true],
  ['CLIENT_INITIATED_DISCONNECT', (_harness, client) => client.send({ cmd: 'disconnect' }), false],
  ['SERVER_ERROR', (harness) => harness.broker.closeConnectionsOf(harness.access.certificateId, 'SERVER_ERROR'), true],
  [
    'WEBSOCKET_TTL_EXPIRATION',
    (harness) => harness.broker.closeConnectionsOf(harness.access.certificateId, 'WEBSOCKET_TTL_EXPIRATION'),
    true,
  ],
]
for (const [reason, end, isPublished] of wills) {
  test(`[BRK-357] [BRK-170] ${reason} ${isPublished ? 'publishes' : 'drops'} the will`, async () => {
    const harness = await useBroker()
    const { client } = await join3(harness, 'c', { will: { topic: 'w', payload: 'gone', qos: 1 } })
    const closed = harness.account.events.next('connection.closed')
    await end(harness, client)
    expect(await closed).toMatchObject({ disconnectReason: reason })
    await harness.account.timers.rest()
    expect(harness.sunk.filter(({ topic }) => topic === 'w').map(({ payload }) => payload.toString())).toEqual(isPublished ? ['gone'] : [])
  })
}

test('[EVT-074] [BRK-171] MQTT 5 may say goodbye and ask for its will', async () => {
  const harness = await useBroker()
  const { client } = await join5(harness, 'c', { will: { topic: 'w', payload: 'gone', qos: 1 } })
  const closed = harness.account.events.next('connection.closed')
  client.send({ cmd: 'disconnect', reasonCode: 4 }, 5)
  expect(await closed).toMatchObject({ disconnectReason: 'CLIENT_INITIATED_DISCONNECT' })
  await harness.account.timers.rest()
  expect(harness.sunk.map(({ topic }) => topic)).toContain('w')
})

test('sessions, queues and retained messages are there after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'broker-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'account.db')
  const before = await useBroker({ file })
  const { client } = await join3(before, 'c', { clean: false })
  await subscribe(client, 't', 1)
  await lose(before, client)
  const { client: publisher } = await join3(before, 'p')
  publisher.send({ cmd: 'publish', topic: 't', payload: 'kept', qos: 1, messageId: 5, retain: true, dup: false })
  expect(await publisher.next()).toMatchObject({ cmd: 'puback', messageId: 5 })
  // No closing: what was acknowledged is in the file already.
  const after = await useBroker({ file })
  const again = await join3(after, 'c', { clean: false })
  expect(again.isPresent).toBe(true)
  expect(payloadOf(await again.client.next())).toBe('kept')
  const other = await join3(after, 'other')
  await subscribe(other.client, 't', 1)
  expect(await other.client.next()).toMatchObject({ retain: true, payload: Buffer.from('kept') })
})
