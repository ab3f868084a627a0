import { expect, test } from 'vitest'
import { generate } from 'mqtt-packet'
import { heard, join, lose, payloads, publishPacket, subscribe, useBroker } from './use-broker.js'

const burst = (count: number, version: 4 | 5, idOf = (index: number): number => index + 1): Buffer =>
  Buffer.concat(
    Array.from({ length: count }, (_, index) =>
      generate(publishPacket('t', 1, { messageId: idOf(index), payload: String(index) }), { protocolVersion: version }),
    ),
  )

test('[BRK-088] [BRK-192] a hundred messages may be unacknowledged, one more ends a connection of MQTT 5 with 0x93', async () => {
  const harness = await useBroker()
  const polite = await join(harness, 'polite', 5)
  // The first has the policies asked, the others are taken in one piece.
  for (let round = 0; round < 3; round++) {
    polite.socket.write(burst(100, 5))
    for (let index = 0; index < 100; index++) expect(await polite.next()).toMatchObject({ cmd: 'puback', messageId: index + 1 })
  }
  polite.socket.write(burst(102, 5))
  const answers = await heard(polite)
  expect(answers.at(-1)).toMatchObject({ cmd: 'disconnect', reasonCode: 0x93 })
  expect(harness.reasons()).toContain('RECEIVE_MAXIMUM_EXCEEDED')
  expect(harness.account.seenEvents.at(-1)).toMatchObject({ type: 'connection.closed', disconnectReason: 'CLIENT_ERROR' })
})

test('[BRK-088] MQTT 3 is not told of that bound, and has all its messages acknowledged', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 4)
  client.socket.write(burst(300, 4))
  expect(await heard(client)).toHaveLength(300)
})

test('[BRK-091] a packet identifier that is in use is answered 0x91, and the packet has no effect', async () => {
  const harness = await useBroker()
  const watcher = await join(harness, 'watcher', 4)
  await subscribe(watcher, 4, { topic: 't', qos: 0 })
  const client = await join(harness, 'c', 5)
  client.send(publishPacket('t', 1, { messageId: 9 }), 5)
  expect(await client.next()).toMatchObject({ cmd: 'puback', messageId: 9, reasonCode: 0 })
  expect(payloads(await heard(watcher))).toEqual(['x'])
  client.socket.write(
    Buffer.concat([
      burst(2, 5, () => 5),
      generate({ cmd: 'subscribe', messageId: 5, subscriptions: [{ topic: 'u', qos: 0 }] }, { protocolVersion: 5 }),
      generate({ cmd: 'unsubscribe', messageId: 5, unsubscriptions: ['u'] }, { protocolVersion: 5 }),
    ]),
  )
  expect(await heard(client)).toMatchObject([
    { cmd: 'puback', messageId: 5, reasonCode: 0 },
    { cmd: 'puback', messageId: 5, reasonCode: 0x91 },
    { cmd: 'suback', granted: [0x91] },
    { cmd: 'unsuback', granted: [0x91] },
  ])
  expect(payloads(await heard(watcher))).toEqual(['0'])
  client.send(publishPacket('t', 1, { messageId: 5 }), 5)
  expect(await client.next()).toMatchObject({ cmd: 'puback', messageId: 5, reasonCode: 0 })
})

test('[BRK-085] a message that nobody gets is acknowledged like any other', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5)
  client.send(publishPacket('nobody/listens', 1), 5)
  expect(await client.next()).toMatchObject({ cmd: 'puback', reasonCode: 0 })
})

test('[BRK-090] [BRK-208] [BRK-211] a message that comes again has no DUP, and maybe another packet identifier', async () => {
  const harness = await useBroker()
  const first = await join(harness, 'c', 4, { clean: false })
  await subscribe(first, 4, { topic: 't', qos: 1 })
  for (const payload of ['1', '2']) await harness.broker.publisher.publish({ topic: 't', payload, qos: 1 })
  const packet = await first.next()
  first.send({ cmd: 'puback', messageId: packet?.messageId ?? 0 })
  await heard(first)
  await lose(harness, first)
  const again = await join(harness, 'c', 4, { clean: false })
  expect(await again.next()).toMatchObject({ cmd: 'publish', payload: Buffer.from('2'), dup: false })
})

test('[BRK-134] UNSUBACK says 0 whether there was a subscription or not, and 0x8F where the filter is none', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5)
  await subscribe(client, 5, { topic: 'a', qos: 0 })
  client.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['a', 'never', 'b/#/c'] }, 5)
  expect(await client.next()).toMatchObject({ cmd: 'unsuback', granted: [0, 0, 0x8f] })
  const three = await join(harness, 'three', 4)
  three.socket.removeAllListeners('data')
  const answer = new Promise<Buffer>((resolve) => three.socket.once('data', resolve))
  three.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['a'] })
  expect(await answer).toEqual(Buffer.from('b0020002', 'hex'))
})

const malformed: readonly [string, string, number][] = [
  ['a PUBLISH of QoS 3', '36 05 00 01 61 00 01', 0x81],
  ['a SUBSCRIBE with flags 0', '80 07 00 01 00 00 01 61 00', 0x81],
  ['a packet of type 0', '00 00', 0x81],
  ['a packet whose length never ends', '30 ff ff ff ff 01', 0x81],
  ['a PINGREQ with a body', 'c0 01 00', 0x81],
  ['a CONNACK from a client', '20 03 00 00 00', 0x82],
  ['an AUTH', 'f0 00', 0x82],
]
test.each(malformed)('[BRK-093] [BRK-192] %s is told to MQTT 5 and closes MQTT 3', async (_name, hex, reasonCode) => {
  const harness = await useBroker()
  const five = await join(harness, 'five', 5)
  five.bytes(hex)
  expect(await five.next()).toMatchObject({ cmd: 'disconnect', reasonCode })
  const three = await join(harness, 'three', 4)
  three.bytes(hex)
  expect(await three.next()).toBeUndefined()
  const closed = harness.account.seenEvents.filter(({ type }) => type === 'connection.closed')
  expect(closed).toMatchObject([{ disconnectReason: 'CLIENT_ERROR' }, { disconnectReason: 'CLIENT_ERROR' }])
})
