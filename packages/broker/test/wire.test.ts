import { expect, test } from 'vitest'
import type { Packet } from 'mqtt-packet'
import { connectPacket, useBroker, type BrokerHarness, type RawClient } from './use-broker.js'

async function joined(
  harness: BrokerHarness,
  clientId: string,
  version: 4 | 5,
  more: Parameters<typeof connectPacket>[2] = {},
): Promise<RawClient> {
  const client = (await harness.raw()).listen(version).send(connectPacket(clientId, version, more), version)
  expect(await client.next()).toMatchObject({ cmd: 'connack' })
  return client
}

const publishPacket = (topic: string, qos: 0 | 1 | 2, more: Partial<Extract<Packet, { cmd: 'publish' }>> = {}): Packet => ({
  cmd: 'publish',
  topic,
  payload: 'x',
  qos,
  retain: false,
  dup: false,
  ...(qos === 0 ? {} : { messageId: 7 }),
  ...more,
})

/** One line of the failure matrix (BRK-230): what the client sends, what each version sees, what the record says. */
interface Failure {
  readonly name: string
  readonly packet: (version: 4 | 5) => Packet
  readonly five: Partial<Record<string, unknown>>
  readonly reason: string
  /** Whether MQTT 5 stays connected. */
  readonly isKept?: boolean
}

const failures: readonly Failure[] = [
  {
    name: '[BRK-084] a denied publish of QoS 1',
    packet: () => publishPacket('secret', 1),
    five: { cmd: 'puback', reasonCode: 0x87 },
    reason: 'AUTHORIZATION_FAILURE',
    isKept: true,
  },
  {
    name: '[BRK-244] a publish to a reserved topic',
    packet: () => publishPacket('$aws/things/t/shadow/update/accepted', 1),
    five: { cmd: 'puback', reasonCode: 0x90 },
    reason: 'RESERVED_TOPIC',
    isKept: true,
  },
  {
    name: '[BRK-244] a publish of QoS 0 to a reserved topic',
    packet: () => publishPacket('$aws/events/x', 0),
    five: { cmd: 'disconnect', reasonCode: 0x90 },
    reason: 'RESERVED_TOPIC',
  },
  {
    name: '[BRK-154] RETAIN on a reserved topic',
    packet: () => publishPacket('$aws/things/t/shadow/update', 1, { retain: true }),
    five: { cmd: 'puback', reasonCode: 0x90 },
    reason: 'RETAIN_NOT_ALLOWED',
    isKept: true,
  },
  {
    name: '[BRK-080] [BRK-202] a publish of QoS 2',
    packet: () => publishPacket('t', 2),
    five: { cmd: 'disconnect', reasonCode: 0x9b },
    reason: 'QOS_NOT_SUPPORTED',
  },
  {
    name: '[BRK-081] [BRK-212] a topic with eight slashes',
    packet: () => publishPacket('a/b/c/d/e/f/g/h/i', 1),
    five: { cmd: 'puback', reasonCode: 0x90 },
    reason: 'TOPIC_LIMIT_EXCEEDED',
    isKept: true,
  },
  {
    name: '[BRK-081] a topic of 257 bytes',
    packet: () => publishPacket('ü'.repeat(128) + 'x', 1),
    five: { cmd: 'puback', reasonCode: 0x90 },
    reason: 'TOPIC_LIMIT_EXCEEDED',
    isKept: true,
  },
  {
    name: '[BRK-082] a payload over 128 KiB',
    packet: () => publishPacket('t', 1, { payload: Buffer.alloc(131_073) }),
    five: { cmd: 'disconnect', reasonCode: 0x97 },
    reason: 'PAYLOAD_LIMIT_EXCEEDED',
  },
  {
    name: '[BRK-082] a packet over 146 KiB',
    packet: () => publishPacket('t', 1, { payload: Buffer.alloc(150_000) }),
    five: { cmd: 'disconnect', reasonCode: 0x97 },
    reason: 'PAYLOAD_LIMIT_EXCEEDED',
  },
  {
    name: '[BRK-031] a second CONNECT',
    packet: (version) => connectPacket('again', version),
    five: { cmd: 'disconnect', reasonCode: 0x82 },
    reason: 'SECOND_CONNECT',
  },
  {
    name: '[BRK-128] a denied subscribe',
    packet: () => ({ cmd: 'subscribe', messageId: 9, subscriptions: [{ topic: 'secret', qos: 1 }] }),
    five: { cmd: 'suback', granted: [0x87] },
    reason: 'AUTHORIZATION_FAILURE',
    isKept: true,
  },
  {
    name: '[BRK-244] a subscribe to a reserved request topic',
    packet: () => ({ cmd: 'subscribe', messageId: 9, subscriptions: [{ topic: '$aws/things/t/jobs/get', qos: 1 }] }),
    five: { cmd: 'suback', granted: [0x8f] },
    reason: 'RESERVED_TOPIC',
    isKept: true,
  },
  {
    name: '[BRK-126] [BRK-202] a subscribe of QoS 2',
    packet: () => ({ cmd: 'subscribe', messageId: 9, subscriptions: [{ topic: 't', qos: 2 }] }),
    five: { cmd: 'disconnect', reasonCode: 0x9b },
    reason: 'QOS_NOT_SUPPORTED',
  },
  {
    name: '[BRK-120] nine filters',
    packet: () => ({
      cmd: 'subscribe',
      messageId: 9,
      subscriptions: 'a,b,c,d,e,f,g,h,i'.split(',').map((topic) => ({ topic, qos: 0 as const })),
    }),
    five: { cmd: 'suback', granted: Array.from({ length: 9 }, () => 0x97) },
    reason: 'TOO_MANY_FILTERS',
    isKept: true,
  },
  {
    name: '[BRK-200] a PUBREL',
    packet: () => ({ cmd: 'pubrel', messageId: 1 }),
    five: { cmd: 'disconnect', reasonCode: 0x82 },
    reason: 'QOS_NOT_SUPPORTED',
  },
]

