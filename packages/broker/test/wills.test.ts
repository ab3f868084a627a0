import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { heard, join, lose, payloads, subscribe, useBroker, type BrokerHarness } from './use-broker.js'

const will = (more: object = {}): { will: { topic: string; payload: string; qos: 1 } } => ({
  will: { topic: 'w', payload: 'gone', qos: 1, ...more },
})
const published = (harness: BrokerHarness): string[] =>
  harness.sunk.flatMap(({ topic, payload }) => (topic === 'w' ? [payload.toString()] : []))

test('[SEC-807] a will whose client may not publish it any more is left out, and the record says why', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 4, will())
  harness.access.deny('iot:Publish topic/w')
  await lose(harness, client)
  await harness.account.timers.rest()
  expect(published(harness)).toEqual([])
  expect(harness.account.decisions.find({ outcome: 'refused' })).toMatchObject([
    { action: 'iot:Publish', topic: 'w', eventType: 'Publish-In', clientId: 'c' },
  ])
})

test('[SEC-807] [SEC-806] a retained will needs iot:RetainPublish when it is sent, too', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5, will({ retain: true }))
  harness.access.deny('iot:RetainPublish topic/w')
  await lose(harness, client)
  await harness.account.timers.rest()
  expect(published(harness)).toEqual([])
})

test('[SEC-807] a will is sent after policies changed that have nothing to do with it', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 4, will())
  harness.access.deny('iot:Publish topic/other')
  await lose(harness, client)
  await harness.account.timers.rest()
  expect(published(harness)).toEqual(['gone'])
})

test('[SEC-808] [EVT-073] a certificate that loses its connections leaves the wills it was allowed', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5, will())
  harness.access.deny('iot:Publish')
  harness.account.events.publish({
    type: 'certificate.statusChanged',
    certificateId: harness.access.certificateId,
    status: 'INACTIVE',
    previousStatus: 'ACTIVE',
  })
  await client.closed()
  await harness.account.timers.rest()
  expect(published(harness)).toEqual(['gone'])
})

test('[BRK-170] [SEC-807] the wills of a broker that closes reach queues, also where policies have to be asked', async () => {
  const folder = mkdtempSync(joinPath(tmpdir(), 'broker-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = joinPath(folder, 'account.db')
  const before = await useBroker({ file })
  const watcher = await join(before, 'watcher', 4, { clean: false })
  await subscribe(watcher, 4, { topic: 'w', qos: 1 })
  await join(before, 'c', 4, will())
  before.access.allow('nothing new')
  await before.broker.close()
  const after = await useBroker({ file })
  const again = await join(after, 'watcher', 4, { clean: false })
  expect(payloads(await heard(again))).toEqual(['gone'])
})

test('[BRK-173] a will has its properties, and its life begins when its client is gone', async () => {
  const harness = await useBroker()
  const watcher = await join(harness, 'watcher', 5, { clean: false, properties: { sessionExpiryInterval: 3_600 } })
  await subscribe(watcher, 5, { topic: 'w', qos: 1 })
  const properties = {
    payloadFormatIndicator: true,
    contentType: 'text/plain',
    responseTopic: 'r',
    correlationData: Buffer.from('id'),
    userProperties: { a: ['1', '2'] },
    messageExpiryInterval: 30,
  }
  const client = await join(harness, 'c', 5, will({ properties }))
  await lose(harness, watcher)
  await harness.account.timers.advance(1_000_000)
  await lose(harness, client)
  await harness.account.timers.advance(20_000)
  const again = await join(harness, 'watcher', 5, { clean: false, properties: { sessionExpiryInterval: 3_600 } })
  expect(await again.next()).toMatchObject({ payload: Buffer.from('gone'), properties: { ...properties, messageExpiryInterval: 10 } })
})

test('[BRK-173] Will Delay Interval delays nothing', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5, {
    ...will({ properties: { willDelayInterval: 60 } }),
    properties: { sessionExpiryInterval: 600 },
  })
  await lose(harness, client)
  await harness.account.timers.rest()
  expect(published(harness)).toEqual(['gone'])
})

test('[BRK-174] a will on a topic of the shadow service reaches subscribers and rules, not the service', async () => {
  let asked = 0
  const topic = '$aws/things/t/shadow/update'
  const harness = await useBroker({
    prepare: (broker) => broker.useTopicHandlers([{ pattern: '$aws/things/{thingName}/shadow/update', handle: () => (asked++, []) }]),
  })
  const watcher = await join(harness, 'watcher', 4)
  await subscribe(watcher, 4, { topic, qos: 0 })
  const client = await join(harness, 'c', 4, will({ topic }))
  await lose(harness, client)
  await harness.account.timers.rest()
  expect(payloads(await heard(watcher))).toEqual(['gone'])
  expect(harness.sunk.filter((message) => message.topic === topic)).toHaveLength(1)
  expect(asked).toBe(0)
})
