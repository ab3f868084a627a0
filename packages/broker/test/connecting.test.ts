import { connect as connectTls, type TLSSocket } from 'node:tls'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { generate } from 'mqtt-packet'
import { connectPacket, heard, join, payloads, pem, publishPacket, subscribe, useBroker } from './use-broker.js'

test('[BRK-039] a CONNECT over 128 KB is refused', async () => {
  const harness = await useBroker()
  for (const version of [4, 5] as const) {
    const client = await join(harness, 'c', version, {
      will: { topic: 'w', payload: Buffer.alloc(131_000), qos: 0 },
      username: 'x'.repeat(200),
    })
    expect(client.connack).toBeUndefined()
  }
  expect(harness.reasons()).toContain('CONNECT_TOO_LARGE')
})

test('[BRK-014] the metrics that device SDKs put into the user name change nothing, with a password or without', async () => {
  const harness = await useBroker()
  for (const version of [4, 5] as const) {
    for (const more of [
      { username: '?SDK=PythonV2&Version=1.21.0&Platform=x86_64' },
      { username: 'user?x-amz-customauthorizer-name=none', password: Buffer.from([0, 255]) },
    ]) {
      expect((await join(harness, 'c', version, more)).connack).toMatchObject(version === 4 ? { returnCode: 0 } : { reasonCode: 0 })
    }
  }
})

test('[BRK-035] a client id may connect as often as it likes, since rates are not limited', async () => {
  const harness = await useBroker()
  for (let count = 0; count < 5; count++) expect((await join(harness, 'c', 4)).connack).toMatchObject({ returnCode: 0 })
})

test('[BRK-204] [BRK-031] packets that do not wait for CONNACK are answered behind it', async () => {
  const harness = await useBroker()
  const client = (await harness.raw()).listen(5)
  client.socket.write(
    Buffer.concat([
      generate(connectPacket('c', 5), { protocolVersion: 5 }),
      generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 't', qos: 0 }] }, { protocolVersion: 5 }),
      generate(publishPacket('t', 1), { protocolVersion: 5 }),
    ]),
  )
  expect(await heard(client)).toMatchObject([{ cmd: 'connack' }, { cmd: 'suback' }, { cmd: 'publish' }, { cmd: 'puback' }])
})

test('[BRK-201] [BRK-044] no CONNACK sends a client elsewhere', async () => {
  const harness = await useBroker()
  const { connack } = await join(harness, 'c', 5, { properties: { requestResponseInformation: true } })
  const properties = connack?.cmd === 'connack' ? Object.keys(connack.properties ?? {}) : []
  expect(properties).not.toContain('serverReference')
  expect(properties).not.toContain('responseInformation')
})

test('[BRK-127] the policy resource of a filter is its text, and a wildcard in it is only a character', async () => {
  const harness = await useBroker()
  harness.access.deny('iot:Subscribe topicfilter/a/+/c')
  const client = await join(harness, 'c', 5)
  expect(await subscribe(client, 5, { topic: 'a/+/c', qos: 0 }, { topic: 'a/b/c', qos: 0 }, { topic: 'a/#', qos: 1 })).toMatchObject({
    granted: [0x87, 0, 1],
  })
})

test('[BRK-243] a request to a reserved topic needs iot:Publish on it and nothing else', async () => {
  const harness = await useBroker({
    prepare: (broker) => broker.useTopicHandlers([{ pattern: '$aws/things/{thingName}/jobs/get', handle: () => [] }]),
  })
  harness.access.deny('iotjobsdata:', 'iot:GetThingShadow', 'iot:UpdateThingShadow')
  const client = await join(harness, 'c', 5)
  for (const topic of ['$aws/things/t/jobs/get', '$aws/things/t/shadow/update']) {
    client.send(publishPacket(topic, 1), 5)
    expect(await client.next()).toMatchObject({ cmd: 'puback', reasonCode: 0 })
  }
  expect(harness.account.decisions.find().flatMap(({ action }) => (action === undefined ? [] : [action]))).toEqual([
    'iot:Connect',
    'iot:Publish',
    'iot:Publish',
  ])
})

const filters: readonly [string, boolean][] = [
  ['$aws/things/MyThing/shadow/#', true],
  ['$aws/things/+/shadow/+/accepted', true],
  ['$aws/events/#', true],
  ['$aws/#', true],
  ['$aws/iotwireless/events/join', true],
  ['$aws/rules/anything/#', false],
  ['$aws/things/+/jobs/get', false],
  ['$SYS/#', false],
  ['$AWS/events/#', false],
]
test.each(filters)('[BRK-240] [BRK-242] [BRK-246] whether %s can be subscribed to: %s', async (topic, isAccepted) => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5)
  expect(await subscribe(client, 5, { topic, qos: 0 })).toMatchObject({ granted: [isAccepted ? 0 : 0x8f] })
})

