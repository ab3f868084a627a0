import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, test } from 'vitest'
import { createIdSource } from '@iot-core-local/core'
import { generate } from 'mqtt-packet'
import { HOLD_SENDERS_BYTES } from '../src/limits.js'
import { FrameReader, FrameStatus } from '../src/engine/frame-reader.js'
import { connectPacket, useBroker } from './use-broker.js'

const ids = createIdSource('robustness')

function mutate(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  const count = 1 + Math.floor(ids.fraction() * 6)
  for (let index = 0; index < count; index++) copy[Math.floor(ids.fraction() * copy.length)] = Math.floor(ids.fraction() * 256)
  return ids.fraction() < 0.2 ? copy.subarray(0, Math.floor(ids.fraction() * copy.length)) : copy
}

for (const version of [4, 5] as const) {
  test(`hostile bytes of MQTT ${String(version)} never harm the broker or its other clients`, async () => {
    const harness = await useBroker()
    const connect = generate(connectPacket('hostile', version, { will: { topic: 'w', payload: 'x', qos: 1 } }), {
      protocolVersion: version,
    })
    const rest = Buffer.concat([
      generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a/#', qos: 1 }] }, { protocolVersion: version }),
      generate(
        {
          cmd: 'publish',
          topic: 'a/b',
          payload: 'x',
          qos: 1,
          messageId: 2,
          retain: true,
          dup: false,
          properties: { contentType: 'x', topicAlias: 1 },
        },
        { protocolVersion: version },
      ),
      generate({ cmd: 'unsubscribe', messageId: 3, unsubscriptions: ['a/#'] }, { protocolVersion: version }),
      generate({ cmd: 'puback', messageId: 9, reasonCode: 0 }, { protocolVersion: version }),
      generate({ cmd: 'disconnect', reasonCode: 0 }, { protocolVersion: version }),
    ])
    for (let round = 0; round < 150; round++) {
      const client = await harness.raw()
      client.socket.removeAllListeners('data')
      client.socket.resume()
      client.socket.end(round % 3 === 0 ? mutate(Buffer.concat([connect, rest])) : Buffer.concat([connect, mutate(rest)]))
      await client.closed()
    }
    const sane = (await harness.raw()).send(connectPacket('sane', 4))
    expect(await sane.next()).toMatchObject({ cmd: 'connack', returnCode: 0 })
    expect(harness.account.decisions.find({ outcome: 'refused', limit: 2000 }).length).toBeGreaterThan(50)
    expect(harness.account.decisions.find({ outcome: 'refused', limit: 2000 }).every(({ explanation }) => explanation.length > 20)).toBe(
      true,
    )
  })
}

test('packets arrive whole however their bytes are cut', ({ expect: expects }) => {
  const packets = Array.from({ length: 40 }, (_, index) =>
    generate({ cmd: 'publish', topic: 't', payload: 'x'.repeat(index * 37), qos: 0, retain: false, dup: false }),
  )
  const all = Buffer.concat(packets)
  for (const size of [1, 2, 3, 7, 64, 1000, all.length]) {
    const reader = new FrameReader(1_000_000)
    const found: Buffer[] = []
    for (let from = 0; from < all.length; from += size) {
      reader.push(all.subarray(from, from + size))
      while (reader.next() === FrameStatus.complete) found.push(Buffer.from(reader.bytes.subarray(reader.start, reader.end)))
    }
    expects(found).toEqual(packets)
  }
})

test('a reader that reads nothing is disconnected at the bound, and its sender goes on', async () => {
  const harness = await useBroker({ maximumPendingBytes: 400_000 })
  const slow = (await harness.raw()).send(connectPacket('slow', 4))
  await slow.next()
  slow.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 't', qos: 0 }] })
  await slow.next()
  slow.socket.pause()
  const closed = harness.account.events.next('connection.closed')
  for (let index = 0; index < 200; index++) await harness.broker.publisher.publish({ topic: 't', payload: Buffer.alloc(100_000) })
  expect(await closed).toMatchObject({ connection: { clientId: 'slow' }, disconnectReason: 'SERVER_INITIATED_DISCONNECT' })
  expect(harness.reasons()).toContain('SLOW_READER')
})

test('a client that sends faster than another reads is held back, and nothing is lost', async () => {
  const harness = await useBroker()
  const slow = (await harness.raw()).send(connectPacket('slow', 4))
  await slow.next()
  slow.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 't', qos: 0 }] })
  await slow.next()
  slow.socket.pause()
  const sender = (await harness.raw()).send(connectPacket('sender', 4))
  await sender.next()
  const packet = generate({ cmd: 'publish', topic: 't', payload: Buffer.alloc(60_000), qos: 0, retain: false, dup: false })
  const count = 400
  let sent = 0
  const send = async (): Promise<void> => {
    for (; sent < count; sent++) if (!sender.socket.write(packet)) await once(sender.socket, 'drain')
  }
  const [toSlow, fromSender] = harness.streams
  // The broker also pauses the sender while it asks the policies; that is not for the reader's sake.
  const held = new Promise<void>((resolve) => {
    fromSender?.on('pause', () => {
      if ((toSlow?.writableLength ?? 0) >= HOLD_SENDERS_BYTES) resolve()
    })
  })
  const sending = send()
  await held
  const taken = (): number => harness.sunk.filter(({ topic }) => topic === 't').length
  const takenCount = taken()
  // Others are served, and while they are nothing more is taken from the sender.
  const other = (await harness.raw()).send(connectPacket('other', 4))
  await other.next()
  for (let messageId = 1; messageId <= 20; messageId++) {
    other.send({ cmd: 'publish', topic: 'o', payload: 'x', qos: 1, messageId, retain: false, dup: false })
    expect(await other.next()).toMatchObject({ cmd: 'puback', messageId })
  }
  expect(taken()).toBe(takenCount)
  expect(takenCount).toBeLessThan(count)
  slow.socket.resume()
  await sending
  for (let index = 0; index < count; index++) expect(await slow.next()).toMatchObject({ cmd: 'publish' })
})

test('handshakes that are garbage or break off harm nobody, and leave a record', async () => {
  const harness = await useBroker()
  const { port } = await harness.listeners.listenTls({ host: '127.0.0.1', port: 0 })
  const hello = Buffer.from('16030100c5010000c10303', 'hex')
  for (const bytes of [Buffer.from('GET / HTTP/1.1\r\n\r\n'), hello, ids.bytes(300), Buffer.alloc(0)]) {
    const socket = connectTcp(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.resume().end(bytes)
    await once(socket, 'close')
  }
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  socket.destroy()
  const recorded = harness.account.decisions.find({ reason: 'TLS_HANDSHAKE_FAILED' })
  expect(recorded.length).toBeGreaterThanOrEqual(3)
  const sane = (await harness.raw()).send(connectPacket('sane', 4))
  expect(await sane.next()).toMatchObject({ cmd: 'connack' })
})
