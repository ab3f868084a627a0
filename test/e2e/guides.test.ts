/* What the guides tell a reader to type works as it stands there. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  DescribeJobCommand,
  DescribeJobExecutionCommand,
  DescribeThingCommand,
  IoTClient,
  ListThingPrincipalsCommand,
  ListThingsCommand,
} from '@aws-sdk/client-iot'
import { expect, test } from 'vitest'
import { missingPrograms, runGuide } from './support/run-guide.js'
import { useEmulator } from './support/use-emulator.js'
import { useFolder } from './support/use-folder.js'

test.skipIf(missingPrograms('aws', 'mosquitto_pub', 'curl').length > 0)(
  'create a thing, its certificate and its policy: the device publishes where it may, and its refusal is explained',
  async () => {
    const iot = await useEmulator()
    const output = await runGuide('create-a-thing', iot, useFolder())
    const control = new IoTClient(iot.clientConfig())
    expect(await control.send(new DescribeThingCommand({ thingName: 'lamp-1' }))).toMatchObject({
      thingTypeName: 'lamp',
      attributes: { site: 'berlin' },
    })
    expect((await control.send(new ListThingPrincipalsCommand({ thingName: 'lamp-1' }))).principals).toHaveLength(1)
    expect(iot.decisions({ clientId: 'lamp-1', outcome: 'allowed' }).map(({ action }) => action)).toContain('iot:Publish')
    const refused = iot.decisions({ clientId: 'lamp-1', outcome: 'refused' })
    expect(refused.map(({ action, resource }) => [action, resource])).toContainEqual([
      'iot:Publish',
      'arn:aws:iot:us-east-1:000000000000:topic/lamp-2/state',
    ])
    expect(output).toContain('refused')
    expect(output).toContain('IMPLICIT_DENY')
  },
)

test.skipIf(missingPrograms('aws', 'mosquitto_pub', 'mosquitto_rr', 'curl').length > 0)(
  'provision a fleet: a device by claim, one just in time, and twenty in bulk',
  async () => {
    const folder = useFolder()
    const iot = await useEmulator({ filesDir: folder })
    const output = await runGuide('provision-a-fleet', iot, folder)
    expect(output).toContain('"thingName":"sensor-a1"')
    expect(output).toContain('refused, and registered')
    for (const clientId of ['sensor-a1', 'device-1']) {
      expect(iot.decisions({ clientId, outcome: 'allowed' }).map(({ action }) => action)).toContain('iot:Publish')
    }
    const control = new IoTClient(iot.clientConfig())
    const { things = [] } = await control.send(new ListThingsCommand({}))
    const bulk = Array.from({ length: 20 }, (_, index) => `device-${String(index + 6)}`)
    expect(things.map(({ thingName }) => thingName).sort()).toEqual(['sensor-a1', 'device-1', ...bulk].sort())
    expect(readFileSync(join(folder, 'results.json'), 'utf8').trim().split('\n')).toHaveLength(20)
  },
)

test.skipIf(missingPrograms('aws').length > 0)(
  'play a device: jobs, a shadow, lines for a script, and a refusal that is explained',
  async () => {
    const iot = await useEmulator()
    const output = await runGuide('play-a-device', iot, useFolder())
    const statusOf = async (jobId: string) =>
      (await new IoTClient(iot.clientConfig()).send(new DescribeJobExecutionCommand({ jobId, thingName: 'lamp-1' }))).execution?.status
    expect([await statusOf('update-1'), await statusOf('update-2')]).toEqual(['SUCCEEDED', 'FAILED'])
    expect(output).toContain('Job update-1 is IN_PROGRESS, 75 %.')
    expect(output).toContain('Reported {"on":false,"firmware":{"version":"1.2.0"}}')
    expect(output).toMatch(/"event":"jobUpdated","jobId":"update-2".*"status":"FAILED"/)
    expect(output).toMatch(/Not connected: .*INACTIVE|Not connected: .*inactive/)
    expect(output).toContain('exit code 1')
  },
)

test.skipIf(missingPrograms('aws').length > 0)(
  'update a fleet: a rollout by the minute, a retry, a timeout, and a lamp that joins later',
  async () => {
    const iot = await useEmulator()
    const output = await runGuide('update-a-fleet', iot, useFolder())
    expect(output).toMatch(/in the first minute: 1\n(.*\n)?two minutes later: 3\n/)
    const { job } = await new IoTClient(iot.clientConfig()).send(new DescribeJobCommand({ jobId: 'firmware-2' }))
    expect(job).toMatchObject({
      status: 'IN_PROGRESS',
      jobProcessDetails: { numberOfSucceededThings: 2, numberOfFailedThings: 2, numberOfTimedOutThings: 1, numberOfQueuedThings: 0 },
    })
  },
)
