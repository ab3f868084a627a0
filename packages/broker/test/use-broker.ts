import { readFileSync } from 'node:fs'
import { connect as connectTcp, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { onTestFinished } from 'vitest'
import {
  createTimers,
  type Access,
  type AccessSession,
  type ConnectAttempt,
  type ControllableTimers,
  type Peer,
  type PolicyAction,
} from '@iot-core-local/core'
import { createTestAccount, type TestAccount } from '@iot-core-local/core/testing'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { generate, parser, type Packet } from 'mqtt-packet'
import { createBroker, createListeners, type Broker, type BrokerOptions, type Listeners, type PublishedMessage } from '../src/index.js'

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.pem`, import.meta.url), 'utf8')

export const pem = {
  serverKey: fixture('server-key'),
  serverCert: fixture('server-cert'),
  clientKey: fixture('client-key'),
  clientCert: fixture('client-cert'),
}

/** Allows everything but what begins with a denied prefix, such as `iot:Publish topic/secret`. */
export class PrefixAccess implements Access {
  epoch = 1
  askedCount = 0
  readonly certificateId = 'c'.repeat(64)
  readonly #denied = new Set<string>()
  refusedClientIds = new Set<string>()
  readonly peers: Peer[] = []
  #isBroken = false

  deny(...prefixes: string[]): void {
    for (const prefix of prefixes) this.#denied.add(prefix)
    this.epoch++
  }

  allow(...prefixes: string[]): void {
    for (const prefix of prefixes) this.#denied.delete(prefix)
    this.epoch++
  }

  /** From now on no question is answered. */
  breakDown(): void {
    this.#isBroken = true
    this.epoch++
  }

  admitConnection(peer: Peer, connect: ConnectAttempt): ReturnType<Access['admitConnection']> {
    this.peers.push(peer)
    if (this.refusedClientIds.has(connect.clientId)) {
      return Promise.resolve({ isAdmitted: false, reason: 'UNKNOWN_CERTIFICATE', explanation: 'Nobody knows this certificate.' })
    }
    return Promise.resolve({ isAdmitted: true, session: this.#session() })
  }

  admitRequest(): ReturnType<Access['admitRequest']> {
    return Promise.resolve({ isAdmitted: true, session: this.#session() })
  }

  #session(): AccessSession {
    return {
      principal: {
        kind: 'certificate',
        certificateId: this.certificateId,
        arn: `arn:aws:iot:us-east-1:123456789012:cert/${this.certificateId}`,
      },
      authorize: ({ action, resource }: { action: PolicyAction; resource: string }) => {
        this.askedCount++
        if (this.#isBroken) return Promise.reject(new Error('The policies cannot be read.'))
        const question = `${action} ${resource.split(':').slice(5).join(':')}`
        const isDenied = [...this.#denied].some((prefix) => question.startsWith(prefix))
        return Promise.resolve(
          isDenied
            ? { decision: 'IMPLICIT_DENY', explanation: `No policy allows ${question}.` }
            : { decision: 'ALLOWED', explanation: `A policy allows ${question}.` },
        )
      },
    }
  }
}

export interface BrokerHarness {
  readonly account: TestAccount
  readonly access: PrefixAccess
  readonly broker: Broker
  readonly listeners: Listeners
  readonly sunk: PublishedMessage[]
  readonly port: number
  /** The broker's side of each connection, in the order of connecting. */
  readonly streams: readonly Duplex[]
  /** A client of mqtt.js, connected. */
  readonly connect: (options?: IClientOptions) => Promise<MqttClient>
  /** A socket that speaks packets. */
  readonly raw: () => Promise<RawClient>
  readonly reasons: () => (string | undefined)[]
}

export async function useBroker(
  options: BrokerOptions & {
    file?: string
    wallTimers?: ControllableTimers
    prepare?: (broker: Broker, account: TestAccount) => void
  } = {},
): Promise<BrokerHarness> {
  const account = createTestAccount(options.file === undefined ? {} : { file: options.file })
  const access = new PrefixAccess()
  const wallTimers = options.wallTimers ?? createTimers({ mode: 'system' })
  const sunk: PublishedMessage[] = []
  const streams: Duplex[] = []
  const broker = createBroker(
    { ...account, access, wallTimers, sink: { accept: (message) => sunk.push(message), hasInterest: () => true } },
    options,
  )
  options.prepare?.(broker, account)
  broker.start()
  const listeners = createListeners({
    route: () => ({
      accept: (stream, peer) => {
        streams.push(stream)
        broker.accept(stream, peer)
      },
    }),
    http: { acceptTls: (socket) => socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n') },
    tls: { key: pem.serverKey, cert: pem.serverCert },
    log: account.log,
    wallTimers,
    decisions: () => account.decisions,
  })
  const { port } = await listeners.listenMqtt({ host: '127.0.0.1', port: 0 })
  const clients: MqttClient[] = []
  onTestFinished(async () => {
    for (const client of clients) client.end(true)
    await broker.close()
    await listeners.close()
    wallTimers.close()
    account.close()
  })
  return {
    account,
    access,
    broker,
    listeners,
    sunk,
    streams,
    port,
    connect: async (clientOptions = {}) => {
      const client = await mqtt.connectAsync(
        `mqtt://127.0.0.1:${String(port)}`,
        { reconnectPeriod: 0, connectTimeout: 5_000, ...clientOptions },
        false,
      )
      clients.push(client)
      return client
    },
    raw: () => RawClient.open(port),
    reasons: () => account.decisions.find({ limit: 500 }).map(({ reason }) => reason),
  }
}

