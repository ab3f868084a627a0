import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, test } from 'vitest'
import { createTimers } from '@iot-core-local/core'
import mqtt from 'mqtt'
import { generate } from 'mqtt-packet'
import { createWebSocketStream, WebSocket } from 'ws'
import { createListeners } from '../src/index.js'
import { connectPacket, pem, useBroker, type BrokerHarness } from './use-broker.js'

const manual = (): ReturnType<typeof createTimers> => createTimers({ mode: 'manual', startMs: 1_000_000 })

test('[BRK-037] silence of one and a half keep-alives ends the connection, and any packet starts the wait again', async () => {
  const wallTimers = manual()
  const harness = await useBroker({ wallTimers })
  const client = (await harness.raw()).listen(5).send(connectPacket('c', 5, { keepalive: 1 }), 5)
  await client.next()
  await wallTimers.advance(44_000)
  client.send({ cmd: 'pingreq' })
  await client.next()
  await wallTimers.advance(44_000)
  client.send({ cmd: 'pingreq' })
  expect(await client.next()).toMatchObject({ cmd: 'pingresp' })
  await wallTimers.advance(46_000)
  expect(await client.next()).toMatchObject({ cmd: 'disconnect', reasonCode: 0x8d })
  expect(harness.account.seenEvents.at(-1)).toMatchObject({ type: 'connection.closed', disconnectReason: 'MQTT_KEEP_ALIVE_TIMEOUT' })
})

test('a connection that sends no CONNECT is closed at the deadline', async () => {
  const wallTimers = manual()
  const harness = await useBroker({ wallTimers, connectDeadlineMs: 5_000 })
  const client = (await harness.raw()).bytes('10')
  // The broker has the socket when it has answered another.
  await (await harness.raw()).send(connectPacket('other', 4)).next()
  await wallTimers.advance(5_001)
  await client.closed()
  expect(harness.reasons()).toContain('CONNECT_TIMEOUT')
})

