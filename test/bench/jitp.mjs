/*
 * Devices per second that are provisioned just in time, next to bare connections to Mosquitto, in one run on one machine.
 *   node test/bench/jitp.mjs [devices, default 1000] [mosquitto,ours]
 * Both sides see the same devices: EC keys, certificates of one EC CA, sent with the chain, MQTT 3.1.1 over mutual TLS, from one load process with
 * 20 connections at a time, each a TLS handshake of its own. Mosquitto verifies the certificates and answers CONNACK. Ours registers the
 * certificate, makes a thing, attaches a policy, ties them together and closes the connection; that is counted when the connection is closed.
 * Below that, for comparison, is how fast the same devices connect to ours afterwards. All three take turns. Needs a build (`npm run build`).
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import tls from 'node:tls'
import { fileURLToPath } from 'node:url'
import { startMosquitto } from './support/mosquitto.mjs'
import { freePort } from './support/ports.mjs'

const self = fileURLToPath(import.meta.url)
const GOAL = 0.5
const AT_ONCE = 20
const WARM_UP = 50
const TURNS = 5
const NAME = { Ref: 'AWS::IoT::Certificate::CommonName' }
const TEMPLATE = JSON.stringify({
  Parameters: { [NAME.Ref]: { Type: 'String' }, 'AWS::IoT::Certificate::Id': { Type: 'String' } },
  Resources: {
    thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: NAME, AttributePayload: { made: 'here' } } },
    certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'ACTIVE' } },
    policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'device' } },
  },
})

const [role, ...rest] = process.argv.slice(2)
if (role === '--serve') await serve()
else if (role === '--load') await load()
else await main(Number(role ?? 1_000), (rest[0] ?? 'mosquitto,ours').split(','))

async function main(count, names) {
  const flags = process.env.BENCH_NODE_FLAGS?.split(' ') ?? []
  const server = fork(self, ['--serve'], { execArgv: flags })
  const made = await ask(server, { devices: count })
  const loader = fork(self, ['--load'])
  await ask(loader, made)
  const mosquittoPort = await freePort()
  const mosquitto = names.includes('mosquitto') ? await startMosquitto({ port: mosquittoPort, caPem: made.caPem }) : undefined
  const sideOf = (name, port, pid) => ({ name, port, pid, seconds: 0, processorMs: 0 })
  const sides = [
    ...(mosquitto === undefined ? [] : [sideOf('mosquitto, bare connect', mosquittoPort, mosquitto.pid)]),
    ...(names.includes('ours') ? ['ours, just in time', 'ours, connect'].map((name) => sideOf(name, made.port, server.pid)) : []),
  ]
  // What is compiled and loaded with the first connections is no part of the measurement.
  for (const { port } of sides) await ask(loader, { port, first: 0, last: WARM_UP })
  // In turns, so that what else the machine does meets all of them.
  for (let turn = 0; turn < TURNS; turn++) {
    const share = { first: WARM_UP + Math.round((turn * count) / TURNS), last: WARM_UP + Math.round(((turn + 1) * count) / TURNS) }
    for (const side of sides) {
      const before = processorMs(side.pid)
      side.seconds += (await ask(loader, { port: side.port, ...share })).seconds
      side.processorMs += processorMs(side.pid) - before
    }
  }
  mosquitto?.stop()
  const { things, delayMs } = await ask(server, { report: true })
  if (names.includes('ours') && things !== count + WARM_UP) throw new Error(`${things} things were made of ${count + WARM_UP} devices`)
  const table = {}
  for (const side of sides) {
    table[side.name] = {
      seconds: Number(side.seconds.toFixed(2)),
      'devices/s': Math.round(count / side.seconds),
      'processor ms/device': Number((side.processorMs / count).toFixed(2)),
      ...(mosquitto === undefined ? {} : { ratio: Number((sides[0].seconds / side.seconds).toFixed(2)) }),
    }
  }
  console.log(
    `${count} devices with EC certificates over mutual TLS, ${AT_ONCE} at a time; goal: just in time at least ${GOAL} of Mosquitto's bare connects`,
  )
  console.table(table)
  if (names.includes('ours')) console.log(`Our event loop was held up for ${delayMs} ms at worst.`)
  loader.disconnect()
  server.disconnect()
}

/** Processor time that a process has taken so far, as Linux counts it; not a number elsewhere. */
function processorMs(pid) {
  try {
    // The name of the program, in parentheses, may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return Number.NaN
  }
}

