/*
 * What a client sees, and what is recorded, when it may do something, when no statement allows it, and when one denies it: every way in
 * times every action (SEC-801 to SEC-812). One emulator and one certificate; each cell has a topic or client id of its own.
 */
import { GetRetainedMessageCommand, IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane'
import { type IotCoreLocal, startIotCoreLocal } from 'iot-core-local'
import mqtt, { type IClientOptions } from 'mqtt'
import type { Packet } from 'mqtt-packet'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Device, send } from './support/device-request.js'
import { signedUrl } from './support/signed-url.js'

const ARN = 'arn:aws:iot:us-east-1:000000000000:'

/** What is publishable, retainable ... has a part that is not after all. */
const POLICY = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'Connect', Effect: 'Allow', Action: 'iot:Connect', Resource: `${ARN}client/known-*` },
    { Sid: 'NeverConnect', Effect: 'Deny', Action: 'iot:Connect', Resource: `${ARN}client/known-barred-*` },
    { Sid: 'Publish', Effect: 'Allow', Action: 'iot:Publish', Resource: `${ARN}topic/open/*` },
    { Sid: 'NeverPublish', Effect: 'Deny', Action: 'iot:Publish', Resource: `${ARN}topic/open/sealed/*` },
    { Sid: 'Retain', Effect: 'Allow', Action: 'iot:RetainPublish', Resource: `${ARN}topic/open/retain/*` },
    { Sid: 'NeverRetain', Effect: 'Deny', Action: 'iot:RetainPublish', Resource: `${ARN}topic/open/retain/never/*` },
    { Sid: 'Subscribe', Effect: 'Allow', Action: 'iot:Subscribe', Resource: `${ARN}topicfilter/open/*` },
    { Sid: 'NeverSubscribe', Effect: 'Deny', Action: 'iot:Subscribe', Resource: `${ARN}topicfilter/open/sealed/*` },
    { Sid: 'Receive', Effect: 'Allow', Action: 'iot:Receive', Resource: `${ARN}topic/open/receive/*` },
    { Sid: 'NeverReceive', Effect: 'Deny', Action: 'iot:Receive', Resource: `${ARN}topic/open/receive/never/*` },
  ],
}

const PERMISSIONS = ['allowed', 'denied by absence', 'denied explicitly'] as const
type Permission = (typeof PERMISSIONS)[number]

type ActionName = 'Connect' | 'Publish' | 'Retain' | 'Subscribe' | 'Receive'

const AWS_ACTION: Readonly<Record<ActionName, string>> = {
  Connect: 'iot:Connect',
  Publish: 'iot:Publish',
  Retain: 'iot:RetainPublish',
  Subscribe: 'iot:Subscribe',
  Receive: 'iot:Receive',
}

/** Where each action is allowed, not mentioned, and denied. */
const SPACES: Readonly<Record<ActionName, Readonly<Record<Permission, string>>>> = {
  Connect: { allowed: 'known-', 'denied by absence': 'stranger-', 'denied explicitly': 'known-barred-' },
  Publish: { allowed: 'open/', 'denied by absence': 'elsewhere/', 'denied explicitly': 'open/sealed/' },
  Retain: { allowed: 'open/retain/', 'denied by absence': 'open/', 'denied explicitly': 'open/retain/never/' },
  Subscribe: { allowed: 'open/', 'denied by absence': 'elsewhere/', 'denied explicitly': 'open/sealed/' },
  Receive: { allowed: 'open/receive/', 'denied by absence': 'open/', 'denied explicitly': 'open/receive/never/' },
}

/** What an MQTT client hears: its packets in order, then `pingresp` when the connection is still there, else `closed`. */
type Heard = readonly string[]

interface Operation {
  readonly name: string
  readonly rules: string
  readonly action: ActionName
  /** What is heard when it may, and when it may not: over MQTT 3.1.1, over MQTT 5. */
  readonly allowed: Readonly<Record<4 | 5, Heard>>
  readonly denied: Readonly<Record<4 | 5, Heard>>
  readonly options?: (topic: string) => IClientOptions
  readonly run?: (client: Listening, topic: string) => void | Promise<void>
  /** Whether others get the message when it may, and only then. */
  readonly isSeenByOthers?: boolean
  readonly isRetained?: boolean
  readonly http?: string
}

