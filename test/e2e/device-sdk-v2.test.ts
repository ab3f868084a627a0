import { once } from 'node:events'
import { CreateJobCommand, DescribeJobExecutionCommand, IoTClient } from '@aws-sdk/client-iot'
import { GetThingShadowCommand, IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane'
import { iotjobs, iotshadow, mqtt, mqtt5 } from 'aws-iot-device-sdk-v2'
import type { IotCoreLocal } from 'iot-core-local'
import { expect, onTestFinished, test } from 'vitest'
import { connectSdkMqtt3, connectSdkMqtt5 } from './support/sdk-connection.js'
import { useEmulator } from './support/use-emulator.js'

interface Way {
  readonly name: string
  port(iot: IotCoreLocal): number
  readonly alpn?: string | undefined
}

const WAYS: readonly Way[] = [
  { name: 'the MQTT port', port: (iot) => iot.mqttsPort },
  { name: 'the TLS port with ALPN', port: (iot) => iot.tlsPort, alpn: 'x-amzn-mqtt-ca' },
]

test.each(WAYS)('[BRK-005] MQTT 3.1.1 on $name publishes and receives', async (way) => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp-1')
  const connection = await connectSdkMqtt3({ ...device, host: iot.host, port: way.port(iot), alpn: way.alpn })
  const received = new Promise<string>((resolve) => {
    void connection
      .subscribe('lamp-1/in', mqtt.QoS.AtLeastOnce, (_topic, payload) => resolve(Buffer.from(payload).toString('utf8')))
      .then(() => connection.publish('lamp-1/in', 'hello', mqtt.QoS.AtLeastOnce))
  })
  expect(await received).toBe('hello')
})

test.each(WAYS)('[BRK-005] MQTT 5 on $name publishes and receives, with its properties', async (way) => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp-1')
  const client = await connectSdkMqtt5({ ...device, host: iot.host, port: way.port(iot), alpn: way.alpn })
  await client.subscribe({ subscriptions: [{ topicFilter: 'lamp-1/in', qos: mqtt5.QoS.AtLeastOnce }] })
  const received = once(client, 'messageReceived') as Promise<[mqtt5.MessageReceivedEvent]>
  const { reasonCode } = (await client.publish({
    topicName: 'lamp-1/in',
    payload: 'hello',
    qos: mqtt5.QoS.AtLeastOnce,
    userProperties: [{ name: 'colour', value: 'red' }],
    contentType: 'text/plain',
  })) as mqtt5.PubackPacket
  expect(reasonCode).toBe(mqtt5.PubackReasonCode.Success)
  const [{ message }] = await received
  expect(Buffer.from(message.payload as ArrayBuffer).toString('utf8')).toBe('hello')
  expect(message).toMatchObject({ contentType: 'text/plain', userProperties: [{ name: 'colour', value: 'red' }] })
})

test('[SEC-803] MQTT 5 keeps the connection when a publish or subscription is denied, and says 0x87', async () => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp-1')
  const client = await connectSdkMqtt5({ ...device, host: iot.host, port: iot.mqttsPort })
  const puback = (await client.publish({ topicName: 'not/mine', payload: 'x', qos: mqtt5.QoS.AtLeastOnce })) as mqtt5.PubackPacket
  expect(puback.reasonCode).toBe(mqtt5.PubackReasonCode.NotAuthorized)
  const suback = await client.subscribe({ subscriptions: [{ topicFilter: 'not/mine', qos: mqtt5.QoS.AtLeastOnce }] })
  expect(suback.reasonCodes).toEqual([mqtt5.SubackReasonCode.NotAuthorized])
  const stillThere = (await client.publish({ topicName: 'lamp-1/x', payload: 'x', qos: mqtt5.QoS.AtLeastOnce })) as mqtt5.PubackPacket
  expect([mqtt5.PubackReasonCode.Success, mqtt5.PubackReasonCode.NoMatchingSubscribers]).toContain(stillThere.reasonCode)
})