/** Says packets, hears packets. */
export class RawClient {
  readonly socket: Socket
  readonly packets: Packet[] = []
  isClosed = false
  readonly version: 4 | 5
  readonly #waiting: (() => void)[] = []

  private constructor(socket: Socket, version: 4 | 5 = 4) {
    this.socket = socket
    this.version = version
    this.listen(version)
    const closed = (): void => {
      this.isClosed = true
      this.#wake()
    }
    socket.on('close', closed)
    socket.on('end', closed)
    socket.on('error', () => undefined)
    onTestFinished(() => void socket.destroy())
  }

  static open(port: number): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connectTcp(port, '127.0.0.1', () => {
        resolve(new RawClient(socket))
      })
      socket.once('error', reject)
    })
  }

  /** Decodes what comes from now on as `version`. */
  listen(version: 4 | 5): this {
    this.socket.removeAllListeners('data')
    const decoder = parser({ protocolVersion: version })
    decoder.on('packet', (packet) => {
      this.packets.push(packet)
      this.#wake()
    })
    this.socket.on('data', (chunk) => decoder.parse(chunk))
    return this
  }

  send(packet: Packet, protocolVersion: 4 | 5 = 4): this {
    this.socket.write(generate(packet, { protocolVersion }))
    return this
  }

  bytes(hex: string): this {
    this.socket.write(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
    return this
  }

  /** The next packet that was not asked for yet; undefined when the connection closed first. */
  async next(): Promise<Packet | undefined> {
    while (this.packets.length === 0 && !this.isClosed) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.packets.shift()
  }

  async closed(): Promise<void> {
    while (!this.isClosed) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

export function connectPacket(clientId: string, protocolVersion: 4 | 5, more: Partial<Extract<Packet, { cmd: 'connect' }>> = {}): Packet {
  return { cmd: 'connect', protocolId: 'MQTT', protocolVersion, clientId, clean: true, keepalive: 60, ...more }
}

/** A client that has its CONNACK. */
export async function join(
  harness: BrokerHarness,
  clientId: string,
  version: 4 | 5,
  more: Parameters<typeof connectPacket>[2] = {},
): Promise<RawClient & { readonly connack: Packet | undefined }> {
  const client = (await harness.raw()).listen(version).send(connectPacket(clientId, version, more), version)
  return Object.assign(client, { connack: await client.next() })
}

/** Subscribes and returns the SUBACK. */
export async function subscribe(
  client: RawClient,
  version: 4 | 5,
  ...subscriptions: Extract<Packet, { cmd: 'subscribe' }>['subscriptions']
): Promise<Packet | undefined> {
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions }, version)
  return client.next()
}

export function publishPacket(topic: string, qos: 0 | 1 | 2, more: Partial<Extract<Packet, { cmd: 'publish' }>> = {}): Packet {
  return { cmd: 'publish', topic, payload: 'x', qos, retain: false, dup: false, ...(qos === 0 ? {} : { messageId: 7 }), ...more }
}

/** What the client was sent and has not taken yet: everything before the answer to a ping. */
export async function heard(client: RawClient): Promise<Packet[]> {
  client.send({ cmd: 'pingreq' })
  const packets: Packet[] = []
  for (;;) {
    const packet = await client.next()
    if (packet === undefined || packet.cmd === 'pingresp') return packets
    packets.push(packet)
  }
}

/** The payloads of the messages in `packets`. */
export function payloads(packets: readonly Packet[]): string[] {
  return packets.flatMap((packet) => (packet.cmd === 'publish' ? [packet.payload.toString()] : []))
}

/** Hangs up without a word, and waits until the broker knows. */
export async function lose(harness: BrokerHarness, client: RawClient): Promise<void> {
  const closed = harness.account.events.next('connection.closed')
  client.socket.destroy()
  await closed
}
