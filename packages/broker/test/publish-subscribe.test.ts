import { expect, test } from 'vitest'
import type { MqttClient } from 'mqtt'
import { pem, useBroker } from './use-broker.js'
import { connect as connectTls } from 'node:tls'
import { createServer } from 'node:http'
import mqtt from 'mqtt'
import { createWebSocketStream, WebSocket } from 'ws'

interface Received {
  topic: string
  payload: string
  qos: number
  retain: boolean
}

function received(client: MqttClient, count: number): Promise<Received[]> {
  const found: Received[] = []
  return new Promise((resolve) => {
    client.on('message', (topic, payload, packet) => {
      found.push({ topic, payload: payload.toString(), qos: packet.qos, retain: packet.retain })
      if (found.length === count) resolve(found)
    })
  })
}

for (const protocolVersion of [4, 5] as const) {
  for (const qos of [0, 1] as const) {
    test(`[BRK-100] [BRK-104] [BRK-105] [BRK-205] [BRK-210] MQTT ${String(protocolVersion)} delivers QoS ${String(qos)} in order and byte for byte`, async () => {
      const { connect } = await useBroker()
      const subscriber = await connect({ protocolVersion, clientId: 'sub' })
      const publisher = await connect({ protocolVersion, clientId: 'pub' })
      await subscriber.subscribeAsync('a/+/c', { qos })
      const all = received(subscriber, 500)
      // At most as many at a time as may be unacknowledged (BRK-088).
      for (let first = 0; first < 500; first += 100) {
        await Promise.all(Array.from({ length: 100 }, (_, index) => publisher.publishAsync('a/ü/c', `n${String(first + index)}`, { qos })))
      }
      const messages = await all
      expect(messages.map(({ payload }) => payload)).toEqual(Array.from({ length: 500 }, (_, index) => `n${String(index)}`))
      expect(messages[0]).toMatchObject({ topic: 'a/ü/c', qos, retain: false })
    })
  }
}

test('[BRK-030] a message crosses protocol versions, its MQTT 5 properties only towards MQTT 5', async () => {
  const { connect } = await useBroker()
  const three = await connect({ protocolVersion: 4, clientId: 'three' })
  const five = await connect({ protocolVersion: 5, clientId: 'five' })
  await three.subscribeAsync('t', { qos: 1 })
  await five.subscribeAsync('t', { qos: 1 })
  const atThree = received(three, 1)
  const atFive = new Promise<unknown>((resolve) => five.on('message', (_topic, _payload, packet) => resolve(packet.properties)))
  await five.publishAsync('t', 'x', { qos: 1, properties: { contentType: 'text/plain', userProperties: { a: ['1', '2'] } } })
  expect(await atThree).toEqual([{ topic: 't', payload: 'x', qos: 1, retain: false }])
  expect(await atFive).toMatchObject({ contentType: 'text/plain', userProperties: { a: ['1', '2'] } })
})

test('[BRK-008] a client certificate reaches admission over TLS, and no CA is hinted at', async () => {
  const { listeners, access } = await useBroker()
  const { port } = await listeners.listenMqtts({ host: '127.0.0.1', port: 0 })
  const client = await mqtt.connectAsync(`mqtts://127.0.0.1:${String(port)}`, {
    ca: pem.serverCert,
    key: pem.clientKey,
    cert: pem.clientCert,
    reconnectPeriod: 0,
  })
  await client.endAsync()
  expect(access.peers[0]?.transport).toBe('mqtts')
  expect(access.peers[0]?.clientCertificate?.der.length).toBeGreaterThan(100)
})

test('[BRK-001] [BRK-002] [SEC-103] one TLS port serves MQTT and HTTPS, by ALPN or by the first byte', async () => {
  const { listeners } = await useBroker()
  const { port } = await listeners.listenTls({ host: '127.0.0.1', port: 0 })
  for (const ALPNProtocols of [['x-amzn-mqtt-ca'], ['mqtt'], undefined]) {
    const client = await mqtt.connectAsync(`mqtts://127.0.0.1:${String(port)}`, {
      ca: pem.serverCert,
      reconnectPeriod: 0,
      ...(ALPNProtocols === undefined ? {} : { ALPNProtocols }),
    })
    await client.endAsync()
  }
  for (const ALPNProtocols of [['x-amzn-http-ca'], ['http/1.1'], undefined]) {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connectTls(
        { port, host: '127.0.0.1', ca: pem.serverCert, ...(ALPNProtocols === undefined ? {} : { ALPNProtocols }) },
        () => {
          socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
        },
      )
      socket.once('data', (chunk: Buffer) => resolve(chunk.toString()))
      socket.once('error', reject)
    })
    expect(answer).toContain('204')
  }
})

test('[BRK-010] MQTT runs over a WebSocket on /mqtt', async () => {
  const { listeners, access } = await useBroker()
  const server = createServer()
  server.on('upgrade', (request, socket, head) => {
    listeners.upgradeWebSocket(request, socket, head, { transport: 'http', remoteAddress: '127.0.0.1', remotePort: 1 })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const webSocket = new WebSocket(`ws://127.0.0.1:${String(port)}/mqtt`, 'mqtt')
  const client = new mqtt.MqttClient(() => createWebSocketStream(webSocket), { reconnectPeriod: 0, protocolVersion: 5 })
  await new Promise((resolve) => client.once('connect', resolve))
  await client.subscribeAsync('t')
  const message = received(client, 1)
  await client.publishAsync('t', 'x', { qos: 1 })
  expect(await message).toHaveLength(1)
  expect(access.peers[0]?.transport).toBe('ws')
  await client.endAsync()
  server.close()
})
