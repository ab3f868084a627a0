/*
 * Messages per second through this broker, Mosquitto and bare aedes, in one run on one machine.
 *   node test/bench/broker-throughput.mjs [seconds per measurement, default 3] [ours,mosquitto,aedes] [tcp,tls]
 * The load comes from a process of its own on raw sockets with packets encoded ahead. Ours is the whole product in memory: policies are
 * evaluated and decisions recorded. Needs a build (`npm run build`); what is not installed is left out.
 */
import { fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { fileURLToPath } from 'node:url'
import { fixture, startMosquitto } from './support/mosquitto.mjs'
import { freePort } from './support/ports.mjs'

const self = fileURLToPath(import.meta.url)
const SCENARIOS = [
  { name: 'QoS 0 1:1', qos: 0, subscribers: 1 },
  { name: 'QoS 0 1:50', qos: 0, subscribers: 50 },
  { name: 'QoS 1 1:1', qos: 1, subscribers: 1 },
  { name: 'QoS 1 1:50', qos: 1, subscribers: 50 },
]
/** Of its own in each load process, since a broker may still be busy with the flood of the one before. */
const TOPIC = `bench/${String(process.pid % 1000).padStart(3, '0')}/topic`
const PAYLOAD_BYTES = 200
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'iot:Connect', Resource: 'arn:aws:iot:*:*:client/${iot:ClientId}' },
    { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: 'arn:aws:iot:*:*:topic/bench/*' },
    { Effect: 'Allow', Action: 'iot:Subscribe', Resource: 'arn:aws:iot:*:*:topicfilter/bench/*' },
  ],
})
const WINDOW = 100

const [role, ...rest] = process.argv.slice(2)
if (role === '--serve') await serve(rest[0], Number(rest[1]), rest[2] === 'tls')
else if (role === '--load') await load(Number(rest[0]), rest[1] === 'tls', JSON.parse(rest[2]), Number(rest[3]))
else await main(Number(role ?? 3), (rest[0] ?? 'mosquitto,aedes,ours').split(','), (rest[1] ?? 'tcp,tls').split(','))

async function main(seconds, brokers, transports) {
  for (const transport of transports) {
    const table = {}
    for (const name of brokers) {
      if (name === 'aedes' && transport === 'tls') continue
      const port = await freePort()
      const server = await start(name, port, transport === 'tls')
      if (server === undefined) continue
      for (const scenario of SCENARIOS) {
        const rate = await measure(port, transport, scenario, seconds)
        ;(table[scenario.name] ??= {})[name] = Math.round(rate)
      }
      server.stop()
    }
    for (const row of Object.values(table))
      if (row.ours && row.mosquitto) row['ours/mosquitto'] = Number((row.ours / row.mosquitto).toFixed(2))
    console.log(`deliveries per second, ${transport === 'tls' ? 'mutual TLS' : 'plain TCP'}, ${PAYLOAD_BYTES} bytes`)
    console.table(table)
  }
}

function measure(port, transport, scenario, seconds) {
  return new Promise((resolve, reject) => {
    const child = fork(self, ['--load', String(port), transport, JSON.stringify(scenario), String(seconds)])
    let measured
    child.once('message', ({ rate }) => (measured = rate))
    child.once('exit', () => (measured === undefined ? reject(new Error('the load process failed')) : resolve(measured)))
  })
}

async function start(name, port, isTls) {
  if (name === 'mosquitto') {
    const settings = [`max_inflight_messages ${WINDOW}`, 'max_queued_messages 0']
    return startMosquitto({ port, settings, ...(isTls ? { caPem: readFileSync(fixture('client-cert'), 'utf8') } : {}) })
  }
  const flags = process.env.BENCH_NODE_FLAGS?.split(' ') ?? []
  const child = fork(self, ['--serve', name, String(port), isTls ? 'tls' : 'tcp'], { execArgv: flags })
  await new Promise((resolve) => child.once('message', resolve))
  return { stop: () => child.kill('SIGINT') }
}

async function serve(name, port, isTls) {
  if (name === 'aedes') {
    const { Aedes } = await import('aedes')
    const aedes = await Aedes.createBroker()
    net.createServer(aedes.handle).listen(port, '127.0.0.1', () => process.send('ready'))
    return
  }
  const { startIotCoreLocal } = await import('iot-core-local')
  const folder = mkdtempSync(join(tmpdir(), 'icl-bench-'))
  const anonymousPolicy = join(folder, 'policy.json')
  writeFileSync(anonymousPolicy, POLICY)
  const iot = await startIotCoreLocal(isTls ? { mqttsPort: port } : { mqttPort: port, anonymousPolicy })
  rmSync(folder, { recursive: true })
  if (isTls) await registerDevice(iot)
  process.on('SIGINT', () => void iot.close().then(() => process.exit(0)))
  process.send?.('ready')
}