test.each([
  '$aws/iotwireless/events/join',
  '$aws/events/presence/connected/c',
  '$aws/events/thing/t/created',
  '$SYS/broker',
  '$AWS/rules/r',
])('[BRK-240] [BRK-246] [EVT-008] a client cannot publish to %s', async (topic) => {
  const harness = await useBroker()
  const five = await join(harness, 'five', 5)
  five.send(publishPacket(topic, 1), 5)
  expect(await five.next()).toMatchObject({ cmd: 'puback', reasonCode: 0x90 })
  const three = await join(harness, 'three', 4)
  three.send(publishPacket(topic, 0))
  expect(await three.next()).toBeUndefined()
  const { Publish } = harness.broker.operations['iot-data'] ?? {}
  await expect(Promise.resolve().then(() => Publish?.({ topic }, harness.account.call))).rejects.toMatchObject({ status: 400 })
  expect(harness.sunk.filter((message) => message.topic === topic && message.principal.kind !== 'internal')).toEqual([])
})

test('[BRK-252] the prefix of Basic Ingest counts towards neither limit of a topic', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 5)
  const rule = `$aws/rules/${'r'.repeat(128)}`
  for (const [rest, reasonCode] of [
    ['a/b/c/d/e/f/g/h', 0],
    ['x'.repeat(256), 0],
    ['a/b/c/d/e/f/g/h/i', 0x90],
    ['x'.repeat(257), 0x90],
  ] as const) {
    client.send(publishPacket(`${rule}/${rest}`, 1), 5)
    expect(await client.next()).toMatchObject({ cmd: 'puback', reasonCode })
  }
})

test('[BRK-240] the publisher of a service is not bound by what clients may not', async () => {
  const harness = await useBroker()
  const client = await join(harness, 'c', 4)
  await subscribe(client, 4, { topic: '$aws/things/t/jobs/notify', qos: 0 })
  await harness.broker.publisher.publish({ topic: '$aws/things/t/jobs/notify', payload: 'news' })
  expect(payloads(await heard(client))).toEqual(['news'])
})

const handshake = async (port: number, options: object): Promise<TLSSocket> => {
  const socket = connectTls({ port, host: '127.0.0.1', ca: pem.serverCert, ...options })
  await once(socket, 'secureConnect')
  return socket
}

test('[BRK-006] [SEC-107] TLS 1.2 and 1.3 are spoken, nothing older, and no session ticket is given in 1.2', async () => {
  const { listeners } = await useBroker()
  const { port } = await listeners.listenTls({ host: '127.0.0.1', port: 0 })
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = await handshake(port, { minVersion: version, maxVersion: version })
    expect(socket.getProtocol()).toBe(version)
    if (version === 'TLSv1.2') expect(socket.getTLSTicket()).toBeUndefined()
    socket.destroy()
  }
  await expect(handshake(port, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' })).rejects.toThrow()
})

test('[BRK-006] [SEC-107] the suites of AWS’s default policy are taken, as far as the server’s key goes, and others are not', async () => {
  const { listeners } = await useBroker()
  const { port } = await listeners.listenTls({ host: '127.0.0.1', port: 0 })
  const offered = async (ciphers: string): Promise<string> => {
    const socket = await handshake(port, { maxVersion: 'TLSv1.2', ciphers })
    const { name } = socket.getCipher()
    socket.destroy()
    return name
  }
  for (const rest of ['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'AES128-SHA256', 'AES256-SHA384', 'AES128-SHA', 'AES256-SHA']) {
    expect(await offered(`ECDHE-ECDSA-${rest}`)).toBe(`ECDHE-ECDSA-${rest}`)
  }
  await expect(offered('ECDHE-ECDSA-CHACHA20-POLY1305')).rejects.toThrow()
  await expect(offered('DHE-RSA-AES128-GCM-SHA256')).rejects.toThrow()
  for (const ciphers of ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']) {
    const socket = await handshake(port, { ciphers })
    expect(socket.getCipher().name).toBe(ciphers)
    socket.destroy()
  }
})

test('[BRK-007] [SEC-105] SNI may be missing or name anything', async () => {
  const { listeners, access } = await useBroker()
  const { port } = await listeners.listenMqtts({ host: '127.0.0.1', port: 0 })
  for (const servername of ['', 'a1b2c3-ats.iot.eu-west-1.amazonaws.com']) {
    const socket = await handshake(port, { servername, checkServerIdentity: () => undefined })
    socket.write(generate(connectPacket('c', 4)))
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer).toEqual(Buffer.from('20020000', 'hex'))
    socket.destroy()
  }
  expect(access.peers.map(({ serverName }) => serverName)).toEqual([undefined, 'a1b2c3-ats.iot.eu-west-1.amazonaws.com'])
})

test('[BRK-005] [BRK-002] [SEC-103] the ALPN value decides, and one that nobody knows ends the handshake', async () => {
  const { listeners } = await useBroker()
  const { port } = await listeners.listenTls({ host: '127.0.0.1', port: 0 })
  for (const ALPNProtocols of [['x-amzn-mqtt-ca'], ['mqtt'], ['x-amzn-http-ca'], ['http/1.1'], ['h2', 'http/1.1']]) {
    const socket = await handshake(port, { ALPNProtocols })
    expect(socket.alpnProtocol).toBe(ALPNProtocols.at(-1))
    socket.destroy()
  }
  await expect(handshake(port, { ALPNProtocols: ['x-unknown'] })).rejects.toThrow()
  const http = await handshake(port, { ALPNProtocols: ['http/1.1'] })
  http.write(generate(connectPacket('c', 4)))
  expect((await once(http, 'data'))[0]).not.toEqual(Buffer.from('20020000', 'hex'))
  http.destroy()
})
