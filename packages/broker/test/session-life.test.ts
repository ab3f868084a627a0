import { expect, test } from 'vitest'
import type { Packet } from 'mqtt-packet'
import { heard, join, lose, payloads, subscribe, useBroker, type BrokerHarness } from './use-broker.js'

const isPresent = ({ connack }: { connack: Packet | undefined }): boolean | undefined =>
  connack?.cmd === 'connack' ? connack.sessionPresent : undefined
const KEPT = { clean: false } as const
const asking = (seconds: number, clean = false): object => ({ clean, properties: { sessionExpiryInterval: seconds } })

/** A persistent session of MQTT 3 with a subscription and a message that waits. */
async function leftBehind(harness: BrokerHarness, clientId: string): Promise<void> {
  const client = await join(harness, clientId, 4, KEPT)
  await subscribe(client, 4, { topic: `${clientId}/t`, qos: 1 })
  await lose(harness, client)
  await harness.broker.publisher.publish({ topic: `${clientId}/t`, payload: 'waits', qos: 1 })
}

test('[BRK-060] [BRK-070] a clean session ends the one that was, with what waited for it', async () => {
  const harness = await useBroker()
  await leftBehind(harness, 'c')
  const clean = await join(harness, 'c', 4)
  expect(isPresent(clean)).toBe(false)
  expect(await heard(clean)).toEqual([])
  await lose(harness, clean)
  const later = await join(harness, 'c', 4, KEPT)
  expect(isPresent(later)).toBe(false)
  expect(await heard(later)).toEqual([])
})

test('[BRK-068] [BRK-066] a resumed session has its subscriptions and its messages, and those that are new', async () => {
  const harness = await useBroker()
  await leftBehind(harness, 'c')
  const again = await join(harness, 'c', 4, KEPT)
  expect(isPresent(again)).toBe(true)
  await harness.broker.publisher.publish({ topic: 'c/t', payload: 'new', qos: 1 })
  expect(payloads(await heard(again))).toEqual(['waits', 'new'])
})

test('[BRK-069] without a session present nothing is subscribed any more', async () => {
  const harness = await useBroker()
  await leftBehind(harness, 'c')
  await harness.account.timers.advance(3_601_000)
  const again = await join(harness, 'c', 4, KEPT)
  expect(isPresent(again)).toBe(false)
  await harness.broker.publisher.publish({ topic: 'c/t', payload: 'new', qos: 1 })
  expect(await heard(again)).toEqual([])
})

test('[BRK-070] [BRK-320] DeleteConnection with cleanSession ends a session, connected or not, and without it keeps it', async () => {
  const harness = await useBroker()
  const { DeleteConnection } = harness.broker.operations['iot-data'] ?? {}
  for (const clientId of ['away', 'kept']) await leftBehind(harness, clientId)
  const present = await join(harness, 'present', 4, KEPT)
  await subscribe(present, 4, { topic: 'present/t', qos: 1 })
  for (const clientId of ['away', 'present']) await DeleteConnection?.({ clientId, cleanSession: true }, harness.account.call)
  await DeleteConnection?.({ clientId: 'kept', cleanSession: false }, harness.account.call)
  const found = new Map<string, boolean | undefined>()
  for (const clientId of ['away', 'present', 'kept']) found.set(clientId, isPresent(await join(harness, clientId, 4, KEPT)))
  expect([...found]).toEqual([
    ['away', false],
    ['present', false],
    ['kept', true],
  ])
})

test('[BRK-064] the life of a session is counted from the end of its connection', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5, asking(600))
  await harness.account.timers.advance(10_000_000)
  await lose(harness, client)
  await harness.account.timers.advance(599_000)
  expect(isPresent(await join(harness, 'c', 5, asking(600)))).toBe(true)
})

test('[BRK-065] DISCONNECT may shorten, lengthen or end the life of a session', async () => {
  const harness = await useBroker()
  for (const [seconds, afterMs, isThere] of [
    [50, 49_000, true],
    [50, 51_000, false],
    [900, 899_000, true],
    [0, 0, false],
  ] as const) {
    const client = await join(harness, 'c', 5, asking(100, true))
    client.send({ cmd: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: seconds } }, 5)
    await client.closed()
    await harness.account.timers.advance(afterMs)
    expect([seconds, afterMs, isPresent(await join(harness, 'c', 5, asking(100)))]).toEqual([seconds, afterMs, isThere])
  }
})

test('[BRK-067] beyond the bound the newest messages for a client that is away are lost, each recorded', async () => {
  const harness = await useBroker({ maximumQueuedMessages: 2 })
  const client = await join(harness, 'c', 4, KEPT)
  await subscribe(client, 4, { topic: 't', qos: 1 })
  await lose(harness, client)
  for (const payload of ['1', '2', '3', '4']) await harness.broker.publisher.publish({ topic: 't', payload, qos: 1 })
  expect(payloads(await heard(await join(harness, 'c', 4, KEPT)))).toEqual(['1', '2'])
  const [record] = harness.account.decisions.find({ reason: 'QUEUE_LIMIT' })
  expect(record).toMatchObject({ clientId: 'c', topic: 't', outcome: 'failed', eventType: 'Queued' })
  expect(record?.explanation).toContain('2 messages already wait for the client')
})

test('[BRK-191] a message that expires does so for MQTT 3, too', async () => {
  const harness = await useBroker()
  await leftBehind(harness, 'c')
  await harness.broker.publisher.publish({ topic: 'c/t', payload: 'stale', qos: 1, properties: { messageExpiryIntervalSeconds: 5 } })
  await harness.account.timers.advance(6_000)
  expect(payloads(await heard(await join(harness, 'c', 4, KEPT)))).toEqual(['waits'])
})