/** The load's certificate, with a policy of the usual kind. */
async function registerDevice(iot) {
  const { AttachPolicyCommand, CreatePolicyCommand, IoTClient, RegisterCertificateWithoutCACommand } = await import('@aws-sdk/client-iot')
  const control = new IoTClient(iot.clientConfig())
  const certificatePem = readFileSync(fixture('client-cert'), 'utf8')
  const { certificateArn } = await control.send(new RegisterCertificateWithoutCACommand({ certificatePem, status: 'ACTIVE' }))
  await control.send(new CreatePolicyCommand({ policyName: 'bench', policyDocument: POLICY }))
  await control.send(new AttachPolicyCommand({ policyName: 'bench', target: certificateArn }))
}

async function load(port, isTls, { qos, subscribers }, seconds) {
  const frame = publishFrame(qos)
  let delivered = 0
  const sockets = []
  for (let index = 0; index < subscribers; index++) {
    const socket = await join3(port, isTls, `s${index}`)
    await exchange(socket, subscribeFrame(qos))
    if (qos === 0) {
      let bytes = 0
      socket.on('data', (chunk) => {
        bytes += chunk.length
        const whole = Math.floor(bytes / frame.length)
        delivered += whole
        bytes -= whole * frame.length
      })
    } else acknowledgeAll(socket, frame.length, (count) => (delivered += count))
    sockets.push(socket)
  }
  const publisher = await join3(port, isTls, 'p')
  let isOver = false
  if (qos === 0) flood(publisher, frame, () => isOver)
  else floodInWindow(publisher, frame, () => isOver)
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  await wait(700)
  const before = delivered
  const startedAt = process.hrtime.bigint()
  await wait(seconds * 1000)
  const rate = ((delivered - before) * 1e9) / Number(process.hrtime.bigint() - startedAt)
  isOver = true
  process.send({ rate }, () => process.exit(0))
}

function flood(socket, frame, isOver) {
  const block = Buffer.concat(Array.from({ length: Math.floor(65_536 / frame.length) }, () => frame))
  const write = () => {
    while (!isOver() && socket.write(block));
  }
  socket.on('drain', write)
  write()
}

function floodInWindow(socket, frame, isOver) {
  const blocks = Array.from({ length: WINDOW }, (_, index) => {
    const copy = Buffer.from(frame)
    copy.writeUInt16BE(index + 1, 4 + 1 + TOPIC.length)
    return copy
  })
  const all = Buffer.concat([...blocks, ...blocks])
  let next = 0
  let bytes = 0
  const send = (count) => {
    if (isOver()) return
    socket.write(all.subarray(next * frame.length, (next + count) * frame.length))
    next = (next + count) % WINDOW
  }
  socket.on('data', (chunk) => {
    bytes += chunk.length
    const acknowledged = Math.floor(bytes / 4)
    bytes -= acknowledged * 4
    if (acknowledged > 0) send(acknowledged)
  })
  send(WINDOW)
}

function acknowledgeAll(socket, frameBytes, count) {
  const idOffset = 4 + 1 + TOPIC.length
  let rest = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const whole = Math.floor(bytes.length / frameBytes)
    const acks = Buffer.allocUnsafe(whole * 4)
    for (let index = 0, from = idOffset, to = 0; index < whole; index++, from += frameBytes, to += 4) {
      acks[to] = 0x40
      acks[to + 1] = 2
      acks[to + 2] = bytes[from]
      acks[to + 3] = bytes[from + 1]
    }
    rest = bytes.subarray(whole * frameBytes)
    if (whole > 0) socket.write(acks)
    count(whole)
  })
}

async function join3(port, isTls, clientId) {
  const id = Buffer.from(clientId)
  const body = Buffer.concat([Buffer.from([0, 4]), Buffer.from('MQTT'), Buffer.from([4, 2, 0, 0, 0, id.length]), id])
  const socket = await open(port, isTls)
  socket.setNoDelay(true)
  await exchange(socket, Buffer.concat([Buffer.from([0x10, body.length]), body]))
  return socket
}

function open(port, isTls) {
  return new Promise((resolve, reject) => {
    const socket = isTls
      ? tls.connect(
          {
            port,
            host: '127.0.0.1',
            // Who the server is does not matter here: each broker has a certificate of its own.
            rejectUnauthorized: false,
            key: readFileSync(fixture('client-key')),
            cert: readFileSync(fixture('client-cert')),
          },
          () => resolve(socket),
        )
      : net.connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', reject)
  })
}

/** Sends and waits for an answer. */
function exchange(socket, bytes) {
  return new Promise((resolve) => {
    socket.once('data', resolve)
    socket.write(bytes)
  })
}

function subscribeFrame(qos) {
  const body = Buffer.concat([Buffer.from([0, 1, 0, TOPIC.length]), Buffer.from(TOPIC), Buffer.from([qos])])
  return Buffer.concat([Buffer.from([0x82, body.length]), body])
}

/** Remaining lengths of 128 to 16383 take two bytes, so the topic begins at byte 5. */
function publishFrame(qos) {
  const body = Buffer.concat([
    Buffer.from([0, TOPIC.length]),
    Buffer.from(TOPIC),
    Buffer.alloc(qos === 0 ? 0 : 2, 1),
    Buffer.alloc(PAYLOAD_BYTES, 120),
  ])
  return Buffer.concat([Buffer.from([0x30 | (qos << 1), (body.length & 0x7f) | 0x80, body.length >> 7]), body])
}