for (const failure of failures) {
  test(`${failure.name} closes MQTT 3 without a word`, async () => {
    const harness = await useBroker()
    harness.access.deny('iot:Publish topic/secret', 'iot:Subscribe topicfilter/secret')
    const client = await joined(harness, 'c', 4)
    client.send(failure.packet(4))
    expect(await client.next()).toBeUndefined()
    expect(harness.reasons()).toContain(failure.reason)
    expect(harness.account.published).toEqual([])
  })

  test(`${failure.name} is answered in MQTT 5`, async () => {
    const harness = await useBroker()
    harness.access.deny('iot:Publish topic/secret', 'iot:Subscribe topicfilter/secret')
    const client = await joined(harness, 'c', 5)
    client.send(failure.packet(5), 5)
    expect(await client.next()).toMatchObject(failure.five)
    expect(harness.reasons()).toContain(failure.reason)
    if (failure.isKept === true) {
      client.send({ cmd: 'pingreq' })
      expect(await client.next()).toMatchObject({ cmd: 'pingresp' })
    } else expect(await client.next()).toBeUndefined()
  })
}

test('[BRK-089] a topic alias above 8, and one that stands for nothing', async () => {
  const harness = await useBroker()
  const high = await joined(harness, 'high', 5)
  high.send(publishPacket('t', 0, { properties: { topicAlias: 9 } }), 5)
  expect(await high.next()).toMatchObject({ cmd: 'disconnect', reasonCode: 0x94 })
  const unknown = await joined(harness, 'unknown', 5)
  unknown.send(publishPacket('', 0, { properties: { topicAlias: 3 } }), 5)
  expect(await unknown.next()).toMatchObject({ cmd: 'disconnect', reasonCode: 0x82 })
})

test('[BRK-089] a topic alias stands for its topic from then on', async () => {
  const harness = await useBroker()
  const client = await joined(harness, 'c', 5)
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 't', qos: 0 }] }, 5)
  await client.next()
  client.send(publishPacket('t', 0, { properties: { topicAlias: 8 } }), 5).send(publishPacket('', 0, { properties: { topicAlias: 8 } }), 5)
  expect(await client.next()).toMatchObject({ topic: 't' })
  expect(await client.next()).toMatchObject({ topic: 't' })
})

test('[BRK-131] a subscription identifier ends the connection', async () => {
  const harness = await useBroker()
  const client = await joined(harness, 'c', 5)
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 't', qos: 0 }], properties: { subscriptionIdentifier: 1 } }, 5)
  expect(await client.next()).toMatchObject({ cmd: 'disconnect', reasonCode: 0xa1 })
})