const CLOSED_BEFORE_CONNACK: Readonly<Record<4 | 5, Heard>> = { 4: ['closed'], 5: ['connack 135', 'closed'] }
const both = (...heard: Heard): Readonly<Record<4 | 5, Heard>> => ({ 4: heard, 5: heard })
const will = (topic: string, retain: boolean): IClientOptions => ({ will: { topic, payload: Buffer.from('will'), qos: 1, retain } })

const OPERATIONS: readonly Operation[] = [
  {
    name: 'connect',
    rules: '[SEC-801] [BRK-040]',
    action: 'Connect',
    allowed: both('connack 0', 'pingresp'),
    denied: CLOSED_BEFORE_CONNACK,
  },
  {
    name: 'will',
    rules: '[SEC-807] [BRK-036]',
    action: 'Publish',
    allowed: both('connack 0', 'pingresp'),
    denied: CLOSED_BEFORE_CONNACK,
    options: (topic) => will(topic, false),
    isSeenByOthers: true,
  },
  {
    name: 'retained will',
    rules: '[SEC-806] [BRK-158]',
    action: 'Retain',
    allowed: both('connack 0', 'pingresp'),
    denied: CLOSED_BEFORE_CONNACK,
    options: (topic) => will(topic, true),
    isSeenByOthers: true,
    isRetained: true,
  },
  {
    name: 'publish QoS 0',
    rules: '[SEC-803] [BRK-084]',
    action: 'Publish',
    allowed: both('connack 0', 'pingresp'),
    denied: { 4: ['connack 0', 'closed'], 5: ['connack 0', 'pingresp'] },
    run: ({ client }, topic) => void client.publish(topic, 'x', { qos: 0 }),
    isSeenByOthers: true,
    http: '?qos=0',
  },
  {
    name: 'publish QoS 1',
    rules: '[SEC-803] [BRK-084]',
    action: 'Publish',
    allowed: both('connack 0', 'puback 0', 'pingresp'),
    denied: { 4: ['connack 0', 'closed'], 5: ['connack 0', 'puback 135', 'pingresp'] },
    run: ({ client, hear }, topic) => {
      client.publish(topic, 'x', { qos: 1 }, () => undefined)
      return hear('puback')
    },
    isSeenByOthers: true,
    http: '?qos=1',
  },
  {
    name: 'retain',
    rules: '[SEC-806] [BRK-083]',
    action: 'Retain',
    allowed: both('connack 0', 'puback 0', 'pingresp'),
    denied: { 4: ['connack 0', 'closed'], 5: ['connack 0', 'puback 135', 'pingresp'] },
    run: ({ client, hear }, topic) => {
      client.publish(topic, 'x', { qos: 1, retain: true }, () => undefined)
      return hear('puback')
    },
    isSeenByOthers: true,
    isRetained: true,
    http: '?qos=1&retain=true',
  },
  {
    name: 'subscribe',
    rules: '[SEC-804] [BRK-128]',
    action: 'Subscribe',
    allowed: both('connack 0', 'suback 1', 'pingresp'),
    denied: { 4: ['connack 0', 'closed'], 5: ['connack 0', 'suback 135', 'pingresp'] },
    run: ({ client, hear }, topic) => {
      client.subscribe(topic, { qos: 1 }, () => undefined)
      return hear('suback')
    },
  },
  {
    name: 'receive',
    rules: '[SEC-805] [BRK-101]',
    action: 'Receive',
    allowed: both('connack 0', 'suback 1', 'publish', 'pingresp'),
    denied: both('connack 0', 'suback 1', 'pingresp'),
    run: async ({ client, hear }, topic) => {
      client.subscribe(topic, { qos: 1 }, () => undefined)
      await hear('suback')
      await iot.publish(topic, 'x')
    },
  },
]

interface Listening {
  readonly client: mqtt.MqttClient
  readonly heard: string[]
  /** Resolves when something that begins so was heard, or the connection is closed. */
  readonly hear: (...beginnings: string[]) => Promise<void>
}

