import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { CreateThingCommand, IoTClient } from '@aws-sdk/client-iot'
import type { IotCoreLocal } from 'iot-core-local'
import { generate, type IConnectPacket, type Packet, parser } from 'mqtt-packet'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'

type Device = Awaited<ReturnType<IotCoreLocal['createDevice']>>

const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] }

/** A device that speaks bytes of our choosing, and the packets it gets back. */
class RawDevice {
  readonly packets: Packet[] = []
  readonly closed: Promise<unknown>
  readonly #socket: Duplex

  constructor(socket: Duplex) {
    this.#socket = socket
    this.closed = once(socket, 'close')
    const parse = parser({ protocolVersion: 4 })
    parse.on('packet', (packet) => this.packets.push(packet))
    socket.on('data', (chunk: Buffer) => parse.parse(chunk))
    socket.on('error', () => undefined)
    onTestFinished(() => void socket.destroy())
  }

  static async tls(device: Device): Promise<RawDevice> {
    const socket = connectTls({
      host: device.host,
      port: device.mqttsPort,
      ca: device.caPem,
      cert: device.certificatePem,
      key: device.privateKeyPem,
    })
    await once(socket, 'secureConnect')
    return new RawDevice(socket)
  }

  static async tcp(port: number): Promise<RawDevice> {
    const socket = connectTcp(port, '127.0.0.1')
    await once(socket, 'connect')
    return new RawDevice(socket)
  }

  send(packet: Packet | Buffer): void {
    this.#socket.write(Buffer.isBuffer(packet) ? packet : generate(packet))
  }