test('the shadow client over MQTT 5 updates, reads and sees deltas', async () => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp-1')
  const client = await connectSdkMqtt5({ ...device, host: iot.host, port: iot.mqttsPort })
  const shadow = iotshadow.IotShadowClientv2.newFromMqtt5(client, {
    maxRequestResponseSubscriptions: 4,
    maxStreamingSubscriptions: 2,
    operationTimeoutInSeconds: 10,
  })
  onTestFinished(() => shadow.close())
  const deltas = shadow.createShadowDeltaUpdatedStream({ thingName: 'lamp-1' })
  const delta = once(deltas, 'incomingPublish') as Promise<[{ message: iotshadow.model.ShadowDeltaUpdatedEvent }]>
  const established = once(deltas, 'subscriptionStatus')
  deltas.open()
  await established
  const update = await shadow.updateShadow({ thingName: 'lamp-1', state: { desired: { on: true }, reported: { on: false } } })
  expect(update).toMatchObject({ version: 1, state: { desired: { on: true }, reported: { on: false } } })
  const [{ message }] = await delta
  expect(message).toMatchObject({ version: 1, state: { on: true } })
  expect(await shadow.getShadow({ thingName: 'lamp-1' })).toMatchObject({ state: { delta: { on: true } } })
  const { payload } = await new IoTDataPlaneClient(iot.clientConfig()).send(new GetThingShadowCommand({ thingName: 'lamp-1' }))
  expect(JSON.parse(Buffer.from(payload ?? []).toString('utf8'))).toMatchObject({ version: 1 })
  await expect(shadow.getShadow({ thingName: 'lamp-2' })).rejects.toThrow()
})

test('the jobs client over MQTT 5 executes a job', async () => {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const device = await iot.createDevice('lamp-1', { groups: ['lamps'] })
  const client = await connectSdkMqtt5({ ...device, host: iot.host, port: iot.mqttsPort })
  const jobs = iotjobs.IotJobsClientv2.newFromMqtt5(client, {
    maxRequestResponseSubscriptions: 4,
    maxStreamingSubscriptions: 2,
    operationTimeoutInSeconds: 10,
  })
  onTestFinished(() => jobs.close())
  const stream = jobs.createNextJobExecutionChangedStream({ thingName: 'lamp-1' })
  const next = once(stream, 'incomingPublish') as Promise<[{ message: iotjobs.model.NextJobExecutionChangedEvent }]>
  const established = once(stream, 'subscriptionStatus')
  stream.open()
  await established
  await control.send(
    new CreateJobCommand({ jobId: 'job-1', targets: ['arn:aws:iot:us-east-1:000000000000:thinggroup/lamps'], document: '{"do":"it"}' }),
  )
  const [{ message }] = await next
  expect(message.execution).toMatchObject({ jobId: 'job-1', status: 'QUEUED', jobDocument: { do: 'it' } })
  const started = await jobs.startNextPendingJobExecution({ thingName: 'lamp-1' })
  expect(started.execution).toMatchObject({ jobId: 'job-1', status: 'IN_PROGRESS', versionNumber: 2 })
  await jobs.updateJobExecution({
    thingName: 'lamp-1',
    jobId: 'job-1',
    status: iotjobs.model.JobStatus.SUCCEEDED,
    expectedVersion: 2,
    statusDetails: { note: 'done' },
  })
  const { execution } = await control.send(new DescribeJobExecutionCommand({ jobId: 'job-1', thingName: 'lamp-1' }))
  expect(execution).toMatchObject({ status: 'SUCCEEDED', statusDetails: { detailsMap: { note: 'done' } } })
  expect(await jobs.getPendingJobExecutions({ thingName: 'lamp-1' })).toMatchObject({ queuedJobs: [], inProgressJobs: [] })
})

test('the jobs client over MQTT 3.1.1 executes a job', async () => {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const device = await iot.createDevice('lamp-1')
  const connection = await connectSdkMqtt3({ ...device, host: iot.host, port: iot.mqttsPort })
  const jobs = iotjobs.IotJobsClientv2.newFromMqtt311(connection, {
    maxRequestResponseSubscriptions: 4,
    maxStreamingSubscriptions: 2,
    operationTimeoutInSeconds: 10,
  })
  onTestFinished(() => jobs.close())
  await control.send(new CreateJobCommand({ jobId: 'job-1', targets: ['arn:aws:iot:us-east-1:000000000000:thing/lamp-1'], document: '{}' }))
  const { execution } = await jobs.describeJobExecution({ thingName: 'lamp-1', jobId: '$next', includeJobDocument: true })
  expect(execution).toMatchObject({ jobId: 'job-1', status: 'QUEUED' })
  await jobs.updateJobExecution({ thingName: 'lamp-1', jobId: 'job-1', status: iotjobs.model.JobStatus.FAILED })
  const described = await control.send(new DescribeJobExecutionCommand({ jobId: 'job-1', thingName: 'lamp-1' }))
  expect(described.execution?.status).toBe('FAILED')
})
