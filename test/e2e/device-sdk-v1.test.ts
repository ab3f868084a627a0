import { CreateJobCommand, DescribeJobExecutionCommand, IoTClient } from '@aws-sdk/client-iot'
import { IoTDataPlaneClient, UpdateThingShadowCommand } from '@aws-sdk/client-iot-data-plane'
import sdk, { type DeviceOptions, type Job } from 'aws-iot-device-sdk'
import type { IotCoreLocal } from 'iot-core-local'
import { expect, onTestFinished, test } from 'vitest'
import { useEmulator } from './support/use-emulator.js'

/* The flows of the samples that come with the device SDK of version 1, over mutual TLS. */

const THING = 'lamp-1'

async function optionsFor(iot: IotCoreLocal): Promise<DeviceOptions> {
  const device = await iot.createDevice(THING)
  return {
    host: iot.host,
    port: iot.mqttsPort,
    clientId: device.clientId,
    privateKey: Buffer.from(device.privateKeyPem),
    clientCert: Buffer.from(device.certificatePem),
    caCert: Buffer.from(device.caPem),
  }
}

const outcomeOf = (act: (done: (error?: Error) => void) => void): Promise<Error | undefined> => new Promise((resolve) => act(resolve))

test('[JOB-403] [JOB-404] the jobs class does custom jobs, and fails those that it does not know', async () => {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const jobs = new sdk.jobs(await optionsFor(iot))
  onTestFinished(() => new Promise<void>((resolve) => jobs.end(true, resolve)))
  const errors: unknown[] = []
  jobs.on('error', (error) => errors.push(error))
  await new Promise((resolve) => jobs.once('connect', resolve))

  const custom = new Promise<Job>((resolve, reject) => {
    jobs.subscribeToJobs(THING, 'customJob', (error, job) => (error ? reject(error) : resolve(job)))
  })
  const other = new Promise<Job>((resolve, reject) => {
    jobs.subscribeToJobs(THING, (error, job) => (error ? reject(error) : resolve(job)))
  })
  const create = (jobId: string, document: object) =>
    control.send(
      new CreateJobCommand({ jobId, targets: [`arn:aws:iot:us-east-1:000000000000:thing/${THING}`], document: JSON.stringify(document) }),
    )
  await create('custom', { operation: 'customJob', size: 3 })
  expect((await outcomeOf((done) => jobs.startJobNotifications(THING, done))) ?? undefined).toBeUndefined()

  const first = await custom
  expect({ id: first.id, document: first.document, status: first.status.status }).toEqual({
    id: 'custom',
    document: { operation: 'customJob', size: 3 },
    status: 'QUEUED',
  })
  expect(await outcomeOf((done) => first.inProgress({ step: '1' }, done))).toBeFalsy()
  await create('unknown', { operation: 'another' })
  expect(await outcomeOf((done) => first.succeeded({ step: 'last' }, done))).toBeFalsy()
  const second = await other
  expect(second.id).toBe('unknown')
  expect(await outcomeOf((done) => second.failed({ errorCondition: 'unknown' }, done))).toBeFalsy()

  // The SDK tells when a report is sent, not when it is taken.
  const ended = async (jobId: string) => {
    for (;;) {
      const { execution } = await control.send(new DescribeJobExecutionCommand({ jobId, thingName: THING }))
      if (execution?.status !== 'QUEUED' && execution?.status !== 'IN_PROGRESS') return execution
    }
  }
  expect(await ended('custom')).toMatchObject({ status: 'SUCCEEDED', statusDetails: { detailsMap: { step: 'last' } } })
  expect(await ended('unknown')).toMatchObject({ status: 'FAILED', statusDetails: { detailsMap: { errorCondition: 'unknown' } } })
  expect(errors).toEqual([])
})

test('[SHD-060] the thingShadow class updates, reads and deletes a shadow, and sees deltas and changes of others', async () => {
  const iot = await useEmulator()
  const data = new IoTDataPlaneClient(iot.clientConfig())
  const shadows = new sdk.thingShadow(await optionsFor(iot))
  onTestFinished(() => new Promise<void>((resolve) => shadows.end(true, resolve)))
  await new Promise((resolve) => shadows.once('connect', resolve))
  expect(await new Promise((resolve) => shadows.register(THING, {}, resolve))).toBeFalsy()

  const next = (event: string): Promise<readonly unknown[]> =>
    new Promise((resolve) => shadows.once(event, (...details: readonly unknown[]) => resolve(details)))
  /** The answer to a request that this client made. */
  const answered = async (ask: () => string | null): Promise<readonly unknown[]> => {
    const status = next('status')
    const token = ask()
    expect(token).not.toBeNull()
    const [thingName, outcome, clientToken, answer] = await status
    expect([thingName, clientToken]).toEqual([THING, token])
    return [outcome, answer]
  }
  expect(await answered(() => shadows.get(THING))).toMatchObject(['rejected', { code: 404 }])
  expect(await answered(() => shadows.update(THING, { state: { desired: { on: true }, reported: { on: true } } }))).toMatchObject([
    'accepted',
    { version: 1, state: { desired: { on: true } } },
  ])
  const delta = next('delta')
  const foreign = next('foreignStateChange')
  const payload = JSON.stringify({ state: { desired: { on: false } } })
  await data.send(new UpdateThingShadowCommand({ thingName: THING, payload }))
  expect(await delta).toMatchObject([THING, { version: 2, state: { on: false } }])
  expect(await foreign).toMatchObject([THING, 'update', { state: { desired: { on: false } } }])
  expect(await answered(() => shadows.get(THING))).toMatchObject(['accepted', { version: 2, state: { delta: { on: false } } }])
  expect(await answered(() => shadows.delete(THING))).toMatchObject(['accepted', { version: 2 }])
})
