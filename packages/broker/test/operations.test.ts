import { expect, test } from 'vitest'
import { connectPacket, useBroker, type BrokerHarness, type RawClient } from './use-broker.js'

async function joined(harness: BrokerHarness, clientId: string, more: Parameters<typeof connectPacket>[2] = {}): Promise<RawClient> {
  const client = (await harness.raw()).listen(5).send(connectPacket(clientId, 5, more), 5)
  await client.next()
  return client
}

function operations(harness: BrokerHarness): Required<NonNullable<BrokerHarness['broker']['operations']['iot-data']>> {
  return harness.broker.operations['iot-data'] as Required<NonNullable<BrokerHarness['broker']['operations']['iot-data']>>
}

test('[BRK-301] [BRK-305] Publish carries its MQTT 5 members to subscribers, and rules see no client id', async () => {
  const harness = await useBroker()
  const client = await joined(harness, 'c')
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 't', qos: 1 }] }, 5)
  await client.next()
  await operations(harness).Publish(
    {
      topic: 't',
      qos: 1,
      payload: Buffer.from('x'),
      contentType: 'text/plain',
      correlationData: Buffer.from('id').toString('base64'),
      userProperties: '[{"a":"1"},{"a":"2"}]',
      messageExpiry: 30,
    },
    harness.account.call,
  )
  expect(await client.next()).toMatchObject({
    qos: 1,
    properties: {
      contentType: 'text/plain',
      correlationData: Buffer.from('id'),
      userProperties: { a: ['1', '2'] },
      messageExpiryInterval: 30,
    },
  })
  expect(harness.sunk.find(({ topic }) => topic === 't')).toMatchObject({ clientId: undefined, principal: { kind: 'iam' } })
})

test('[BRK-244] Publish refuses a reserved topic that is not the caller’s to write, and RETAIN on any', async () => {
  const harness = await useBroker()
  const { Publish } = operations(harness)
  for (const input of [{ topic: '$aws/events/x' }, { topic: '$aws/things/t/shadow/update', retain: true }, { topic: 'a/#' }]) {
    await expect(Promise.resolve().then(() => Publish(input, harness.account.call))).rejects.toMatchObject({
      name: 'InvalidRequestException',
      status: 400,
    })
  }
})

test('[BRK-310] [BRK-311] [BRK-159] retained messages are got and listed a page at a time', async () => {
  const harness = await useBroker()
  const { GetRetainedMessage, ListRetainedMessages, Publish } = operations(harness)
  for (const topic of ['b', 'a', 'c']) {
    await Publish({ topic, payload: Buffer.from(topic.repeat(3)), retain: true, userProperties: '[{"k":"v"}]' }, harness.account.call)
  }
  const got = await GetRetainedMessage({ topic: 'b' }, harness.account.call)
  expect(got).toMatchObject({ topic: 'b', qos: 0, lastModifiedTime: harness.account.timers.now() })
  expect(Buffer.from(got.payload ?? []).toString()).toBe('bbb')
  expect(Buffer.from(got.userProperties ?? []).toString()).toBe('[{"k":"v"}]')
  const first = await ListRetainedMessages({ maxResults: 2 }, harness.account.call)
  expect(first.retainedTopics?.map(({ topic, payloadSize }) => [topic, payloadSize])).toEqual([
    ['a', 3],
    ['b', 3],
  ])
  const second = await ListRetainedMessages({ maxResults: 2, nextToken: first.nextToken ?? '' }, harness.account.call)
  expect(second.retainedTopics?.map(({ topic }) => topic)).toEqual(['c'])
  expect(second.nextToken).toBeUndefined()
  await Publish({ topic: 'b', retain: true }, harness.account.call)
  expect(() => GetRetainedMessage({ topic: 'b' }, harness.account.call)).toThrow(/No retained message/)
})

test('[BRK-321] a connection is described while it is open and for half an hour after', async () => {
  const harness = await useBroker()
  const { GetConnection } = operations(harness)
  const client = await joined(harness, 'c')
  expect(await GetConnection({ clientId: 'c', includeSocketInformation: true }, harness.account.call)).toMatchObject({
    connected: true,
    cleanSession: true,
    keepAliveDuration: 60,
    sourceIp: '127.0.0.1',
  })
  expect(harness.broker.connectionOf('c')).toMatchObject({
    keepAliveSeconds: 60,
    sessionExpirySeconds: 0,
    remotePort: client.socket.localPort,
  })
  const closed = harness.account.events.next('connection.closed')
  client.socket.destroy()
  await closed
  expect(await GetConnection({ clientId: 'c' }, harness.account.call)).toMatchObject({
    connected: false,
    disconnectReason: 'CONNECTION_LOST',
  })
  await harness.account.timers.advance(1_800_000)
  expect(() => GetConnection({ clientId: 'c' }, harness.account.call)).toThrow(expect.objectContaining({ status: 404 }))
})

