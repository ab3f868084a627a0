import { expect, test } from 'vitest'
import { connectPacket, useBroker, type BrokerHarness, type RawClient } from './use-broker.js'

async function joined(harness: BrokerHarness, clientId: string): Promise<RawClient> {
  const client = (await harness.raw()).send(connectPacket(clientId, 4))
  await client.next()
  return client
}

async function subscribe(client: RawClient, topic: string): Promise<void> {
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 1 }] })
  expect(await client.next()).toMatchObject({ granted: [1] })
}

const eventsOf = (harness: BrokerHarness, family: string): (readonly [string, unknown])[] =>
  harness.sunk
    .filter(({ topic }) => topic.startsWith(family))
    .map(({ topic, payload }) => [topic, JSON.parse(payload.toString()) as unknown])

test('[BRK-241] replies of the requester kind reach it alone, subscribed or not, in order', async () => {
  const harness = await useBroker({
    prepare: (broker) => {
      broker.useTopicHandlers([
        {
          pattern: '$aws/things/{thingName}/jobs/get',
          handle: ({ params, call, topic }) => [
            { to: 'requester', topic: `${topic}/accepted`, payload: `1 ${params['thingName'] ?? ''} ${call.connection?.clientId ?? ''}` },
            { to: 'requester', topic: `${topic}/accepted`, payload: '2' },
          ],
        },
      ])
    },
  })
  const asker = await joined(harness, 'asker')
  const other = await joined(harness, 'other')
  await subscribe(other, '$aws/things/+/jobs/#')
  asker.send({ cmd: 'publish', topic: '$aws/things/lamp/jobs/get', payload: '{}', qos: 1, messageId: 4, retain: false, dup: false })
  expect(await asker.next()).toMatchObject({ cmd: 'puback', messageId: 4 })
  expect(await asker.next()).toMatchObject({ topic: '$aws/things/lamp/jobs/get/accepted', payload: Buffer.from('1 lamp asker') })
  expect(await asker.next()).toMatchObject({ payload: Buffer.from('2') })
  other.send({ cmd: 'pingreq' })
  expect(await other.next()).toMatchObject({ cmd: 'publish', topic: '$aws/things/lamp/jobs/get' })
  expect(await other.next()).toMatchObject({ cmd: 'pingresp' })
})

test('[CMD-006] replies to requester and subscribers reach whoever asked once, subscribed or not, and everyone who subscribes', async () => {
  const harness = await useBroker({
    prepare: (broker) => {
      broker.useTopicHandlers([
        {
          pattern: '$aws/commands/things/{thingName}/executions/{executionId}/response/json',
          handle: ({ payload }) => [
            {
              to: 'requesterAndSubscribers',
              topic: '$aws/commands/things/t/executions/e/response/accepted/json',
              payload: `to ${payload.toString()}`,
            },
          ],
        },
      ])
    },
  })
  const watcher = await joined(harness, 'watcher')
  await subscribe(watcher, '$aws/commands/things/+/executions/+/response/accepted/json')
  const device = await joined(harness, 'device')
  const respond = (payload: string) =>
    device.send({ cmd: 'publish', topic: '$aws/commands/things/t/executions/e/response/json', payload, qos: 0, retain: false, dup: false })
  respond('one')
  expect(await device.next()).toMatchObject({ cmd: 'publish', payload: Buffer.from('to one') })
  await subscribe(device, '$aws/commands/things/t/executions/+/response/accepted/json')
  respond('two')
  expect(await device.next()).toMatchObject({ cmd: 'publish', payload: Buffer.from('to two') })
  device.send({ cmd: 'pingreq' })
  expect(await device.next()).toMatchObject({ cmd: 'pingresp' })
  expect([await watcher.next(), await watcher.next()]).toMatchObject([
    { payload: Buffer.from('to one') },
    { payload: Buffer.from('to two') },
  ])
  watcher.send({ cmd: 'pingreq' })
  expect(await watcher.next()).toMatchObject({ cmd: 'pingresp' })
})

