import { expect, test } from 'vitest'
import type { Packet } from 'mqtt-packet'
import { type connectPacket, heard, join, payloads, publishPacket, subscribe, useBroker } from './use-broker.js'

const EIGHT_KB = { a: 'x'.repeat(8_192) }

test('[BRK-194] Response Topic, Correlation Data and the rest of the properties arrive unchanged, user properties in order', async () => {
  const harness = await useBroker()
  const subscriber = await join(harness, 'sub', 5)
  await subscribe(subscriber, 5, { topic: 't', qos: 1 })
  const publisher = await join(harness, 'pub', 5)
  const properties = {
    payloadFormatIndicator: true,
    contentType: 'application/cbor',
    responseTopic: 'answers/here',
    correlationData: Buffer.from([0, 255]),
    userProperties: { z: ['1', '2'], a: '3' },
  }
  publisher.send(publishPacket('t', 1, { properties }), 5)
  const packet = await subscriber.next()
  expect(packet).toMatchObject({ topic: 't', properties })
  expect(packet?.cmd === 'publish' ? Object.keys(packet.properties?.userProperties ?? {}) : []).toEqual(['z', 'a'])
})

test('[BRK-193] the broker uses no topic alias, however many the client takes', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5, { properties: { topicAliasMaximum: 10 } })
  await subscribe(client, 5, { topic: 't', qos: 0 })
  for (let count = 0; count < 3; count++) client.send(publishPacket('t', 0, { properties: { topicAlias: 2 } }), 5)
  for (const packet of await heard(client)) {
    expect(packet).toMatchObject({ cmd: 'publish', topic: 't' })
    expect(packet.cmd === 'publish' ? packet.properties?.topicAlias : 0).toBeUndefined()
  }
})

test('[BRK-107] a packet larger than the client takes is not sent to it, and holds nothing up', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5, { properties: { maximumPacketSize: 512, receiveMaximum: 1 } })
  await subscribe(client, 5, { topic: 't', qos: 1 })
  const { publisher } = harness.broker
  for (const qos of [0, 1] as const) {
    await publisher.publish({ topic: 't', payload: 'x'.repeat(600), qos })
    await publisher.publish({ topic: 't', payload: `small ${String(qos)}`, qos })
  }
  expect(payloads(await heard(client))).toEqual(['small 0', 'small 1'])
})

const overLimits: readonly [string, Packet][] = [
  ['a content type of 257 bytes', publishPacket('t', 1, { properties: { contentType: 'x'.repeat(257) } })],
  ['correlation data over 8 KB', publishPacket('t', 1, { properties: { correlationData: Buffer.alloc(8_193) } })],
  ['user properties over 8 KB in a PUBLISH', publishPacket('t', 1, { properties: { userProperties: EIGHT_KB } })],
  ['a response topic of 257 bytes', publishPacket('t', 1, { properties: { responseTopic: 'x'.repeat(257) } })],
  ['a response topic with eight slashes', publishPacket('t', 1, { properties: { responseTopic: 'a/b/c/d/e/f/g/h/i' } })],
  [
    'user properties over 8 KB in a SUBSCRIBE',
    { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 't', qos: 0 }], properties: { userProperties: EIGHT_KB } },
  ],
  [
    'user properties over 8 KB in an UNSUBSCRIBE',
    { cmd: 'unsubscribe', messageId: 1, unsubscriptions: ['t'], properties: { userProperties: EIGHT_KB } },
  ],
  ['user properties over 8 KB in a DISCONNECT', { cmd: 'disconnect', reasonCode: 0, properties: { userProperties: EIGHT_KB } }],
]
test.each(overLimits)('[BRK-190] [BRK-192] %s ends the connection with 0x97', async (_name, packet) => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5)
  client.send(packet, 5)
  expect(await client.next()).toMatchObject({ cmd: 'disconnect', reasonCode: 0x97 })
  expect(harness.reasons()).toContain('PROPERTY_LIMIT_EXCEEDED')
})

const will = (properties: object): Parameters<typeof connectPacket>[2] => ({ will: { topic: 'w', payload: 'x', qos: 0, properties } })
const refusedConnects: readonly [string, Parameters<typeof connectPacket>[2], number][] = [
  ['user properties over 8 KB', { properties: { userProperties: EIGHT_KB } }, 0x97],
  ['a will with a content type of 257 bytes', will({ contentType: 'x'.repeat(257) }), 0x97],
  ['a will with correlation data over 8 KB', will({ correlationData: Buffer.alloc(8_193) }), 0x97],
  ['a will with user properties over 8 KB', will({ userProperties: EIGHT_KB }), 0x97],
  ['a will whose response topic is a filter', will({ responseTopic: 'a/#' }), 0x90],
]
test.each(refusedConnects)('[BRK-190] [BRK-173] a CONNECT with %s is refused', async (_name, more, reasonCode) => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5, more)
  expect(client.connack).toMatchObject({ cmd: 'connack', reasonCode })
  expect(await client.next()).toBeUndefined()
})

test('[BRK-132] No Local, Retain As Published and Retain Handling count', async () => {
  const harness = await useBroker()
  await harness.broker.publisher.publish({ topic: 'kept', payload: 'kept', isRetained: true })
  const client = await join(harness, 'c', 5)
  await subscribe(client, 5, { topic: 'own', qos: 0, nl: true }, { topic: 'published', qos: 0, rap: true }, { topic: 'plain', qos: 0 })
  for (const topic of ['own', 'published', 'plain']) client.send(publishPacket(topic, 0, { retain: true, payload: topic }), 5)
  expect(await heard(client)).toMatchObject([
    { topic: 'published', retain: true },
    { topic: 'plain', retain: false },
  ])
  // 2: never. 1: only where there was no subscription. 0: each time.
  const fetched: string[][] = []
  for (const rh of [2, 1, 0, 1]) {
    await subscribe(client, 5, { topic: 'kept', qos: 0, rh })
    fetched.push(payloads(await heard(client)))
  }
  client.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['kept'] }, 5)
  await client.next()
  await subscribe(client, 5, { topic: 'kept', qos: 0, rh: 1 })
  fetched.push(payloads(await heard(client)))
  expect(fetched).toEqual([[], [], ['kept'], [], ['kept']])
})
