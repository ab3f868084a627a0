/*
 * Requests per second of CreateThing and DescribeThing over HTTP: ours, `moto_server` where it is installed, and a bare fastify route that
 * answers a constant, in one run on one machine.
 *   node test/bench/http-registry.mjs [seconds per measurement, default 3] [ours,moto,bare]
 * Each server is a process of its own; the load comes from this one over 16 kept-alive connections. Needs a build (`npm run build`).
 */
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { fileURLToPath } from 'node:url'
import { canConnect, freePort } from './support/ports.mjs'

const self = fileURLToPath(import.meta.url)
const CONNECTIONS = 16
const GOALS = { 'ours/moto': 10, 'ours/bare': 0.4 }
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/iot/aws4_request, SignedHeaders=host;x-amz-date, Signature=00'

const [role, ...rest] = process.argv.slice(2)
if (role === '--serve') await serve(rest[0])
else await main(Number(role ?? 3), (rest[0] ?? 'ours,moto,bare').split(','))

async function main(seconds, names) {
  const table = { CreateThing: {}, DescribeThing: {} }
  for (const name of names) {
    const server = await start(name)
    if (server === undefined) continue
    let made = 0
    const create = await measure(server.port, seconds, () => ({ method: 'POST', path: `/things/thing-${made++}`, body: '{}' }))
    let asked = 0
    const describe = await measure(server.port, seconds, () => ({ method: 'GET', path: `/things/thing-${asked++ % made}` }))
    table.CreateThing[name] = Math.round(create)
    table.DescribeThing[name] = Math.round(describe)
    await server.stop()
  }
  for (const row of Object.values(table)) {
    for (const ratio of Object.keys(GOALS)) {
      const other = row[ratio.split('/')[1]]
      if (row.ours && other) row[ratio] = Number((row.ours / other).toFixed(2))
    }
  }
  console.log(
    `requests per second, ${CONNECTIONS} connections; goals: ours/moto >= ${GOALS['ours/moto']}, ours/bare >= ${GOALS['ours/bare']}`,
  )
  console.table(table)
}

/** Sends requests over all connections until the time is over. Requests per second; fails on an answer that is not 200. */
async function measure(port, seconds, next) {
  // What is loaded with the first request is no part of the measurement.
  await talk(port, performance.now() + 300, next)
  const start = performance.now()
  const counts = await Promise.all(Array.from({ length: CONNECTIONS }, () => talk(port, start + seconds * 1000, next)))
  return counts.reduce((sum, count) => sum + count) / ((performance.now() - start) / 1000)
}

/** One connection, opened again when the server closes it: HTTP by hand, so that the client takes little of the machine. */
function talk(port, until, next) {
  return new Promise((resolve, reject) => {
    let count = 0
    let socket
    let received = ''
    const ask = () => {
      const { method, path, body = '' } = next()
      const head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${AUTHORIZATION}\r\nx-amz-date: 20260101T000000Z\r\n`
      socket.write(`${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
    }
    const open = () => {
      socket = net.connect(port, '127.0.0.1', ask)
      socket.setNoDelay(true).setEncoding('latin1')
      socket.on('data', hear)
      socket.on('error', reject)
    }
    const hear = (text) => {
      received += text
      const end = received.indexOf('\r\n\r\n')
      const length = /\r\ncontent-length: (\d+)/i.exec(received)?.[1]
      if (end < 0 || length === undefined || received.length < end + 4 + Number(length)) return
      if (!/^HTTP\/1\.. 200/.test(received)) return reject(new Error(received.slice(0, end)))
      const isLast = /\r\nconnection: close/i.test(received.slice(0, end + 2))
      received = ''
      count++
      if (performance.now() >= until) {
        socket.destroy()
        resolve(count)
      } else if (isLast) {
        socket.destroy()
        open()
      } else ask()
    }
    open()
  })
}

function start(name) {
  return name === 'moto' ? startMoto() : startChild(name)
}

async function startChild(name) {
  const child = fork(self, ['--serve', name])
  const [port] = await once(child, 'message')
  return { port, stop: () => end(child, 'SIGTERM') }
}

async function startMoto() {
  const port = await freePort()
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  let isMissing = false
  child.once('error', () => (isMissing = true))
  child.once('exit', () => (isMissing = true))
  const until = performance.now() + 30_000
  while (!isMissing && performance.now() < until) {
    if (await canConnect(port)) return { port, stop: () => end(child, 'SIGKILL') }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  child.kill('SIGKILL')
  console.log('moto is left out: moto_server did not start')
  return undefined
}

async function end(child, signal) {
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

async function serve(name) {
  process.send(name === 'bare' ? await serveBare() : await serveOurs())
}

async function serveOurs() {
  const { startIotCoreLocal } = await import('../../packages/emulator/dist/index.js')
  const iot = await startIotCoreLocal()
  return iot.httpPort
}

async function serveBare() {
  const { fastify } = await import('fastify')
  const app = fastify()
  const answer = {
    thingName: 'thing',
    thingArn: 'arn:aws:iot:us-east-1:000000000000:thing/thing',
    thingId: 'id',
    attributes: {},
    version: 1,
  }
  app.post('/things/:thingName', () => answer)
  app.get('/things/:thingName', () => answer)
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app.server.address().port
}
