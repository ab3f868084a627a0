import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type SecureVersion, type TLSSocket } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { tlsPeer } from './peer.js'

const fixture = (name: string): string => readFileSync(new URL(`../../test/fixtures/${name}.pem`, import.meta.url), 'utf8')
const derOf = (pem: string): Buffer => new X509Certificate(pem).raw

/** Both ends of a connection, the client's with these certificates. */
async function handshake(client: { readonly cert?: string; readonly key?: string }, version: SecureVersion): Promise<TLSSocket> {
  const identity = { cert: fixture('server-cert'), key: fixture('server-key') }
  const server = createServer({ ...identity, requestCert: true, rejectUnauthorized: false })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const accepted = once(server, 'secureConnection') as Promise<[TLSSocket]>
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, minVersion: version, maxVersion: version, ...client })
  onTestFinished(async () => {
    socket.destroy()
    server.close()
    await once(server, 'close')
  })
  const [serverSide] = await accepted
  return serverSide
}

test.each<SecureVersion>(['TLSv1.2', 'TLSv1.3'])(
  'the certificate of a client is told with %s, alone and with its chain',
  async (version) => {
    const [cert, key, ca] = [fixture('device-cert'), fixture('device-key'), fixture('device-ca')]
    const alone = tlsPeer(await handshake({ cert, key }, version), 'mqtts')
    expect(alone.clientCertificate).toEqual({ der: derOf(cert), chain: [] })
    const withChain = tlsPeer(await handshake({ cert: cert + ca, key }, version), 'mqtts')
    expect(withChain.clientCertificate).toEqual({ der: derOf(cert), chain: [derOf(ca)] })
  },
)

test('a client without a certificate has none', async () => {
  expect(tlsPeer(await handshake({}, 'TLSv1.3'), 'https').clientCertificate).toBeUndefined()
})