test('[BRK-092] a shadow request is visible to subscribers, its replies are published, and a republish reaches the service too', async () => {
  const harness = await useBroker({
    prepare: (broker) => {
      broker.useTopicHandlers([
        {
          pattern: '$aws/things/{thingName}/shadow/update',
          handle: ({ topic }) => Promise.resolve([{ to: 'subscribers', topic: `${topic}/accepted`, payload: 'ok' }]),
        },
      ])
    },
  })
  const watcher = await joined(harness, 'watcher')
  await subscribe(watcher, '$aws/things/t/shadow/#')
  const device = await joined(harness, 'device')
  device.send({ cmd: 'publish', topic: '$aws/things/t/shadow/update', payload: '{}', qos: 0, retain: false, dup: false })
  expect(await watcher.next()).toMatchObject({ topic: '$aws/things/t/shadow/update' })
  expect(await watcher.next()).toMatchObject({ topic: '$aws/things/t/shadow/update/accepted' })
  await harness.broker.publisher.publish({ topic: '$aws/things/t/shadow/update', payload: '{}' })
  expect(await watcher.next()).toMatchObject({ topic: '$aws/things/t/shadow/update' })
  expect(await watcher.next()).toMatchObject({ topic: '$aws/things/t/shadow/update/accepted' })
})

test('[BRK-250] Basic Ingest goes to the rules and to nobody else', async () => {
  const harness = await useBroker()
  const client = await joined(harness, 'c')
  await subscribe(client, '#')
  const topic = '$aws/rules/BuildingManager/Buildings/Building5/Floor2/Room201/Lights'
  client.send({ cmd: 'publish', topic, payload: 'x', qos: 1, messageId: 2, retain: false, dup: false })
  expect(await client.next()).toMatchObject({ cmd: 'puback' })
  client.send({ cmd: 'pingreq' })
  expect(await client.next()).toMatchObject({ cmd: 'pingresp' })
  expect(harness.sunk.filter((message) => message.topic === topic)).toHaveLength(1)
})

test('[BRK-350] [BRK-351] [BRK-353] [EVT-010] [EVT-063] [EVT-085] presence and subscription events have exactly their members', async () => {
  const harness = await useBroker()
  const client = await joined(harness, '186b5')
  await subscribe(client, 'foo/bar')
  client.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['foo/bar'] })
  await client.next()
  const closed = harness.account.events.next('connection.closed')
  client.send({ cmd: 'disconnect' })
  await closed
  const { sessionId } = (await closed).connection
  const common = {
    clientId: '186b5',
    timestamp: harness.account.timers.now(),
    sessionIdentifier: sessionId,
    principalIdentifier: harness.access.certificateId,
  }
  expect(eventsOf(harness, '$aws/events/')).toEqual([
    ['$aws/events/presence/connected/186b5', { ...common, eventType: 'connected', ipAddress: '127.0.0.1', versionNumber: 0 }],
    ['$aws/events/subscriptions/subscribed/186b5', { ...common, eventType: 'subscribed', topics: ['foo/bar'] }],
    ['$aws/events/subscriptions/unsubscribed/186b5', { ...common, eventType: 'unsubscribed', topics: ['foo/bar'] }],
    [
      '$aws/events/presence/disconnected/186b5',
      {
        ...common,
        eventType: 'disconnected',
        clientInitiatedDisconnect: true,
        disconnectReason: 'CLIENT_INITIATED_DISCONNECT',
        versionNumber: 0,
      },
    ],
  ])
})

test('[BRK-352] a client that may not connect is announced', async () => {
  const harness = await useBroker()
  harness.access.deny('iot:Connect')
  const client = (await harness.raw()).send(connectPacket('186b5', 4))
  await client.closed()
  const [event] = eventsOf(harness, '$aws/events/presence/connect_failed/186b5') as [string, Record<string, unknown>][]
  expect(Object.keys(event?.[1] ?? {}).sort()).toEqual(
    ['clientId', 'timestamp', 'eventType', 'connectFailureReason', 'principalIdentifier', 'sessionIdentifier', 'ipAddress'].sort(),
  )
  expect(event?.[1]).toMatchObject({ eventType: 'connect_failed', connectFailureReason: 'AUTHORIZATION_FAILED' })
})

test('[EVT-062] a client id with a wildcard gets no events', async () => {
  const harness = await useBroker()
  await joined(harness, 'a+b')
  expect(eventsOf(harness, '$aws/events/')).toEqual([])
})

test('[EVT-068] [BRK-355] the version number counts connections and starts again after an hour away', async () => {
  const harness = await useBroker()
  const versions: number[] = []
  harness.account.events.on('connection.opened', ({ versionNumber }) => versions.push(versionNumber))
  for (const awayMs of [1_000, 1_000, 3_601_000, 0]) {
    const client = await joined(harness, 'c')
    const closed = harness.account.events.next('connection.closed')
    client.socket.destroy()
    await closed
    await harness.account.timers.advance(awayMs)
  }
  expect(versions).toEqual([0, 1, 2, 0])
})