  /** Sends CONNECT and waits for CONNACK. */
  async connect(clientId: string): Promise<void> {
    this.send(connectPacket(clientId))
    while (this.packets.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(this.packets[0]).toMatchObject({ cmd: 'connack', returnCode: 0 })
  }
}

function connectPacket(clientId: string): IConnectPacket {
  return { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clientId, clean: true, keepalive: 60 }
}

async function useDevice(iot: IotCoreLocal, thingName = 'lamp-1'): Promise<Device> {
  return iot.createDevice(thingName, { policy: EVERYTHING })
}

function refusals(iot: IotCoreLocal): readonly string[] {
  return iot
    .decisions({ limit: 500 })
    .filter(({ outcome }) => outcome !== 'allowed')
    .map(({ explanation }) => explanation)
}

/** The emulator still serves, and says why it refused. */
async function expectExplainedAndAlive(iot: IotCoreLocal, pattern: RegExp): Promise<void> {
  expect(refusals(iot)).toContainEqual(expect.stringMatching(pattern))
  const { status } = await fetch(`${iot.httpEndpoint}/_local/health`)
  expect(status).toBe(200)
}

test.each([
  ['HTTP on the MQTT port', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
  ['random bytes', Buffer.from('ff00ff00ff00ff00aabbccdd', 'hex')],
  ['an endless remaining length', Buffer.from('10ffffffffff', 'hex')],
  ['a CONNECT whose client id reaches beyond its end', Buffer.from('100c00044d5154540402003cffff', 'hex')],
])('a garbage first packet is hung up on and explained: %s', async (_name, bytes) => {
  const iot = await useEmulator({ mqttPort: 0 })
  const raw = await RawDevice.tcp(iot.mqttPort ?? 0)
  raw.send(bytes)
  await raw.closed
  expect(raw.packets).toEqual([])
  await expectExplainedAndAlive(iot, /./)
})

test('a first packet that is not CONNECT is hung up on and explained', async () => {
  const iot = await useEmulator()
  const raw = await RawDevice.tls(await useDevice(iot))
  raw.send({ cmd: 'publish', topic: 'a', payload: 'x', qos: 0, dup: false, retain: false })
  await raw.closed
  await expectExplainedAndAlive(iot, /CONNECT/)
})

test('[MQTT-3.1.0-2] a second CONNECT closes the connection and is explained', async () => {
  const iot = await useEmulator()
  const raw = await RawDevice.tls(await useDevice(iot))
  await raw.connect('lamp-1')
  raw.send(connectPacket('lamp-1'))
  await raw.closed
  await expectExplainedAndAlive(iot, /second CONNECT/i)
})

test('a publish at QoS 2 closes the connection and is explained', async () => {
  const iot = await useEmulator()
  const raw = await RawDevice.tls(await useDevice(iot))
  await raw.connect('lamp-1')
  raw.send({ cmd: 'publish', topic: 'a', payload: 'x', qos: 2, messageId: 1, dup: false, retain: false })
  await raw.closed
  await expectExplainedAndAlive(iot, /QoS 2/)
})

test('a payload over 128 KiB closes the connection and is explained; one of 128 KiB passes', async () => {
  const iot = await useEmulator()
  const raw = await RawDevice.tls(await useDevice(iot))
  await raw.connect('lamp-1')
  const passed = iot.waitFor.message('big/one')
  raw.send({ cmd: 'publish', topic: 'big/one', payload: Buffer.alloc(128 * 1024, 'x'), qos: 0, dup: false, retain: false })
  expect((await passed).payload).toHaveLength(128 * 1024)
  raw.send({ cmd: 'publish', topic: 'big/one', payload: Buffer.alloc(128 * 1024 + 1, 'x'), qos: 0, dup: false, retain: false })
  await raw.closed
  await expectExplainedAndAlive(iot, /131,?072|128 KiB|128 KB/)
})

test('a packet that announces 200 MB is refused at its header', async () => {
  const iot = await useEmulator()
  const raw = await RawDevice.tls(await useDevice(iot))
  await raw.connect('lamp-1')
  raw.send(Buffer.from('30ffffff7f0001', 'hex'))
  await raw.closed
  await expectExplainedAndAlive(iot, /./)
})

test.each(['$aws/events/presence/connected/lamp-1', '$aws/things/lamp-1/shadow/update/accepted', '$SYS/x', '$other/x'])(
  'a publish to %s, which is not ours to write, is refused and explained',
  async (topic) => {
    const iot = await useEmulator()
    const device = await useDevice(iot)
    const raw = await RawDevice.tls(device)
    await raw.connect('lamp-1')
    raw.send({ cmd: 'publish', topic, payload: 'x', qos: 0, dup: false, retain: false })
    await raw.closed
    await expectExplainedAndAlive(iot, new RegExp(topic.replaceAll('$', '\\$')))
  },
)

test('no certificate at all is refused and explained', async () => {
  const iot = await useEmulator()
  await expect(connect({ protocol: 'mqtts', host: iot.host, port: iot.mqttsPort, ca: iot.caPem, clientId: 'nobody' })).rejects.toThrow()
  await expectExplainedAndAlive(iot, /certificate/i)
})

test('a hundred connections that send random bytes harm nobody', async () => {
  const iot = await useEmulator({ mqttPort: 0 })
  const witness = await connect((await useDevice(iot)).mqttOptions())
  await witness.subscribe('witness')
  let seed = 42
  const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648)
  const sockets = await Promise.all(Array.from({ length: 100 }, () => RawDevice.tcp(iot.mqttPort ?? 0)))
  for (const [index, raw] of sockets.entries()) {
    if (index % 2 === 0) raw.send(connectPacket(`fuzz-${String(index)}`))
    raw.send(Buffer.from(Array.from({ length: 64 + (random() % 512) }, () => random() % 256)))
    raw.send(Buffer.from('ff'.repeat(16), 'hex'))
  }
  // Some bytes look like the start of a long packet: those connections wait for the rest. At least the plain nonsense is hung up on.
  await Promise.any(sockets.map((raw) => raw.closed))
  await witness.publish('witness', 'still here')
  expect((await witness.message('witness')).payload).toBe('still here')
})

test.each([
  ['malformed JSON', '{"thingTypeName":', 400],
  ['a list for an object', '[]', 400],
  ['a number for a text', '{"thingTypeName":7}', 400],
  ['an over-long name', JSON.stringify({ thingTypeName: 'x'.repeat(129) }), 400],
])('[API-060] on the API, %s is a clear error', async (_name, body, status) => {
  const iot = await useEmulator()
  const response = await fetch(`${iot.httpEndpoint}/things/lamp-1`, { method: 'POST', body })
  expect(response.status).toBe(status)
  expect(response.headers.get('x-amzn-errortype')).toMatch(/Exception/)
  expect(await response.json()).toEqual({ message: expect.stringMatching(/\S/) as string })
})

test('[API-061] a name of 129 characters names the member and the constraint', async () => {
  const iot = await useEmulator()
  await expect(new IoTClient(iot.clientConfig()).send(new CreateThingCommand({ thingName: 'x'.repeat(129) }))).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: expect.stringMatching(
      /^1 validation error detected: Value '.*' at 'thingName' failed to satisfy constraint: Member must have length less than or equal to 128$/,
    ) as string,
  })
})