/** Sends a message to a child and waits for its answer. */
async function ask(child, message) {
  const asked = new AbortController()
  child.send(message)
  const answer = await Promise.race([once(child, 'message', asked), once(child, 'exit', asked)])
  asked.abort()
  if (typeof answer[0] === 'number') throw new Error('a process of the measurement ended')
  return answer[0]
}

async function serve() {
  const { monitorEventLoopDelay } = await import('node:perf_hooks')
  const { startIotCoreLocal } = await import('iot-core-local')
  const { CreatePolicyCommand, CreateProvisioningTemplateCommand, IoTClient, ListThingsCommand } = await import('@aws-sdk/client-iot')
  const iot = await startIotCoreLocal()
  const control = new IoTClient(iot.clientConfig())
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] })
  await control.send(new CreatePolicyCommand({ policyName: 'device', policyDocument }))
  const template = { templateName: 'bench', templateBody: TEMPLATE, provisioningRoleArn: 'arn:aws:iam::000000000000:role/jitp' }
  await control.send(new CreateProvisioningTemplateCommand({ ...template, type: 'JITP', enabled: true }))
  const factory = await iot.factory({ templateName: 'bench' })
  const delay = monitorEventLoopDelay({ resolution: 5 })
  process.on('message', async ({ devices, report }) => {
    if (report) {
      delay.disable()
      let things = 0
      let nextToken
      do {
        const page = await control.send(new ListThingsCommand({ maxResults: 250, nextToken }))
        things += page.things.length
        nextToken = page.nextToken
      } while (nextToken !== undefined)
      process.send({ things, delayMs: Number((delay.max / 1e6 - 5).toFixed(1)) })
      return
    }
    const made = await factory.devices(devices + WARM_UP)
    const identities = made.map(({ name, chainPem, privateKeyPem }) => ({ name, chainPem, privateKeyPem }))
    process.send({ identities, caPem: factory.ca.certificatePem, port: iot.mqttsPort }, () => delay.enable())
  })
  process.on('disconnect', () => void iot.close().then(() => process.exit(0)))
}

async function load() {
  let devices = []
  process.on('message', async ({ identities, port, first, last }) => {
    if (identities !== undefined) {
      devices = identities.map(({ name, chainPem, privateKeyPem }) => ({
        frame: connectFrame(name),
        context: tls.createSecureContext({ cert: chainPem, key: privateKeyPem }),
      }))
      process.send('ready')
      return
    }
    let next = first
    const startedAt = performance.now()
    const work = async () => {
      while (next < last) await connectOnce(port, devices[next++])
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    const seconds = (performance.now() - startedAt) / 1000
    process.send({ seconds })
  })
}

/** Resolves when the other side has answered CONNACK, or has closed the connection. */
function connectOnce(port, { frame, context }) {
  return new Promise((resolve, reject) => {
    let isSecure = false
    // Who the server is does not matter here: each broker has a certificate of its own.
    const socket = tls.connect({ port, host: '127.0.0.1', secureContext: context, rejectUnauthorized: false }, () => {
      isSecure = true
      socket.write(frame)
    })
    socket.once('data', () => socket.destroy())
    socket.once('close', () => (isSecure ? resolve() : reject(new Error('the handshake failed'))))
    socket.on('error', (error) => (isSecure ? undefined : reject(error)))
    socket.resume()
  })
}

function connectFrame(clientId) {
  const id = Buffer.from(clientId)
  const body = Buffer.concat([Buffer.from([0, 4]), Buffer.from('MQTT'), Buffer.from([4, 2, 0, 0, 0, id.length]), id])
  return Buffer.concat([Buffer.from([0x10, body.length]), body])
}
