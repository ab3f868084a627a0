import { GetThingConnectivityDataCommand, IoTClient, UpdateIndexingConfigurationCommand } from '@aws-sdk/client-iot'
import { expect, test } from 'vitest'
import { connect } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'

test('[IDX-066] the fleet index knows the keep-alive, session and socket of a connection, opened before or after indexing began', async () => {
  const iot = await useEmulator({ time: 'manual' })
  const control = new IoTClient(iot.clientConfig())
  const lamps = [await iot.createDevice('lamp-1'), await iot.createDevice('lamp-2')]
  const ports: (number | undefined)[] = []
  for (const [index, lamp] of lamps.entries()) {
    const { client } = await connect({ ...lamp.mqttOptions(), clean: false, keepalive: 90 })
    ports.push('localPort' in client.stream && typeof client.stream.localPort === 'number' ? client.stream.localPort : undefined)
    if (index > 0) continue
    await control.send(
      new UpdateIndexingConfigurationCommand({
        thingIndexingConfiguration: {
          thingIndexingMode: 'REGISTRY',
          thingConnectivityIndexingMode: 'STATUS',
          filter: { connectivity: { includeSocketInformation: ['GET_THING_CONNECTIVITY_DATA'] } },
        },
      }),
    )
    await iot.time.advance({ seconds: 5 })
  }
  await iot.time.advance({ seconds: 5 })
  for (const [index, { thingName }] of lamps.entries()) {
    const { $metadata: _metadata, ...data } = await control.send(
      new GetThingConnectivityDataCommand({ thingName, includeSocketInformation: true }),
    )
    expect(data).toMatchObject({
      thingName,
      connected: true,
      clientId: thingName,
      keepAliveDuration: 90,
      cleanSession: false,
      sessionExpiry: 3_600,
      sourcePort: ports[index],
    })
    expect(data.sourceIp).toMatch(/127\.0\.0\.1|::1/)
  }
})
