import { connect as connectTls } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { createListeners, type ServerIdentity } from '../src/index.js'
import { pem, useBroker } from './use-broker.js'

const OWN: ServerIdentity = { key: pem.serverKey, cert: pem.serverCert }
const OTHER: ServerIdentity = { key: pem.clientKey, cert: pem.clientCert }

async function useNames(identityFor: (serverName: string) => Promise<ServerIdentity> | undefined) {
  const harness = await useBroker()
  const logged: string[] = []
  const listeners = createListeners({
    route: () => harness.broker,
    http: { acceptTls: (socket) => socket.destroy() },
    tls: OWN,
    identityFor,
    log: { ...harness.account.log, error: (_facts: object, message: string) => void logged.push(message) },
    wallTimers: harness.account.timers,
    decisions: () => harness.account.decisions,
  })
  onTestFinished(() => listeners.close())
  const { port } = await listeners.listenMqtts({ host: '127.0.0.1', port: 0 })
  /** The subject of the certificate that the server shows. */
  const shown = async (servername?: string): Promise<unknown> => {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...(servername === undefined ? {} : { servername }) })
    await new Promise((resolve, reject) => {
      socket.once('secureConnect', resolve)
      socket.once('error', reject)
    })
    const name: unknown = socket.getPeerCertificate().subject.CN
    socket.destroy()
    return name
  }
  return { shown, logged }
}

test('[SEC-110] a host name that has an identity of its own is shown that one, others and clients without a name the common one', async () => {
  const asked: string[] = []
  const { shown } = await useNames((serverName) => {
    asked.push(serverName)
    return serverName === 'other.example' ? Promise.resolve(OTHER) : undefined
  })
  expect([await shown('other.example'), await shown('some.example'), await shown(), await shown('other.example')]).toEqual([
    'test-device',
    'localhost',
    'localhost',
    'test-device',
  ])
  expect(asked).toEqual(['other.example', 'some.example', 'other.example'])
})

test('an identity that cannot be had is logged, and the common one is shown', async () => {
  const { shown, logged } = await useNames(() => Promise.reject(new Error('no keys')))
  expect(await shown('other.example')).toBe('localhost')
  expect(logged).toEqual(['no certificate could be made for a host name'])
})

test('an identity that is none does not end the listener', async () => {
  const { shown, logged } = await useNames((name) => (name === 'bad.example' ? Promise.resolve({ key: 'x', cert: 'y' }) : undefined))
  expect(await shown('bad.example')).toBe('localhost')
  expect(await shown('some.example')).toBe('localhost')
  expect(logged).toHaveLength(1)
})
