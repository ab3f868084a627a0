import { AddThingToThingGroupCommand, CreateJobCommand, CreateThingGroupCommand, DescribeJobCommand, IoTClient } from '@aws-sdk/client-iot'
import { GetThingShadowCommand, IoTDataPlaneClient, UpdateThingShadowCommand } from '@aws-sdk/client-iot-data-plane'
import { iotjobs, iotshadow, type mqtt5 } from 'aws-iot-device-sdk-v2'
import type { IotCoreLocal } from 'iot-core-local'
import { expect, onTestFinished, test } from 'vitest'
import { connectSdkMqtt5 } from './support/sdk-connection.js'
import { useEmulator } from './support/use-emulator.js'

/* The flows that the samples of the device SDK of version 2 walk through, with its own clients over mutual TLS. */

const THING = 'lamp-1'
const CLIENT_OPTIONS = { maxRequestResponseSubscriptions: 8, maxStreamingSubscriptions: 4, operationTimeoutInSeconds: 10 }

async function connect(iot: IotCoreLocal): Promise<mqtt5.Mqtt5Client> {
  return connectSdkMqtt5({ ...(await iot.createDevice(THING)), host: iot.host, port: iot.mqttsPort })
}

interface Stream<Message> {
  on(event: 'incomingPublish', listener: (event: { message: Message }) => void): unknown
  once(event: 'subscriptionStatus', listener: () => void): unknown
  open(): void
  close(): void
}

