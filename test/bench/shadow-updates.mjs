/*
 * Shadow updates: how many a second devices get through over MQTT, each with its accepted, documents and delta message delivered, and what one
 * costs among few shadows and among many.
 *   node test/bench/shadow-updates.mjs [seconds, default 5] [devices, default 100] [shadows of the large account, default 1000000]
 * The emulator is a process of its own, on a file, with policies; the load comes from this one on raw sockets: each device publishes at QoS 1,
 * and its next update when all three messages of the last have come. The second part calls the operation without an edge. Needs a build.
 */
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const GOALS = { 'updates/s': 5_000, ratio: 1.3 }
const FEW = 1_000
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'iot:Connect', Resource: 'arn:aws:iot:*:*:client/${iot:ClientId}' },
    { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: 'arn:aws:iot:*:*:topic/$aws/things/${iot:ClientId}/shadow/*' },
    { Effect: 'Allow', Action: 'iot:Subscribe', Resource: 'arn:aws:iot:*:*:topicfilter/$aws/things/${iot:ClientId}/shadow/*' },
  ],
})

const [role, ...rest] = process.argv.slice(2)
if (role === '--serve') await serve(...rest)
else await main(Number(role ?? 5), Number(rest[0] ?? 100), Number(rest[1] ?? 1_000_000))

async function main(seconds, devices, many) {
  const folder = mkdtempSync(join(tmpdir(), 'shadow-updates-'))
  try {
    const rate = await overMqtt(folder, seconds, devices)
    console.table({ [`updates/s, ${devices} devices`]: { value: Math.round(rate), goal: GOALS['updates/s'] } })
    const [few, much] = await costs(folder, many)
    console.table({
      [`an update among ${FEW} shadows, µs of processor`]: { value: round(few), goal: '' },
      [`an update among ${many} shadows, µs of processor`]: { value: round(much), goal: '' },
      ratio: { value: round(much / few), goal: GOALS.ratio },
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function overMqtt(folder, seconds, count) {
  const policy = join(folder, 'policy.json')
  writeFileSync(policy, POLICY)
  const server = fork(fileURLToPath(import.meta.url), ['--serve', join(folder, 'data'), policy])
  const port = await new Promise((resolve) => server.once('message', resolve))
  let updates = 0
  const devices = await Promise.all(Array.from({ length: count }, (_, index) => device(port, `device-${index}`, () => updates++)))
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  await wait(1_000)
  const [before, started] = [updates, performance.now()]
  await wait(seconds * 1_000)
  const rate = (updates - before) / ((performance.now() - started) / 1_000)
  for (const end of devices) end()
  const exited = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGINT')
  await exited
  return rate
}

async function serve(dataDir, anonymousPolicy) {
  const { startIotCoreLocal } = await import('iot-core-local')
  const iot = await startIotCoreLocal({ mqttPort: 0, anonymousPolicy, dataDir })
  process.on('SIGINT', () => void iot.close().then(() => process.exit(0)))
  process.send(iot.mqttPort)
}

/** A device that updates its shadow without end; answers what ends it. */
async function device(port, name, onUpdate) {
  const root = `$aws/things/${name}/shadow/update`
  const socket = net.connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  await exchange(socket, packet(0x10, Buffer.from([0, 4]), Buffer.from('MQTT'), Buffer.from([4, 2, 0, 0]), text(name)))
  await exchange(socket, packet(0x82, Buffer.from([0, 1]), text(`${root}/+`), Buffer.from([0])))
  let isOver = false
  let number = 0
  let missing = 0
  const send = () => {
    if (isOver) return
    missing = 3
    const payload = JSON.stringify({ state: { desired: { temperature: ++number, mode: 'eco' }, reported: { temperature: number - 1 } } })
    socket.write(packet(0x32, text(root), Buffer.from([number % 255, 1]), Buffer.from(payload)))
  }
  eachPacket(socket, (type, body) => {
    if (type !== 3) return
    const topic = body.toString('latin1', 2, 2 + body.readUInt16BE(0))
    if (topic.endsWith('/rejected')) throw new Error(body.toString())
    if (--missing > 0) return
    onUpdate()
    send()
  })
  send()
  return () => {
    isOver = true
    socket.destroy()
  }
}

function eachPacket(socket, onPacket) {
  let rest = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (;;) {
      let length = 0
      let at = 1
      for (let shift = 0; ; shift += 7, at++) {
        if (at >= rest.length) return
        length |= (rest[at] & 0x7f) << shift
        if (rest[at] < 0x80) break
      }
      const end = at + 1 + length
      if (rest.length < end) return
      onPacket(rest[0] >> 4, rest.subarray(at + 1, end))
      rest = rest.subarray(end)
    }
  })
}

function exchange(socket, bytes) {
  return new Promise((resolve) => {
    socket.once('data', resolve)
    socket.write(bytes)
  })
}

function packet(head, ...parts) {
  const body = Buffer.concat(parts)
  const length = []
  for (let left = body.length; ; left >>= 7) {
    length.push(left > 127 ? (left & 0x7f) | 0x80 : left)
    if (left <= 127) break
  }
  return Buffer.concat([Buffer.from([head, ...length]), body])
}

function text(value) {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}

/** Processor time of an update in an account with few and in one with many shadows, in turn, the best of several rounds. */
async function costs(folder, many) {
  const { createTestAccount } = await import('../../packages/core/dist/testing/index.js')
  const { createShadows } = await import('../../packages/shadows/dist/index.js')
  const accounts = await Promise.all([FEW, many].map((count) => fill(createTestAccount, createShadows, join(folder, `${count}.db`), count)))
  const best = accounts.map(() => Infinity)
  for (let round = 0; round < 12; round++) {
    for (const [index, account] of accounts.entries()) best[index] = Math.min(best[index], await account.measure(1_000))
  }
  for (const account of accounts) await account.close()
  return best
}

async function fill(createTestAccount, createShadows, file, count) {
  const account = createTestAccount({ file })
  const shadows = createShadows({ ...account })
  const update = shadows.operations['iot-data'].UpdateThingShadow
  const nameOf = (number) => `thing-${String(number).padStart(7, '0')}`
  const document = (number) => Buffer.from(JSON.stringify({ state: { desired: { temperature: number }, reported: { temperature: 0 } } }))
  await update({ thingName: nameOf(0), payload: document(0) }, account.call)
  // The others are copies of the first.
  const columns = 'shadow_name, version, updated_at_seconds, desired, desired_metadata, reported, reported_metadata'
  account.store.db.exec(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count - 1})
     INSERT INTO shadows_documents (thing_name, ${columns}) SELECT printf('thing-%07d', n), ${columns} FROM numbers CROSS JOIN
     (SELECT * FROM shadows_documents WHERE thing_name = 'thing-0000000')`,
  )
  let turn = 0
  return {
    measure: async (updates) => {
      const started = process.cpuUsage()
      for (let made = 0; made < updates; made++) {
        // Far apart from each other, the same in every run.
        await update({ thingName: nameOf((turn++ * 7_919) % count), payload: document(turn) }, account.call)
      }
      const { user, system } = process.cpuUsage(started)
      account.published.splice(0)
      account.seenEvents.splice(0)
      return (user + system) / updates
    },
    close: async () => {
      await shadows.close()
      account.close()
    },
  }
}

function round(value) {
  return Number(value.toFixed(2))
}
