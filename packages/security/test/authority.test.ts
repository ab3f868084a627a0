import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:tls'
import { connect } from 'node:tls'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createIdSource, createTimers } from '@iot-core-local/core'
import { createAuthority } from '../src/index.js'

const DAY_MS = 86_400_000

function useClock(startMs = Date.UTC(2026, 0, 2)) {
  const timers = createTimers({ mode: 'manual', startMs })
  onTestFinished(() => timers.close())
  return { clock: timers, ids: createIdSource('authority') }
}

function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'icl-ca-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'ca')
}

test('the server certificate covers the local names and the configured ones, and chains to the CA', async () => {
  const { caCertificatePem, server } = await createAuthority({ ...useClock(), hostNames: ['iot.test', '192.0.2.1', '2001:db8::5'] })
  const [root, leaf] = [new X509Certificate(caCertificatePem), new X509Certificate(server.certPem)]
  expect(root.ca && root.verify(root.publicKey)).toBe(true)
  expect(leaf.checkIssued(root) && leaf.verify(root.publicKey)).toBe(true)
  expect(leaf.checkPrivateKey(createPrivateKey(server.keyPem))).toBe(true)
  for (const name of ['localhost', 'iot.test']) expect(leaf.checkHost(name)).toBe(name)
  for (const address of ['127.0.0.1', '::1', '192.0.2.1', '2001:db8::5']) expect(leaf.checkIP(address)).toBe(address)
})

test('a TLS client that trusts the CA accepts the server, and shows a device certificate', async () => {
  const { clock, ids } = useClock(Date.now())
  const authority = await createAuthority({ clock, ids })
  const server = createServer({
    key: authority.server.keyPem,
    cert: authority.server.certPem,
    requestCert: true,
    rejectUnauthorized: false,
  })
  onTestFinished(() => void server.close())
  const seen = new Promise<string>((resolve) =>
    server.on('secureConnection', (socket) => {
      resolve(socket.getPeerX509Certificate()?.subject ?? '')
      socket.destroy()
    }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const { publicKey, privateKey } = await import('node:crypto').then(({ generateKeyPairSync }) =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
  )
  const { pem } = await authority.issueDeviceCertificate({ source: { publicKey }, nowMs: clock.now() })
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const socket = connect({
    host: '127.0.0.1',
    port,
    servername: 'localhost',
    ca: authority.caCertificatePem,
    cert: pem,
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }),
  })
  onTestFinished(() => void socket.destroy())
  await new Promise<void>((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject))
  expect(socket.authorized).toBe(true)
  expect(await seen).toBe('CN=AWS IoT Certificate')
})

test('a folder keeps the CA, the device issuer and the server certificate, keys for the owner only', async () => {
  const directory = useFolder()
  const options = { ...useClock(), directory }
  const first = await createAuthority(options)
  const issuer = await first.deviceIssuerPem()
  const again = await createAuthority(options)
  expect(again.caCertificatePem).toBe(first.caCertificatePem)
  expect(again.server).toEqual(first.server)
  expect(await again.deviceIssuerPem()).toBe(issuer)
  expect(statSync(directory).mode & 0o777).toBe(0o700)
  expect(readdirSync(directory).sort()).toEqual([
    'ca-key.pem',
    'ca.pem',
    'device-issuer-key.pem',
    'device-issuer.pem',
    'server-key.pem',
    'server.pem',
  ])
  for (const name of ['ca', 'server', 'device-issuer']) expect(statSync(join(directory, `${name}-key.pem`)).mode & 0o777).toBe(0o600)
})

test('the server certificate is renewed when names change or it nears its end; the CA stays', async () => {
  const directory = useFolder()
  const { clock, ids } = useClock()
  const first = await createAuthority({ clock, ids, directory })
  const named = await createAuthority({ clock, ids, directory, hostNames: ['iot.test'] })
  expect(named.server.certPem).not.toBe(first.server.certPem)
  expect(named.caCertificatePem).toBe(first.caCertificatePem)
  await clock.advance(790 * DAY_MS)
  const later = await createAuthority({ clock, ids, directory, hostNames: ['iot.test'] })
  expect(later.server.certPem).not.toBe(named.server.certPem)
  expect(later.caCertificatePem).toBe(first.caCertificatePem)
})

test.each([
  ['ca.pem is no certificate', (folder: string) => writeFileSync(join(folder, 'ca.pem'), 'x')],
  ['the key of the CA is missing', (folder: string) => rmSync(join(folder, 'ca-key.pem'))],
  [
    'the key of the CA is another one',
    (folder: string) => writeFileSync(join(folder, 'ca-key.pem'), readFileSync(join(folder, 'server-key.pem'))),
  ],
  ['the key of the CA is no key', (folder: string) => writeFileSync(join(folder, 'ca-key.pem'), 'x')],
  ['the CA is missing beside a server', (folder: string) => rmSync(join(folder, 'ca.pem'))],
  ['the server certificate is no certificate', (folder: string) => writeFileSync(join(folder, 'server.pem'), 'x')],
])('a broken folder is refused: %s', async (_, spoil) => {
  const directory = useFolder()
  const options = { ...useClock(), directory }
  await createAuthority(options)
  spoil(directory)
  await expect(createAuthority(options)).rejects.toThrow(expect.objectContaining({ code: 'ICL_CA_DIR_INVALID' }))
})

test('a first start that was interrupted after writing a key is taken up again', async () => {
  const directory = useFolder()
  const options = { ...useClock(), directory }
  await createAuthority(options)
  for (const name of ['ca.pem', 'server.pem', 'server-key.pem']) rmSync(join(directory, name))
  expect((await createAuthority(options)).caCertificatePem).toContain('BEGIN CERTIFICATE')
})

test('a folder that cannot be made is refused', async () => {
  const directory = useFolder()
  await createAuthority({ ...useClock(), directory })
  const inFile = join(directory, 'ca.pem', 'deeper')
  await expect(createAuthority({ ...useClock(), directory: inFile })).rejects.toThrow(
    expect.objectContaining({ code: 'ICL_CA_DIR_INVALID' }),
  )
})