/** What a stream brings, in order: each call takes the next. */
async function follow<Message>(stream: Stream<Message>): Promise<() => Promise<Message>> {
  const arrived: Message[] = []
  let wake: () => void = () => undefined
  stream.on('incomingPublish', ({ message }) => {
    arrived.push(message)
    wake()
  })
  const established = new Promise<void>((resolve) => stream.once('subscriptionStatus', resolve))
  stream.open()
  await established
  onTestFinished(() => {
    stream.close()
  })
  return async () => {
    for (;;) {
      const message = arrived.shift()
      if (message !== undefined) return message
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
}

test('[JOB-500] [JOB-501] [JOB-503] the walkthrough of the jobs sample: two jobs come, wait, are started, and end one after the other', async () => {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const jobs = iotjobs.IotJobsClientv2.newFromMqtt5(await connect(iot), CLIENT_OPTIONS)
  onTestFinished(() => jobs.close())
  const changed = await follow<iotjobs.model.JobExecutionsChangedEvent>(jobs.createJobExecutionsChangedStream({ thingName: THING }))
  const next = await follow<iotjobs.model.NextJobExecutionChangedEvent>(jobs.createNextJobExecutionChangedStream({ thingName: THING }))
  const create = (jobId: string, document: object) =>
    control.send(
      new CreateJobCommand({ jobId, targets: [`arn:aws:iot:us-east-1:000000000000:thing/${THING}`], document: JSON.stringify(document) }),
    )
  expect(await jobs.getPendingJobExecutions({ thingName: THING })).toMatchObject({ inProgressJobs: [], queuedJobs: [] })

  await create('Job1', { ToDo: 'Reboot' })
  expect((await changed()).jobs).toMatchObject({ QUEUED: [{ jobId: 'Job1', versionNumber: 1, executionNumber: 1 }] })
  expect((await next()).execution).toMatchObject({ jobId: 'Job1', status: 'QUEUED', jobDocument: { ToDo: 'Reboot' } })
  await create('Job2', { ToDo: 'Delete Root User' })
  expect((await changed()).jobs).toMatchObject({ QUEUED: [{ jobId: 'Job1' }, { jobId: 'Job2' }] })

  const pending = await jobs.getPendingJobExecutions({ thingName: THING })
  expect(pending.queuedJobs?.map(({ jobId }) => jobId)).toEqual(['Job1', 'Job2'])
  expect((await jobs.startNextPendingJobExecution({ thingName: THING })).execution).toMatchObject({
    jobId: 'Job1',
    status: 'IN_PROGRESS',
    versionNumber: 2,
    jobDocument: { ToDo: 'Reboot' },
  })
  expect(await jobs.describeJobExecution({ thingName: THING, jobId: 'Job2' })).toMatchObject({ execution: { status: 'QUEUED' } })
  await jobs.updateJobExecution({ thingName: THING, jobId: 'Job1', status: iotjobs.model.JobStatus.SUCCEEDED })
  expect((await changed()).jobs).toMatchObject({ QUEUED: [{ jobId: 'Job2' }] })
  expect((await next()).execution).toMatchObject({ jobId: 'Job2', status: 'QUEUED' })
  await jobs.updateJobExecution({ thingName: THING, jobId: 'Job2', status: iotjobs.model.JobStatus.IN_PROGRESS })
  await jobs.updateJobExecution({ thingName: THING, jobId: 'Job2', status: iotjobs.model.JobStatus.SUCCEEDED })
  expect((await changed()).jobs).toEqual({})
  expect((await next()).execution).toBeUndefined()
  for (const jobId of ['Job1', 'Job2']) {
    expect((await control.send(new DescribeJobCommand({ jobId }))).job?.status).toBe('COMPLETED')
  }
  // What the service refuses reaches the caller as an error with its code.
  const late = jobs.updateJobExecution({ thingName: THING, jobId: 'Job1', status: iotjobs.model.JobStatus.FAILED })
  await expect(late).rejects.toMatchObject({ modeledError: { code: 'InvalidStateTransition', executionState: { status: 'SUCCEEDED' } } })
})

test('[JOB-115] a thing that joins a group hears of its continuous job at once', async () => {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const jobs = iotjobs.IotJobsClientv2.newFromMqtt5(await connect(iot), CLIENT_OPTIONS)
  onTestFinished(() => jobs.close())
  await control.send(new CreateThingGroupCommand({ thingGroupName: 'lamps' }))
  const targets = ['arn:aws:iot:us-east-1:000000000000:thinggroup/lamps']
  await control.send(new CreateJobCommand({ jobId: 'follow', targets, document: '{"do":"it"}', targetSelection: 'CONTINUOUS' }))
  const next = await follow<iotjobs.model.NextJobExecutionChangedEvent>(jobs.createNextJobExecutionChangedStream({ thingName: THING }))
  await control.send(new AddThingToThingGroupCommand({ thingName: THING, thingGroupName: 'lamps' }))
  expect((await next()).execution).toMatchObject({ jobId: 'follow', status: 'QUEUED', jobDocument: { do: 'it' } })
})

test('[SHD-070] [SHD-102] the walkthrough of the shadow sample: the device reports, the application desires, the device follows', async () => {
  const iot = await useEmulator()
  const application = new IoTDataPlaneClient(iot.clientConfig())
  const shadows = iotshadow.IotShadowClientv2.newFromMqtt5(await connect(iot), CLIENT_OPTIONS)
  onTestFinished(() => shadows.close())
  const deltas = await follow<iotshadow.model.ShadowDeltaUpdatedEvent>(shadows.createShadowDeltaUpdatedStream({ thingName: THING }))
  const updates = await follow<iotshadow.model.ShadowUpdatedEvent>(shadows.createShadowUpdatedStream({ thingName: THING }))
  await expect(shadows.getShadow({ thingName: THING })).rejects.toMatchObject({ modeledError: { code: 404 } })

  await shadows.updateShadow({ thingName: THING, state: { reported: { Color: 'green' } } })
  expect((await updates()).current).toMatchObject({ version: 1, state: { reported: { Color: 'green' } } })
  const payload = JSON.stringify({ state: { desired: { Color: 'red' } } })
  await application.send(new UpdateThingShadowCommand({ thingName: THING, payload }))
  expect(await deltas()).toMatchObject({ version: 2, state: { Color: 'red' } })
  expect(await updates()).toMatchObject({ previous: { version: 1 }, current: { version: 2, state: { desired: { Color: 'red' } } } })
  await shadows.updateShadow({ thingName: THING, state: { reported: { Color: 'red' } } })
  const { payload: stored } = await application.send(new GetThingShadowCommand({ thingName: THING }))
  expect(JSON.parse(Buffer.from(stored ?? []).toString('utf8'))).toMatchObject({
    version: 3,
    state: { desired: { Color: 'red' }, reported: { Color: 'red' } },
  })
  expect((await shadows.getShadow({ thingName: THING })).state).not.toHaveProperty('delta')

  const named = { thingName: THING, shadowName: 'config' }
  await shadows.updateNamedShadow({ ...named, state: { desired: { rate: 5 } } })
  expect(await shadows.getNamedShadow(named)).toMatchObject({ version: 1, state: { delta: { rate: 5 } } })
  expect(await shadows.deleteNamedShadow(named)).toMatchObject({ version: 1 })
  expect(await shadows.deleteShadow({ thingName: THING })).toMatchObject({ version: 3 })
})
