import { expect, test } from 'vitest'
import { heard, join, lose, payloads, publishPacket, subscribe, useBroker, type RawClient } from './use-broker.js'

const shared = (filter: string): { topic: string; qos: 1 } => ({ topic: `$share/g/${filter}`, qos: 1 })

test('[BRK-222] the hundred and first group of an account is refused in SUBACK', async () => {
  const harness = await useBroker()
  const clients: RawClient[] = []
  for (const [clientId, version] of [
    ['a', 4],
    ['b', 5],
    ['c', 4],
    ['d', 5],
  ] as const)
    clients.push(await join(harness, clientId, version))
  const [a, b, c, d] = clients
  for (let index = 0; index < 50; index++) {
    expect(a && (await subscribe(a, 4, shared(`a/${String(index)}`)))).toMatchObject({ granted: [1] })
    expect(b && (await subscribe(b, 5, shared(`b/${String(index)}`)))).toMatchObject({ granted: [1] })
  }
  expect(c && (await subscribe(c, 4, shared('more')))).toMatchObject({ granted: [0x80] })
  expect(d && (await subscribe(d, 5, shared('more')))).toMatchObject({ granted: [0x97] })
  expect(d && (await subscribe(d, 5, shared('a/1')))).toMatchObject({ granted: [1] })
  a?.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['$share/g/a/7'] })
  await a?.next()
  expect(d && (await subscribe(d, 5, shared('more')))).toMatchObject({ granted: [1] })
})

test('[BRK-222] the hundred and first member of a group is refused in SUBACK', async () => {
  const harness = await useBroker()
  for (let index = 0; index < 100; index++) {
    expect(await subscribe(await join(harness, `m${String(index)}`, 4), 4, shared('t'))).toMatchObject({ granted: [1] })
  }
  const late = await join(harness, 'late', 5)
  expect(await subscribe(late, 5, shared('t'))).toMatchObject({ granted: [0x97] })
  expect(harness.reasons()).toContain('SUBSCRIPTION_LIMIT')
})

test('[BRK-223] a clean session is a member while it is connected, a persistent one until it unsubscribes or expires', async () => {
  const harness = await useBroker()
  const { publisher } = harness.broker
  const clean = await join(harness, 'clean', 4)
  await subscribe(clean, 4, shared('t'))
  await lose(harness, clean)
  await publisher.publish({ topic: 't', payload: 'nobody', qos: 1 })
  const persistent = await join(harness, 'persistent', 4, { clean: false })
  expect(payloads(await heard(persistent))).toEqual([])
  await subscribe(persistent, 4, shared('t'))
  await lose(harness, persistent)
  await publisher.publish({ topic: 't', payload: 'waits', qos: 1 })
  await harness.account.timers.advance(3_601_000)
  await publisher.publish({ topic: 't', payload: 'nobody again', qos: 1 })
  const later = await join(harness, 'persistent', 4, { clean: false })
  await subscribe(later, 4, shared('t'))
  expect(payloads(await heard(later))).toEqual([])
  later.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['$share/g/t'] })
  await later.next()
  await lose(harness, later)
  await publisher.publish({ topic: 't', payload: 'unsubscribed', qos: 1 })
  const last = await join(harness, 'persistent', 4, { clean: false })
  await subscribe(last, 4, shared('t'))
  expect(payloads(await heard(last))).toEqual([])
})

test('[BRK-225] [BRK-191] what waits for a group expires with its own life, and beyond the bound the newest is lost and recorded', async () => {
  const harness = await useBroker({ maximumQueuedMessages: 3 })
  const member = await join(harness, 'c', 4, { clean: false })
  await subscribe(member, 4, shared('t'))
  await lose(harness, member)
  const { publisher } = harness.broker
  await publisher.publish({ topic: 't', payload: 'stale', qos: 1, properties: { messageExpiryIntervalSeconds: 10 } })
  for (const payload of ['1', '2', 'too many']) await publisher.publish({ topic: 't', payload, qos: 1 })
  await harness.account.timers.advance(20_000)
  expect(payloads(await heard(await join(harness, 'c', 4, { clean: false })))).toEqual(['1', '2'])
  expect(harness.account.decisions.find({ reason: 'QUEUE_LIMIT' })).toMatchObject([{ topic: 't', eventType: 'Queued', outcome: 'failed' }])
})

test('[BRK-226] the policy resource of a shared subscription is its whole filter', async () => {
  const harness = await useBroker()
  harness.access.deny('iot:Subscribe topicfilter/$share/g/no', 'iot:Subscribe topicfilter/inner')
  const client = await join(harness, 'c', 5)
  expect(await subscribe(client, 5, shared('no'), shared('inner'))).toMatchObject({ granted: [0x87, 1] })
})

test('[BRK-227] [BRK-220] AWS’s own topics can be shared as far as they can be subscribed to', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5)
  const deep = 'a/b/c/d/e/f/g/h'
  expect(
    await subscribe(
      client,
      5,
      shared('$aws/things/+/shadow/update/accepted'),
      shared('$aws/things/t/jobs/get'),
      shared(deep),
      shared(`${deep}/i`),
      { topic: `$share/${'n'.repeat(129)}/t`, qos: 0 },
    ),
  ).toMatchObject({ granted: [1, 0x8f, 1, 0x8f, 0x8f] })
  client.send(publishPacket(deep, 0, { payload: 'deep' }), 5)
  expect(payloads(await heard(client))).toEqual(['deep'])
})

test('[BRK-153] a live retained message goes to one member, like any other', async () => {
  const harness = await useBroker()
  const members = [await join(harness, 'a', 4), await join(harness, 'b', 4)]
  for (const member of members) await subscribe(member, 4, shared('t'))
  await harness.broker.publisher.publish({ topic: 't', payload: 'x', isRetained: true })
  expect((await Promise.all(members.map((member) => heard(member)))).flat()).toMatchObject([{ topic: 't', retain: false }])
})