test('[BRK-121] [BRK-130] [BRK-212] the fifty-first subscription is refused in SUBACK and the connection stays', async () => {
  const harness = await useBroker()
  for (const [version, code] of [
    [4, 0x80],
    [5, 0x97],
  ] as const) {
    const client = await joined(harness, `c${String(version)}`, version)
    for (let index = 0; index < 50; index++) {
      client.send({ cmd: 'subscribe', messageId: index + 1, subscriptions: [{ topic: `t/${String(index)}`, qos: 0 }] }, version)
      expect(await client.next()).toMatchObject({ granted: [0] })
    }
    client.send({ cmd: 'subscribe', messageId: 99, subscriptions: [{ topic: 'more', qos: 0 }] }, version)
    expect(await client.next()).toMatchObject({ granted: [code] })
    client.send({ cmd: 'subscribe', messageId: 99, subscriptions: [{ topic: 't/1', qos: 1 }] }, version)
    expect(await client.next()).toMatchObject({ granted: [1] })
  }
})

test('[BRK-129] the filters of one SUBSCRIBE succeed and fail separately', async () => {
  const harness = await useBroker()
  const client = await joined(harness, 'c', 5)
  client.send(
    {
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [
        { topic: 'test/topic1', qos: 1 },
        { topic: '$invalid/reserved/topic', qos: 1 },
      ],
    },
    5,
  )
  expect(await client.next()).toMatchObject({ granted: [1, 143] })
})

test('[BRK-133] UNSUBSCRIBE with flags 0 is a client error', async () => {
  const harness = await useBroker()
  const client = await joined(harness, 'c', 4)
  client.bytes('a0 05 00 01 00 01 61')
  await client.closed()
  const closed = harness.account.seenEvents.find(({ type }) => type === 'connection.closed')
  expect(closed).toMatchObject({ disconnectReason: 'CLIENT_ERROR', isClientInitiated: false })
})

test('[SEC-801] a refused CONNECT closes MQTT 3 without a CONNACK and answers MQTT 5 with 0x87', async () => {
  const harness = await useBroker()
  harness.access.deny('iot:Connect client/no')
  const three = (await harness.raw()).send(connectPacket('no', 4))
  expect(await three.next()).toBeUndefined()
  const five = (await harness.raw()).listen(5).send(connectPacket('no', 5), 5)
  expect(await five.next()).toMatchObject({ cmd: 'connack', reasonCode: 0x87 })
  expect(await five.next()).toBeUndefined()
  expect(harness.account.seenEvents.map(({ type }) => type)).toEqual(['connection.refused', 'connection.refused'])
})

test('[BRK-017] a connection that is not admitted is refused with the reason that was given', async () => {
  const harness = await useBroker()
  harness.access.refusedClientIds.add('stranger')
  const client = (await harness.raw()).send(connectPacket('stranger', 4))
  expect(await client.next()).toBeUndefined()
  expect(harness.account.decisions.find({ reason: 'UNKNOWN_CERTIFICATE' })).toMatchObject([{ kind: 'admission', clientId: 'stranger' }])
})

test('[BRK-041] a real CONNACK 5 can be asked for', async () => {
  const harness = await useBroker({ isRefusalAnswered: true })
  harness.access.deny('iot:Connect')
  const client = (await harness.raw()).send(connectPacket('c', 4))
  expect(await client.next()).toMatchObject({ cmd: 'connack', returnCode: 5 })
})

