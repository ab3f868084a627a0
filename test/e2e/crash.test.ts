import mqtt from 'mqtt'
import { expect, onTestFinished, test } from 'vitest'
import { createDevice } from './support/remote-device.js'
import { spawnEmulator } from './support/spawn-emulator.js'
import { useFolder } from './support/use-folder.js'

test('kill -9 under QoS 1 publishing loses nothing that was acknowledged', async () => {
  const dataDir = useFolder()
  const before = await spawnEmulator(['--data-dir', dataDir])
  const publisher = await createDevice(before.facts, 'publisher', ['queue/*'])
  const subscriber = await createDevice(before.facts, 'subscriber', ['queue/*'])

  // The subscriber leaves a persistent session behind.
  const first = await mqtt.connectAsync({ ...subscriber, clean: false, reconnectPeriod: 0 })
  await first.subscribeAsync('queue/#', { qos: 1 })
  await first.endAsync()

  // Publish as fast as acknowledgements come, with many in flight, and pull the plug in the middle.
  const acknowledged = new Set<number>()
  const source = await mqtt.connectAsync({ ...publisher, reconnectPeriod: 0 })
  source.on('error', () => undefined)
  let next = 0
  const pump = (): void => {
    const number = next++
    source.publish('queue/n', String(number), { qos: 1 }, (error) => {
      if (error) return
      acknowledged.add(number)
      pump()
    })
  }
  for (let inFlight = 0; inFlight < 50; inFlight++) pump()
  while (acknowledged.size < 500) await new Promise((resolve) => setTimeout(resolve, 5))
  await before.end('SIGKILL')
  await source.endAsync(true)
  expect(acknowledged.size).toBeGreaterThanOrEqual(500)

  // Restarted, the persistent session delivers everything that was acknowledged.
  const after = await spawnEmulator(['--data-dir', dataDir])
  const received = new Set<number>()
  const again = mqtt.connect({ ...subscriber, host: after.facts.host, port: after.facts.mqttsPort, clean: false, reconnectPeriod: 0 })
  onTestFinished(() => again.endAsync(true).then(() => undefined))
  again.on('message', (_topic, payload) => received.add(Number(payload.toString('utf8'))))
  const deadline = Date.now() + 10_000
  while ([...acknowledged].some((number) => !received.has(number)) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 10))
  expect([...acknowledged].filter((number) => !received.has(number))).toEqual([])
})
