import { GetThingShadowCommand, IoTDataPlaneClient, PublishCommand, UpdateThingShadowCommand } from '@aws-sdk/client-iot-data-plane'
import { expect, test } from 'vitest'
import { connect } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'

const update = (reported: object) => new UpdateThingShadowCommand({ thingName: 'lamp-1', payload: JSON.stringify({ state: { reported } }) })

test('[SHD-091] a shadow may be as large as the quota says', async () => {
  const large = update({ text: 'x'.repeat(20_000) })
  const usual = new IoTDataPlaneClient((await useEmulator()).clientConfig())
  await expect(usual.send(large)).rejects.toMatchObject({ name: 'RequestEntityTooLargeException' })
  const raised = await useEmulator({ quotas: { shadowDocumentBytes: 30_720 } })
  expect(await new IoTDataPlaneClient(raised.clientConfig()).send(large)).toMatchObject({ $metadata: { httpStatusCode: 200 } })
})

test('[SHD-094] shadow requests above the set rate are throttled until the second is over', async () => {
  const iot = await useEmulator({ time: 'manual', quotas: { shadowRequestsPerSecondPerThing: 2 } })
  const data = new IoTDataPlaneClient({ ...iot.clientConfig(), maxAttempts: 1 })
  await data.send(update({ on: true }))
  await data.send(update({ on: false }))
  const third = data.send(new GetThingShadowCommand({ thingName: 'lamp-1' }))
  await expect(third).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 429 } })
  await iot.time.advance({ seconds: 1 })
  expect(await data.send(new GetThingShadowCommand({ thingName: 'lamp-1' }))).toMatchObject({ $metadata: { httpStatusCode: 200 } })
})

test('[BRK-156] above the quota of retained messages there are no new ones', async () => {
  const iot = await useEmulator({ quotas: { retainedMessages: 1 } })
  const data = new IoTDataPlaneClient({ ...iot.clientConfig(), maxAttempts: 1 })
  await data.send(new PublishCommand({ topic: 'a', payload: 'x', qos: 1, retain: true }))
  await expect(data.send(new PublishCommand({ topic: 'b', payload: 'x', qos: 1, retain: true }))).rejects.toMatchObject({
    name: 'ThrottlingException',
  })
})

test('[BRK-041] a refused MQTT 3.1.1 client is told so when that is asked for', async () => {
  const iot = await useEmulator({ refusedConnections: 'connack' })
  const { certificatePem, privateKeyPem } = await iot.createDevice('lamp-1')
  const asAnother = { host: iot.host, port: iot.mqttsPort, protocol: 'mqtts', clientId: 'lamp-2', protocolVersion: 4 } as const
  const keys = { cert: certificatePem, key: privateKeyPem, ca: iot.caPem }
  await expect(connect({ ...asAnother, ...keys })).rejects.toThrow('Connection refused: Not authorized')
  const silent = await useEmulator()
  const device = await silent.createDevice('lamp-1')
  const same = { ...asAnother, host: silent.host, port: silent.mqttsPort, cert: device.certificatePem, key: device.privateKeyPem }
  await expect(connect({ ...same, ca: silent.caPem })).rejects.toThrow('closed before CONNACK')
})