const refusedConnects: readonly [string, Parameters<typeof connectPacket>[2], string, number, string][] = [
  ['[BRK-032] a client id that begins with $', {}, '$x', 0x85, 'CLIENT_ID_INVALID'],
  ['[BRK-032] a client id of 129 bytes', {}, 'x'.repeat(129), 0x85, 'CLIENT_ID_INVALID'],
  ['[BRK-043] a will of QoS 2', { will: { topic: 'w', payload: 'x', qos: 2 } }, 'c', 0x9b, 'WILL_QOS_NOT_SUPPORTED'],
  ['[BRK-042] a will topic that is not one', { will: { topic: 'w/#', payload: 'x', qos: 0 } }, 'c', 0x90, 'WILL_TOPIC_INVALID'],
  ['[BRK-036] a will topic that is denied', { will: { topic: 'secret', payload: 'x', qos: 0 } }, 'c', 0x87, 'AUTHORIZATION_FAILURE'],
]
for (const [name, more, clientId, code, reason] of refusedConnects) {
  test(`${name} is refused`, async () => {
    const harness = await useBroker()
    harness.access.deny('iot:Publish topic/secret')
    const three = (await harness.raw()).send(connectPacket(clientId, 4, more))
    expect(await three.next()).toBeUndefined()
    const five = (await harness.raw()).listen(5).send(connectPacket(clientId, 5, more), 5)
    expect(await five.next()).toMatchObject({ cmd: 'connack', reasonCode: code })
    expect(harness.reasons()).toContain(reason)
  })
}

test('[BRK-038] an MQTT 5 client that takes less than 512 bytes may not connect', async () => {
  const harness = await useBroker()
  const client = (await harness.raw()).listen(5).send(connectPacket('c', 5, { properties: { maximumPacketSize: 511 } }), 5)
  expect(await client.next()).toMatchObject({ reasonCode: 0x97 })
})

test('[BRK-030] MQTT 3.1 is refused with return code 1', async () => {
  const harness = await useBroker()
  const client = (await harness.raw()).bytes('10 0f 00 06 4d 51 49 73 64 70 03 02 00 3c 00 01 63')
  expect(await client.next()).toMatchObject({ cmd: 'connack', returnCode: 1 })
})

test('[BRK-044] CONNACK says what AWS IoT offers, and what it changed', async () => {
  const harness = await useBroker()
  const client = (await harness.raw())
    .listen(5)
    .send(connectPacket('', 5, { keepalive: 5, properties: { sessionExpiryInterval: 86_400 } }), 5)
  const connack = await client.next()
  expect(connack).toMatchObject({
    reasonCode: 0,
    properties: {
      maximumQoS: 1,
      retainAvailable: true,
      wildcardSubscriptionAvailable: true,
      subscriptionIdentifiersAvailable: false,
      topicAliasMaximum: 8,
      serverKeepAlive: 30,
      sessionExpiryInterval: 3600,
    },
  })
  expect(harness.broker.connections()[0]?.clientId).toMatch(/^auto-/)
})

test('[BRK-034] [BRK-207] the newer connection of a client id wins', async () => {
  const harness = await useBroker()
  const older = await joined(harness, 'c', 5)
  await joined(harness, 'c', 5)
  expect(await older.next()).toMatchObject({ cmd: 'disconnect', reasonCode: 0x8e })
  expect(harness.broker.connections()).toHaveLength(1)
  expect(harness.account.seenEvents).toMatchObject([
    { type: 'connection.opened', versionNumber: 0 },
    { type: 'connection.closed', versionNumber: 0, disconnectReason: 'DUPLICATE_CLIENTID' },
    { type: 'connection.opened', versionNumber: 1 },
  ])
})

test('[EVT-073] a certificate that is no longer ACTIVE loses its connections at once', async () => {
  const harness = await useBroker()
  const client = await joined(harness, 'c', 5)
  harness.account.events.publish({
    type: 'certificate.statusChanged',
    certificateId: harness.access.certificateId,
    status: 'REVOKED',
    previousStatus: 'ACTIVE',
  })
  expect(await client.next()).toMatchObject({ cmd: 'disconnect', reasonCode: 0x87 })
  expect(harness.account.seenEvents.at(-1)).toMatchObject({ type: 'connection.closed', disconnectReason: 'AUTH_ERROR' })
})

test('[BRK-065] DISCONNECT may not raise a session expiry of 0', async () => {
  const harness = await useBroker()
  const client = await joined(harness, 'c', 5)
  client.send({ cmd: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 100 } }, 5)
  expect(await client.next()).toMatchObject({ cmd: 'disconnect', reasonCode: 0x82 })
})

test('a first packet that is not MQTT closes the connection and says so', async () => {
  const harness = await useBroker()
  const client = await harness.raw()
  client.socket.write('GET / HTTP/1.1\r\n\r\n')
  await client.closed()
  expect(harness.reasons()).toContain('FIRST_PACKET_NOT_CONNECT')
})