/** Connects once and keeps what is heard. */
function listen(options: IClientOptions, url: string | undefined): Listening {
  const all: IClientOptions = { reconnectPeriod: 0, connectTimeout: 10_000, keepalive: 0, ...options }
  const client = url === undefined ? mqtt.connect(all) : mqtt.connect(url, all)
  onTestFinished(() => client.endAsync(true).then(() => undefined))
  const heard: string[] = []
  const waiting = new Set<() => void>()
  const note = (what: string): void => {
    heard.push(what)
    for (const look of [...waiting]) look()
  }
  client.on('error', () => undefined)
  client.on('packetreceive', (packet) => note(wordsOf(packet)))
  client.once('close', () => note('closed'))
  return {
    client,
    heard,
    hear: (...beginnings) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!heard.some((what) => ['closed', ...beginnings].some((beginning) => what.startsWith(beginning)))) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}

function wordsOf(packet: Packet): string {
  if (packet.cmd === 'connack') return `connack ${String(packet.reasonCode ?? packet.returnCode)}`
  if (packet.cmd === 'puback') return `puback ${String(packet.reasonCode ?? 0)}`
  if (packet.cmd === 'suback') return `suback ${packet.granted.map(String).join(' ')}`
  if (packet.cmd === 'disconnect') return `disconnect ${String(packet.reasonCode)}`
  return packet.cmd
}

let iot: IotCoreLocal
let device: Device
/** An IAM client that sees every message. */
let watcher: mqtt.MqttClient
const seenByWatcher = new Set<string>()

