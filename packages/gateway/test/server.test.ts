import { EmulatorError } from '@iot-core-local/core'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { onTestFinished, test } from 'vitest'
import type { UpgradePeer } from '../src/index.js'
import { useGateway, type TestGateway, type UseGatewayOptions } from './use-gateway.js'

interface QueryVector {
  readonly id: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly signedUrl: string
}

const vectorsUrl = new URL('../../../test/conformance/vectors/broker.json', import.meta.url)
const { sigv4Query } = JSON.parse(readFileSync(vectorsUrl, 'utf8')) as { sigv4Query: readonly QueryVector[] }

async function useListener(options: UseGatewayOptions = {}): Promise<TestGateway & { port: number }> {
  const used = useGateway(options)
  const { port } = await used.gateway.listen({ host: '127.0.0.1', port: 0 })
  return { ...used, port }
}

function open(port: number): { socket: Socket; ended: Promise<string> } {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => undefined)
  const ended = new Promise<string>((resolve) => socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1'))))
  return { socket, ended }
}

/** Sends text and returns all that comes until the other side closes. */
function exchange(port: number, text: string): Promise<string> {
  const { socket, ended } = open(port)
  socket.write(text)
  return ended
}

const upgradeRequest = (path: string, host: string) =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`

/** Remembers the peers and closes their sockets with a word. */
function acceptUpgrades({ gateway }: TestGateway): UpgradePeer[] {
  const peers: UpgradePeer[] = []
  gateway.onUpgrade((_request, socket, _head, peer) => {
    peers.push(peer)
    socket.end('accepted')
  })
  return peers
}

test.each(sigv4Query)('[BRK-011][SEC-302] $id: a presigned upgrade is verified and handed over', async (vector) => {
  const { accessKeyId, secretAccessKey, signedUrl } = vector
  const used = await useListener({ gateway: { credentials: [{ accessKeyId, secretAccessKey }] } })
  const peers = acceptUpgrades(used)
  const { host, pathname, search } = new URL(signedUrl)
  const answer = await exchange(used.port, upgradeRequest(pathname + search, host))
  const [peer] = peers
  if (answer !== 'accepted' || peer?.iam?.accessKeyId !== accessKeyId || peer.region !== 'us-east-1' || peer.transport !== 'ws') {
    throw new Error(`${answer} ${JSON.stringify(peer)}`)
  }
})

test('[SEC-305][BRK-012] a wrong or missing signature is 403 without an upgrade where keys are configured', async ({ expect }) => {
  const [vector] = sigv4Query
  if (vector === undefined) throw new Error('There is no vector.')
  const used = await useListener({ gateway: { credentials: [{ accessKeyId: vector.accessKeyId, secretAccessKey: 'another' }] } })
  const peers = acceptUpgrades(used)
  const { host, pathname, search } = new URL(vector.signedUrl)
  expect(await exchange(used.port, upgradeRequest(pathname + search, host))).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/)
  expect(await exchange(used.port, upgradeRequest('/mqtt', host))).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/)
  expect(peers).toEqual([])
  expect(used.account.decisions.find({ kind: 'admission' })).toMatchObject([
    { eventType: 'Connect', reason: 'SECURITY_TOKEN_SIGNATURE_MISMATCH' },
    { eventType: 'Connect', reason: 'MISSING_AUTHENTICATION_TOKEN' },
  ])
})

test('[API-074] without keys any upgrade is handed over, signed or not', async ({ expect }) => {
  const used = await useListener()
  const peers = acceptUpgrades(used)
  const credential = encodeURIComponent('999988887777/20260115/eu-west-1/iotdevicegateway/aws4_request')
  const query = `?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${credential}&X-Amz-Date=20260115T120000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=${'0'.repeat(64)}`
  await exchange(used.port, upgradeRequest(`/mqtt${query}`, 'localhost'))
  await exchange(used.port, upgradeRequest('/mqtt', 'localhost'))
  expect(peers[0]).toMatchObject({ iam: { accessKeyId: '999988887777' }, accountId: '999988887777', region: 'eu-west-1' })
  expect(peers[1]).not.toHaveProperty('iam')
})

test('an upgrade elsewhere, or that nobody takes, is 404', async ({ expect }) => {
  const used = await useListener()
  expect(await exchange(used.port, upgradeRequest('/mqtt', 'localhost'))).toMatch(/^HTTP\/1\.1 404 /)
  acceptUpgrades(used)
  expect(await exchange(used.port, upgradeRequest('/other', 'localhost'))).toMatch(/^HTTP\/1\.1 404 /)
})

test('a port in use is said so, with what to do', async ({ expect }) => {
  const { port } = await useListener()
  const second = useGateway()
  const failure = await second.gateway.listen({ host: '127.0.0.1', port }).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(EmulatorError)
  expect(failure).toMatchObject({ code: 'ICL_PORT_IN_USE', hint: expect.stringContaining('port') as string })
})

test('an address of another machine cannot be listened on', async ({ expect }) => {
  const { gateway } = useGateway()
  await expect(gateway.listen({ host: '192.0.2.1', port: 0 })).rejects.toMatchObject({ code: 'ICL_HOST_UNAVAILABLE' })
})

test('garbage, huge headers and early ends do no harm', async ({ expect }) => {
  const { port } = await useListener({ iot: { ListThings: () => ({ things: [] }) } })
  expect(await exchange(port, '\x16\x03\x01\x02\x00\x01garbage\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
  expect(await exchange(port, `GET /things HTTP/1.1\r\nHost: x\r\nX-Big: ${'a'.repeat(70_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /)
  const early = open(port)
  early.socket.write('POST /things/t HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{', () => early.socket.destroy())
  await early.ended
  expect(await exchange(port, 'GET /things HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
})

test('[API-033] the Content-Type changes nothing, not even a nonsensical one', async ({ expect }) => {
  const inputs: unknown[] = []
  const { port } = await useListener({ iot: { CreateThing: (input) => (inputs.push(input), {}) } })
  for (const type of ['', 'Content-Type: application/x-www-form-urlencoded\r\n', 'Content-Type: ;;\r\n']) {
    const body = '{"thingTypeName":"lamp"}'
    const request = `POST /things/t HTTP/1.1\r\nHost: x\r\n${type}Connection: close\r\nContent-Length: ${String(body.length)}\r\n\r\n${body}`
    expect(await exchange(port, request)).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  }
  expect(inputs).toEqual([1, 2, 3].map(() => ({ thingName: 't', thingTypeName: 'lamp' })))
})

test('a body over the limit is 413, declared or chunked, and the connection lives on', async ({ expect }) => {
  const { port } = await useListener({ gateway: { maxBodyBytes: 1_000 } })
  const next = 'GET /_local/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  const body = 'x'.repeat(2_000)
  for (const framed of [`Content-Length: 2000\r\n\r\n${body}`, `Transfer-Encoding: chunked\r\n\r\n7d0\r\n${body}\r\n0\r\n\r\n`]) {
    const answer = await exchange(port, `POST /topics/a HTTP/1.1\r\nHost: x\r\n${framed}${next}`)
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toContain('x-amzn-ErrorType: RequestEntityTooLargeException')
    expect(answer).toContain('HTTP/1.1 200 OK')
  }
})

test('close lets a request finish, then refuses new connections', async ({ expect }) => {
  let finish: () => void = () => undefined
  let onStarted: () => void = () => undefined
  const started = new Promise<void>((resolve) => (onStarted = resolve))
  const { gateway, port } = await useListener({
    iot: {
      ListThings: () =>
        new Promise((resolve) => {
          finish = () => resolve({ things: [] })
          onStarted()
        }),
    },
  })
  const idle = open(port)
  const answer = exchange(port, 'GET /things HTTP/1.1\r\nHost: x\r\n\r\n')
  await started
  const closed = gateway.close()
  finish()
  expect(await answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\{"things":\[\]\}$/)
  await closed
  await idle.ended
  await gateway.close()
  expect(await exchange(port, 'GET /things HTTP/1.1\r\n\r\n')).toBe('')
})

test('close does not wait longer than its deadline for a request that never ends', async ({ expect }) => {
  let onStarted: () => void = () => undefined
  const started = new Promise<void>((resolve) => (onStarted = resolve))
  const { gateway, port } = await useListener({
    iot: {
      ListThings: () => {
        onStarted()
        return new Promise(() => undefined)
      },
    },
    gateway: { closeDeadlineMs: 20 },
  })
  const answer = exchange(port, 'GET /things HTTP/1.1\r\nHost: x\r\n\r\n')
  await started
  await gateway.close()
  expect(await answer).toBe('')
})
