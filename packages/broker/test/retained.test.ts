import { expect, test } from 'vitest'
import { heard, join, lose, payloads, publishPacket, subscribe, useBroker, type BrokerHarness } from './use-broker.js'

const operations = (harness: BrokerHarness): NonNullable<BrokerHarness['broker']['operations']['iot-data']> => {
  const { 'iot-data': found } = harness.broker.operations
  if (found === undefined) throw new Error('The broker has no operations.')
  return found
}
const retain = (topic: string, payload: string, messageId = 7): ReturnType<typeof publishPacket> =>
  publishPacket(topic, 1, { payload, retain: true, messageId })

test('[BRK-155] [BRK-191] an expired retained message is neither delivered nor shown, to either version', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5)
  client.send({ ...retain('t', 'x'), properties: { messageExpiryInterval: 60 } } as ReturnType<typeof publishPacket>, 5)
  await client.next()
  await harness.account.timers.advance(20_000)
  await subscribe(client, 5, { topic: 't', qos: 1 })
  expect(await client.next()).toMatchObject({ retain: true, properties: { messageExpiryInterval: 40 } })
  await harness.account.timers.advance(40_000)
  for (const version of [4, 5] as const) {
    const late = await join(harness, `late${String(version)}`, version)
    await subscribe(late, version, { topic: 't', qos: 1 })
    expect(payloads(await heard(late))).toEqual([])
  }
  expect(() => operations(harness).GetRetainedMessage?.({ topic: 't' }, harness.account.call)).toThrow(/No retained message/)
})

test('[BRK-159] user properties are kept with a retained message', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5)
  client.send(publishPacket('t', 1, { retain: true, properties: { userProperties: { a: ['1', '2'] } } }), 5)
  await client.next()
  await subscribe(client, 5, { topic: 't', qos: 1 })
  expect(await client.next()).toMatchObject({ retain: true, properties: { userProperties: { a: ['1', '2'] } } })
  const got = await operations(harness).GetRetainedMessage?.({ topic: 't' }, harness.account.call)
  expect(Buffer.from(got?.userProperties ?? []).toString()).toBe('[{"a":"1"},{"a":"2"}]')
})

test('[BRK-071] what changes while a client is away arrives as ordinary messages, each of them', async () => {
  const harness = await useBroker()
  const away = await join(harness, 'away', 4, { clean: false })
  await subscribe(away, 4, { topic: 't', qos: 1 })
  await lose(harness, away)
  for (const payload of ['1', '2', '3']) await harness.broker.publisher.publish({ topic: 't', payload, qos: 1, isRetained: true })
  const packets = await heard(await join(harness, 'away', 4, { clean: false }))
  expect(packets).toMatchObject([{ retain: false }, { retain: false }, { retain: false }])
  expect(payloads(packets)).toEqual(['1', '2', '3'])
})

test('[BRK-156] [BRK-086] at the limit a retained message for another topic is refused, replacing and deleting still work', async () => {
  const harness = await useBroker({ maximumRetainedMessages: 2 })
  const five = await join(harness, 'five', 5)
  const watcher = await join(harness, 'watcher', 4)
  await subscribe(watcher, 4, { topic: '#', qos: 0 })
  const codes: unknown[] = []
  for (const [topic, payload] of [
    ['a', '1'],
    ['b', '1'],
    ['c', 'over'],
    ['a', '2'],
    ['b', ''],
    ['c', '3'],
  ] as const) {
    five.send(retain(topic, payload), 5)
    const answer = await five.next()
    codes.push(answer?.cmd === 'puback' ? answer.reasonCode : answer)
  }
  expect(codes).toEqual([0, 0, 0x97, 0, 0, 0])
  expect(payloads(await heard(watcher))).not.toContain('over')
  expect(harness.account.decisions.find({ reason: 'RETAINED_MESSAGE_LIMIT' })).toMatchObject([{ topic: 'c', clientId: 'five' }])
  const publish = Promise.resolve(
    operations(harness).Publish?.({ topic: 'd', retain: true, payload: Buffer.from('x') }, harness.account.call),
  )
  await expect(publish).rejects.toMatchObject({ name: 'ThrottlingException', status: 429 })
  const three = await join(harness, 'three', 4)
  three.send(retain('d', 'x'))
  expect(await three.next()).toBeUndefined()
  expect(harness.account.seenEvents.at(-1)).toMatchObject({ type: 'connection.closed', disconnectReason: 'THROTTLED' })
})

test('[BRK-156] an expired retained message makes room for another', async () => {
  const harness = await useBroker({ maximumRetainedMessages: 1 })
  const { publisher } = harness.broker
  await publisher.publish({ topic: 'a', payload: 'x', isRetained: true, properties: { messageExpiryIntervalSeconds: 10 } })
  await harness.account.timers.advance(10_000)
  await publisher.publish({ topic: 'b', payload: 'x', isRetained: true })
  const list = await operations(harness).ListRetainedMessages?.({}, harness.account.call)
  expect(list?.retainedTopics?.map(({ topic }) => topic)).toEqual(['b'])
})

test('[BRK-304] [BRK-312] an empty payload with retain deletes, over HTTP as over MQTT', async () => {
  const harness = await useBroker()
  const { Publish, ListRetainedMessages } = operations(harness)
  await Publish?.({ topic: 'a', retain: true, payload: Buffer.from('x') }, harness.account.call)
  await Publish?.({ topic: 'b', retain: true, payload: Buffer.from('x') }, harness.account.call)
  await Publish?.({ topic: 'a', retain: true, payload: Buffer.alloc(0) }, harness.account.call)
  const client = await join(harness, 'c', 4)
  client.send(retain('b', ''))
  await client.next()
  expect(await ListRetainedMessages?.({}, harness.account.call)).toEqual({ retainedTopics: [] })
})