const socketUrl = (): string => signedUrl(`wss://${iot.host}:${String(iot.tlsPort)}`, { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' })

beforeAll(async () => {
  iot = await startIotCoreLocal()
  device = await iot.createDevice('matrix', { policy: POLICY })
  watcher = await mqtt.connectAsync(socketUrl(), { clientId: 'watcher', ca: iot.caPem, reconnectPeriod: 0 })
  watcher.on('message', (topic) => seenByWatcher.add(topic))
  await watcher.subscribeAsync(['#', '$aws/events/presence/connect_failed/+'], { qos: 1 })
})

afterAll(async () => {
  await watcher.endAsync(true)
  await iot.close()
})

let markers = 0

/** Resolves when the watcher has whatever was published before. */
async function othersHaveAll(): Promise<void> {
  const marker = `marker/${String(++markers)}`
  const arrived = new Promise<void>((resolve) => {
    const look = (topic: string): void => {
      if (topic !== marker) return
      watcher.off('message', look)
      resolve()
    }
    watcher.on('message', look)
  })
  await iot.publish(marker, '')
  await arrived
}

/** What the decision record says of one question: exactly one record, and who decided. */
function expectRecord(action: ActionName, resource: string, permission: Permission | 'iam', clientId?: string): void {
  const records = iot
    .decisions({ limit: 2_000 })
    .filter((record) => record.action === AWS_ACTION[action] && record.resource === resource && record.clientId === clientId)
  expect(records).toHaveLength(1)
  const [record] = records
  const kind = { allowed: 'ALLOWED', iam: 'ALLOWED', 'denied by absence': 'IMPLICIT_DENY', 'denied explicitly': 'EXPLICIT_DENY' }[
    permission
  ]
  const isAllowed = kind === 'ALLOWED'
  expect(record).toMatchObject({
    kind: 'authorization',
    outcome: isAllowed ? 'allowed' : 'refused',
    principalId: permission === 'iam' ? 'AKIDEXAMPLE' : device.certificateId,
    details: { decision: kind },
  })
  expect(record?.reason).toBe(isAllowed ? undefined : 'AUTHORIZATION_FAILURE')
  expect(record?.explanation.length).toBeGreaterThan(20)
  expect(record?.statement?.sid).toBe(
    { allowed: action, 'denied explicitly': `Never${action}`, 'denied by absence': undefined, iam: undefined }[permission],
  )
  expect(record?.nearestStatement?.sid).toBe(permission === 'denied by absence' ? action : undefined)
}

async function expectEffects(operation: Operation, topic: string, isAllowed: boolean): Promise<void> {
  if (operation.isSeenByOthers === true) {
    await othersHaveAll()
    expect(seenByWatcher.has(topic)).toBe(isAllowed)
  }
  if (operation.isRetained === true) {
    const got = new IoTDataPlaneClient(iot.clientConfig()).send(new GetRetainedMessageCommand({ topic }))
    if (isAllowed) expect((await got).topic).toBe(topic)
    else await expect(got).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  }
}

const MQTT_WAYS = [
  { way: 'MQTT 3.1.1 over mTLS', key: 'tls3', version: 4, isIam: false },
  { way: 'MQTT 5 over mTLS', key: 'tls5', version: 5, isIam: false },
  { way: 'MQTT 3.1.1 over a signed WebSocket', key: 'ws3', version: 4, isIam: true },
  { way: 'MQTT 5 over a signed WebSocket', key: 'ws5', version: 5, isIam: true },
] as const

const CELLS = MQTT_WAYS.flatMap((way) =>
  OPERATIONS.flatMap((operation) =>
    PERMISSIONS.map((permission) => ({
      ...way,
      operation,
      permission,
      title: `${operation.rules} [BRK-384]${way.isIam ? ' [SEC-309]' : ''} ${way.way}: ${operation.name}, ${permission}${way.isIam ? ' to a certificate, open to IAM' : ''}`,
    })),
  ),
)

for (const { title, key, version, isIam, operation, permission } of CELLS)
  test(title, async () => {
    const { action, name } = operation
    const isAllowed = isIam || permission === 'allowed'
    const cell = `${key}-${name.replaceAll(' ', '-')}-${permission.replaceAll(' ', '-')}`
    const subject = `${SPACES[action][permission]}${cell}`
    const clientId = action === 'Connect' ? subject : `${SPACES.Connect.allowed}${cell}`
    const options: IClientOptions = {
      ...(isIam ? { ca: iot.caPem } : device.mqttOptions()),
      clientId,
      protocolVersion: version,
      ...operation.options?.(subject),
    }
    const listening = listen(options, isIam ? socketUrl() : undefined)
    await listening.hear('connack 0')
    if (listening.client.connected) {
      await operation.run?.(listening, subject)
      listening.client.sendPing()
      await listening.hear('pingresp')
    } else await listening.hear()
    expect(listening.heard).toEqual((isAllowed ? operation.allowed : operation.denied)[version])
    if (operation.options !== undefined && listening.client.connected) {
      const closed = iot.waitFor.event('connection.closed', { matches: ({ connection }) => connection.clientId === clientId })
      listening.client.stream.destroy()
      await closed
    }
    await expectEffects(operation, subject, isAllowed)
    // SEC-802: a refused CONNECT is announced, one with a will that is refused as well.
    await othersHaveAll()
    expect(seenByWatcher.has(`$aws/events/presence/connect_failed/${clientId}`)).toBe(!listening.heard.includes('connack 0'))
    const resource = `${ARN}${action === 'Connect' ? 'client' : action === 'Subscribe' ? 'topicfilter' : 'topic'}/${subject}`
    expectRecord(action, resource, isIam ? 'iam' : permission, clientId)
  })

const HTTP_CELLS = OPERATIONS.flatMap((operation) =>
  operation.http === undefined
    ? []
    : PERMISSIONS.map((permission) => ({
        operation,
        permission,
        query: operation.http ?? '',
        title: `[SEC-811] [BRK-384] HTTPS with a client certificate: ${operation.name}, ${permission}`,
      })),
)

for (const { title, operation, permission, query } of HTTP_CELLS)
  test(title, async () => {
    const { action, name } = operation
    const isAllowed = permission === 'allowed'
    const topic = `${SPACES[action][permission]}https-${name.replaceAll(' ', '-')}-${permission.replaceAll(' ', '-')}`
    const answer = await send(device, 'POST', `/topics/${topic}${query}`, 'x')
    if (isAllowed) expect(answer).toMatchObject({ status: 200, body: { message: 'OK' } })
    else {
      expect(answer).toMatchObject({ status: 403, body: { message: 'Forbidden' } })
      expect(answer.errorType).toMatch(/^ForbiddenException/)
    }
    await expectEffects(operation, topic, isAllowed)
    expectRecord(action, `${ARN}topic/${topic}`, permission)
  })
