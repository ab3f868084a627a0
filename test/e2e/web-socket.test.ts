import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { expect, test } from 'vitest'
import { connect } from './support/mqtt-client.js'
import { signedUrl } from './support/signed-url.js'
import { useEmulator } from './support/use-emulator.js'

const KEY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }

test.each([
  ['wss on the TLS port', (iot: { host: string; tlsPort: number }) => `wss://${iot.host}:${String(iot.tlsPort)}`],
  ['ws on the HTTP port', (iot: { host: string; httpPort: number }) => `ws://${iot.host}:${String(iot.httpPort)}`],
] as const)('[SEC-302] MQTT over %s with a verified signature, 3.1.1 and 5', async (_name, base) => {
  const iot = await useEmulator({ credentials: [KEY] })
  for (const protocolVersion of [4, 5] as const) {
    const url = signedUrl(base({ host: iot.host, tlsPort: iot.tlsPort, httpPort: iot.httpPort }), KEY, 'a/session+token==')
    const client = await connect({ clientId: `browser-${String(protocolVersion)}`, protocolVersion, ca: iot.caPem }, url)
    await client.subscribe('any/#')
    await client.publish('any/topic', 'hello')
    expect((await client.message('any/topic')).payload).toBe('hello')
    await client.end()
  }
})

test('[SEC-305] a wrong signature is refused at the upgrade with 403', async () => {
  const iot = await useEmulator({ credentials: [KEY] })
  const url = new URL(signedUrl(`wss://${iot.host}:${String(iot.tlsPort)}`, { ...KEY, secretAccessKey: 'wrong' }))
  const upgrade = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
    'Sec-WebSocket-Protocol': 'mqtt',
  }
  const outgoing = request({ host: url.hostname, port: url.port, path: url.pathname + url.search, ca: iot.caPem, headers: upgrade })
  outgoing.end()
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  expect(response.statusCode).toBe(403)
  response.destroy()
  await expect(connect({ clientId: 'browser', ca: iot.caPem }, url.href)).rejects.toThrow()
})

test('[API-074] without configured keys any signature is accepted, and a 12-digit key names the account', async () => {
  const iot = await useEmulator()
  const url = signedUrl(`wss://${iot.host}:${String(iot.tlsPort)}`, { accessKeyId: '123456789012', secretAccessKey: 'x' })
  await connect({ clientId: 'browser', ca: iot.caPem }, url)
  expect(iot.account('123456789012').decisions({ clientId: 'browser' })).not.toEqual([])
  expect(iot.decisions({ clientId: 'browser' })).toEqual([])
})
