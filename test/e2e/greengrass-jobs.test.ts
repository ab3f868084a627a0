import { CreateJobCommand, DescribeJobExecutionCommand, IoTClient } from '@aws-sdk/client-iot'
import { expect, test } from 'vitest'
import { connect, type TestClient } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'

/* The topics that the nucleus of AWS IoT Greengrass uses for deployments. */

const NAMESPACE = 'aws-gg-deployment'
const JOBS = '$aws/things/core-1/jobs'
const VERSIONS = [{ protocolVersion: 4 }, { protocolVersion: 5 }] as const

async function useCore(protocolVersion: 4 | 5): Promise<{ core: TestClient; control: IoTClient }> {
  const iot = await useEmulator()
  const device = await iot.createDevice('core-1')
  return { core: await connect({ ...device.mqttOptions(), protocolVersion }), control: new IoTClient(iot.clientConfig()) }
}

test.each(VERSIONS)(
  '[JOB-700] [JOB-701] [JOB-703] a Greengrass core is told of its deployment and does it, MQTT $protocolVersion',
  async ({ protocolVersion }) => {
    const { core, control } = await useCore(protocolVersion)
    const next = `${JOBS}/$next/namespace-${NAMESPACE}/get`
    const update = `${JOBS}/deployment-1/namespace-${NAMESPACE}/update`
    await core.subscribe(`${JOBS}/notify-next-namespace-${NAMESPACE}`, `${JOBS}/notify-namespace-${NAMESPACE}`)
    await core.subscribe(`${next}/accepted`, `${next}/rejected`, `${update}/accepted`, `${update}/rejected`, `${JOBS}/notify-next`)
    await core.publish(next, {})
    expect(await core.json(`${next}/accepted`)).toEqual({ timestamp: expect.any(Number) as number })
    const targets = ['arn:aws:iot:us-east-1:000000000000:thing/core-1']
    await control.send(new CreateJobCommand({ jobId: 'deployment-1', targets, document: '{"components":{}}', namespaceId: NAMESPACE }))
    expect(await core.json(`${JOBS}/notify-next-namespace-${NAMESPACE}`)).toMatchObject({
      execution: { jobId: 'deployment-1', status: 'QUEUED', jobDocument: { components: {} } },
    })
    await core.publish(update, { status: 'SUCCEEDED' })
    expect(await core.json(`${update}/accepted`)).toMatchObject({ timestamp: expect.any(Number) as number })
    const { execution } = await control.send(new DescribeJobExecutionCommand({ jobId: 'deployment-1', thingName: 'core-1' }))
    expect(execution?.status).toBe('SUCCEEDED')
    expect(core.received.filter(({ topic }) => topic === `${JOBS}/notify-next`)).toEqual([])
  },
)

test.each(VERSIONS)(
  '[JOB-436] a topic of jobs that stands for no API is answered with InvalidTopic, MQTT $protocolVersion',
  async ({ protocolVersion }) => {
    const { core } = await useCore(protocolVersion)
    for (const topic of [`${JOBS}/start`, `${JOBS}/job-1/describe`, `${JOBS}/job-1/space-x/get`]) {
      await core.publish(topic, { clientToken: 'a' })
      expect(await core.json(`${topic}/rejected`)).toMatchObject({ code: 'InvalidTopic', clientToken: 'a' })
    }
  },
)

test.each(VERSIONS)('a Greengrass core may report its health, MQTT $protocolVersion', async ({ protocolVersion }) => {
  const { core } = await useCore(protocolVersion)
  await core.publish('$aws/things/core-1/greengrassv2/health/json', { ggcVersion: '2.12.0' })
  await core.publish('$aws/things/core-1/greengrass/health/json', {})
  expect(core.client.connected).toBe(true)
})

test('[BRK-244] what a service publishes stays its own', async () => {
  const { core } = await useCore(4)
  core.client.publish(`${JOBS}/notify-next-namespace-${NAMESPACE}`, '{}', { qos: 0 })
  await core.closed()
})