async function webSocketPort(harness: BrokerHarness, iam?: { accessKeyId: string }): Promise<{ port: number; close: () => void }> {
  const server = createServer()
  server.on('upgrade', (request, socket, head) => {
    harness.listeners.upgradeWebSocket(request, socket, head, {
      transport: 'http',
      remoteAddress: '127.0.0.1',
      remotePort: 1,
      ...(iam === undefined ? {} : { iam }),
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { port: typeof address === 'object' && address !== null ? address.port : 0, close: () => server.close() }
}

async function overWebSocket(port: number): Promise<{ webSocket: WebSocket; client: mqtt.MqttClient }> {
  const webSocket = new WebSocket(`ws://127.0.0.1:${String(port)}/mqtt`, 'mqtt')
  const client = new mqtt.MqttClient(() => createWebSocketStream(webSocket), { reconnectPeriod: 0, protocolVersion: 4, keepalive: 0 })
  client.on('error', () => undefined)
  await new Promise((resolve) => client.once('connect', resolve))
  return { webSocket, client }
}

test('[BRK-357] a WebSocket Close frame is a goodbye, a lost socket is not', async () => {
  const harness = await useBroker()
  const { port, close } = await webSocketPort(harness)
  for (const [end, disconnectReason] of [
    [(webSocket: WebSocket) => webSocket.close(1000), 'CLIENT_INITIATED_DISCONNECT'],
    [(webSocket: WebSocket) => webSocket.terminate(), 'CONNECTION_LOST'],
  ] as const) {
    const { webSocket } = await overWebSocket(port)
    const closed = harness.account.events.next('connection.closed')
    end(webSocket)
    expect(await closed).toMatchObject({ disconnectReason })
  }
  close()
})

test('[BRK-016] a signed WebSocket lives a day', async () => {
  const wallTimers = manual()
  const harness = await useBroker({ wallTimers })
  const { port, close } = await webSocketPort(harness, { accessKeyId: 'AKIDEXAMPLE' })
  const { client } = await overWebSocket(port)
  const closed = harness.account.events.next('connection.closed')
  // The client is heard of every 20 minutes.
  for (let third = 0; third < 72; third++) {
    await wallTimers.advance(1_200_000)
    if (client.connected) await client.subscribeAsync('t').catch(() => undefined)
  }
  expect(await closed).toMatchObject({ disconnectReason: 'WEBSOCKET_TTL_EXPIRATION' })
  close()
})

test('[BRK-010] an upgrade elsewhere or without the subprotocol is refused', async () => {
  const harness = await useBroker()
  const { port, close } = await webSocketPort(harness)
  for (const [path, protocol] of [
    ['/other', 'mqtt'],
    ['/mqtt', 'other'],
  ]) {
    const webSocket = new WebSocket(`ws://127.0.0.1:${String(port)}${path ?? ''}`, protocol)
    const error = await new Promise<Error>((resolve) => webSocket.once('error', resolve))
    expect(error.message).toContain('400')
  }
  expect(harness.reasons()).toEqual(['WEBSOCKET_UPGRADE_REFUSED', 'WEBSOCKET_UPGRADE_REFUSED'])
  close()
})

test('[BRK-010] the upgrade of the device SDK for Python of version 1, with the subprotocol of old and a key of 128 bytes, is answered as it was asked', async () => {
  const harness = await useBroker()
  const { port, close } = await webSocketPort(harness)
  const key = Buffer.alloc(128, 7).toString('base64')
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-protocol': 'mqttv3.1' }
  const asked = request({ port, host: '127.0.0.1', path: '/mqtt', headers: { ...upgrade, 'sec-websocket-key': key } })
  asked.end()
  const [answer, socket] = (await once(asked, 'upgrade')) as [IncomingMessage, Socket]
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  // It finds names in lower case only.
  expect(answer.rawHeaders.join(' ')).toBe(
    `upgrade websocket connection Upgrade sec-websocket-accept ${accept} sec-websocket-protocol mqttv3.1`,
  )
  socket.destroy()
  const keyless = request({ port, host: '127.0.0.1', path: '/mqtt', headers: { ...upgrade, 'sec-websocket-key': 'short' } })
  keyless.end()
  const [refusal] = (await once(keyless, 'response')) as [IncomingMessage]
  expect(refusal.statusCode).toBe(400)
  close()
})

test('[BRK-010] every packet has a WebSocket frame of its own, and a frame from a client may hold several', async () => {
  const harness = await useBroker()
  const { port, close } = await webSocketPort(harness)
  const webSocket = new WebSocket(`ws://127.0.0.1:${String(port)}/mqtt`, 'mqtt')
  await once(webSocket, 'open')
  const frames: Buffer[] = []
  const all = new Promise<void>((resolve) => {
    webSocket.on('message', (frame: Buffer) => {
      if (frames.push(frame) === 4) resolve()
    })
  })
  const subscribe = Buffer.from('8206000100016101', 'hex')
  const publish = Buffer.from('320700016100026869', 'hex')
  webSocket.send(Buffer.concat([generate(connectPacket('browser', 4)), subscribe, publish]))
  await all
  // CONNACK, SUBACK, and PUBACK and PUBLISH in either order.
  expect(frames.map((frame) => (frame[0] ?? 0) >> 4).sort()).toEqual([2, 3, 4, 9])
  expect(frames.every((frame) => frame.length === (frame[1] ?? 0) + 2)).toBe(true)
  webSocket.close()
  close()
})

test('a renewed server certificate serves the next handshake', async () => {
  const harness = await useBroker()
  let identity = { key: pem.serverKey, cert: pem.serverCert }
  const listeners = createListeners({
    route: () => harness.broker,
    http: { acceptTls: (socket) => socket.destroy() },
    tls: () => identity,
    log: harness.account.log,
    wallTimers: harness.account.timers,
    decisions: () => harness.account.decisions,
  })
  const { port } = await listeners.listenMqtts({ host: '127.0.0.1', port: 0 })
  const names: unknown[] = []
  for (let time = 0; time < 2; time++) {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    await new Promise((resolve) => socket.once('secureConnect', resolve))
    names.push(socket.getPeerCertificate().subject.CN)
    socket.destroy()
    identity = { key: pem.clientKey, cert: pem.clientCert }
  }
  await listeners.close()
  expect(names).toEqual(['localhost', 'test-device'])
})

test('a port that is taken and a host that is not here are named, with what to do', async () => {
  const { listeners, port } = await useBroker()
  await expect(listeners.listenMqtt({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'ICL_PORT_IN_USE' })
  await expect(listeners.listenMqtt({ host: '192.0.2.1', port: 0 })).rejects.toMatchObject({ code: 'ICL_HOST_UNAVAILABLE' })
})