test('[BRK-172] [BRK-320] DeleteConnection ends the connection, and its will unless told otherwise', async () => {
  for (const preventWillMessage of [true, false]) {
    const harness = await useBroker()
    const client = await joined(harness, 'c', { will: { topic: 'w', payload: 'x', qos: 0 } })
    await operations(harness).DeleteConnection({ clientId: 'c', preventWillMessage, cleanSession: true }, harness.account.call)
    expect(await client.next()).toMatchObject({ cmd: 'disconnect', reasonCode: 0x98 })
    await harness.account.timers.rest()
    expect(harness.account.seenEvents.at(-1)).toMatchObject({ type: 'connection.closed', disconnectReason: 'API_INITIATED_DISCONNECT' })
    expect(harness.sunk.some(({ topic }) => topic === 'w')).toBe(!preventWillMessage)
    expect(() => operations(harness).DeleteConnection({ clientId: 'c' }, harness.account.call)).toThrow(
      expect.objectContaining({ status: 404 }),
    )
  }
})

test('[BRK-322] the subscriptions of a client are listed', async () => {
  const harness = await useBroker()
  const client = await joined(harness, 'c')
  for (const topic of ['b', 'a/#']) {
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 1 }] }, 5)
    await client.next()
  }
  const { ListSubscriptions } = operations(harness)
  const first = await ListSubscriptions({ clientId: 'c', maxResults: 1 }, harness.account.call)
  expect(first.subscriptions).toEqual([{ topicFilter: 'a/#', qos: 1 }])
  const second = await ListSubscriptions({ clientId: 'c', nextToken: first.nextToken ?? '' }, harness.account.call)
  expect(second.subscriptions).toEqual([{ topicFilter: 'b', qos: 1 }])
})

test('[BRK-323] a direct message needs no subscription, and is confirmed by the PUBACK', async () => {
  const harness = await useBroker()
  const { SendDirectMessage } = operations(harness)
  const client = await joined(harness, 'c')
  const sent = Promise.resolve(
    SendDirectMessage({ clientId: 'c', topic: 'direct', payload: Buffer.from('x'), confirmation: true }, harness.account.call),
  )
  const packet = await client.next()
  expect(packet).toMatchObject({ topic: 'direct', qos: 1 })
  client.send({ cmd: 'puback', messageId: packet?.messageId ?? 0, reasonCode: 0 }, 5)
  expect(await sent).toMatchObject({ traceId: harness.account.call.requestId })
  expect(harness.sunk.some(({ topic }) => topic === 'direct')).toBe(false)
  harness.access.deny('iot:Receive')
  await expect(SendDirectMessage({ clientId: 'c', topic: 'direct' }, harness.account.call)).rejects.toMatchObject({ status: 403 })
  await expect(SendDirectMessage({ clientId: 'nobody', topic: 'direct' }, harness.account.call)).rejects.toMatchObject({ status: 404 })
  await expect(SendDirectMessage({ clientId: 'c', topic: '$aws/x' }, harness.account.call)).rejects.toMatchObject({ status: 400 })
})

test('[BRK-323] a direct message with a parameter that is no good is refused before its receiver is looked for', async () => {
  const harness = await useBroker()
  const { SendDirectMessage } = operations(harness)
  for (const timeout of [0, 16, -1]) {
    await expect(SendDirectMessage({ clientId: 'c', topic: 't', timeout }, harness.account.call)).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: 'Invalid timeout value. Must be an integer between 1 and 15',
    })
  }
})

test('[BRK-301] MQTT 5 members of Publish that are no good are refused', async () => {
  const harness = await useBroker()
  const { Publish } = operations(harness)
  for (const member of [
    { messageExpiry: -1 },
    { correlationData: '!!' },
    { correlationData: Buffer.alloc(8_193).toString('base64') },
    { responseTopic: 'a/#' },
    { responseTopic: 'a/b/c/d/e/f/g/h/i' },
    { contentType: 'x'.repeat(257) },
    { userProperties: '[{"a":1}]' },
    { userProperties: JSON.stringify([{ a: 'x'.repeat(8_192) }]) },
  ]) {
    await expect(Promise.resolve().then(() => Publish({ topic: 't', ...member }, harness.account.call))).rejects.toMatchObject({
      name: 'InvalidRequestException',
      status: 400,
    })
  }
  expect(harness.sunk).toEqual([])
})
