import { IoTClient, UpdateCertificateCommand } from '@aws-sdk/client-iot'
import { expect, test } from 'vitest'
import type { IotCoreLocal } from 'iot-core-local'
import { connect } from './support/mqtt-client.js'
import { createOwnCa } from '../../examples/first-day/src/own-ca.js'
import { useEmulator } from './support/use-emulator.js'

interface Record {
  readonly reason?: string
  readonly explanation: string
  readonly nearestStatement?: { readonly policyName: string; readonly difference?: string }
}

/** What GET /_local/decisions says of the last refusal of a client. */
async function lastRefusal(iot: IotCoreLocal, clientId: string): Promise<Record> {
  const response = await fetch(`${iot.httpEndpoint}/_local/decisions?outcome=refused&clientId=${clientId}`)
  const { decisions } = (await response.json()) as { decisions: Record[] }
  const last = decisions.at(-1)
  if (last === undefined) throw new Error('no refusal recorded')
  return last
}

test('a wrong client id is explained, with the statement that comes nearest', async () => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp-1')
  await expect(connect({ ...device.mqttOptions(), clientId: 'lamp-2' })).rejects.toThrow('closed before CONNACK')
  const refusal = await lastRefusal(iot, 'lamp-2')
  expect(refusal.nearestStatement?.policyName).toBe('iot-core-local-device')
  expect(refusal.explanation).toMatch(/lamp-2/)
})

test('an inactive certificate is explained', async () => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp-1')
  await new IoTClient(iot.clientConfig()).send(new UpdateCertificateCommand({ certificateId: device.certificateId, newStatus: 'INACTIVE' }))
  await expect(connect(device.mqttOptions())).rejects.toThrow('closed before CONNACK')
  const refusal = await lastRefusal(iot, 'lamp-1')
  expect(refusal.reason).toBe('CERTIFICATE_INACTIVE')
  expect(refusal.explanation).toMatch(/INACTIVE/)
})

test('a missing publish permission is explained, with the nearest statement and how it differs', async () => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp-1')
  const client = await connect(device.mqttOptions())
  await client.publish('lamp-2/data', 'x', 0)
  await client.closed()
  const refusal = await lastRefusal(iot, 'lamp-1')
  expect(refusal.nearestStatement).toMatchObject({ policyName: 'iot-core-local-device', sid: 'OwnTopics' })
  expect(refusal.nearestStatement?.difference).toMatch(/lamp-2\/data/)
})

test('a certificate of an unknown CA is explained', async () => {
  const iot = await useEmulator()
  const ca = await createOwnCa('Nobody knows me')
  const device = await ca.issue('lamp-1')
  await expect(
    connect({
      protocol: 'mqtts',
      host: iot.host,
      port: iot.mqttsPort,
      ca: iot.caPem,
      cert: device.certificatePem,
      key: device.privateKeyPem,
      clientId: 'lamp-1',
    }),
  ).rejects.toThrow('closed before CONNACK')
  expect((await lastRefusal(iot, 'lamp-1')).reason).toBe('UNKNOWN_CERTIFICATE')
})
