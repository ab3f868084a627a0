/* What AWS IoT says of things, types, jobs and certificates, as a client hears it that subscribes to everything it may. */
import {
  CancelJobCommand,
  CreateJobCommand,
  CreateProvisioningTemplateCommand,
  CreateThingCommand,
  CreateThingTypeCommand,
  CreateTopicRuleCommand,
  DeleteThingCommand,
  DescribeCertificateCommand,
  IoTClient,
  UpdateEventConfigurationsCommand,
  UpdateThingCommand,
} from '@aws-sdk/client-iot'
import type { IotCoreLocal } from 'iot-core-local'
import { expect, test } from 'vitest'
import { connect, type TestClient } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface Ears {
  readonly iot: IotCoreLocal
  readonly control: IoTClient
  readonly client: TestClient
  /** Topics and payloads so far, without those of presence and subscriptions. */
  readonly heard: () => Promise<[string, Record<string, unknown>][]>
}

async function listen(...topicFilters: string[]): Promise<Ears> {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }
  const client = await connect((await iot.createDevice('ears', { policy })).mqttOptions())
  await client.subscribe('marker', '$aws/events/#', ...topicFilters)
  return {
    iot,
    control,
    client,
    heard: async () => {
      await client.publish('marker', 'now')
      await client.message('marker')
      return client.received
        .filter(({ topic }) => topic !== 'marker' && !/^\$aws\/events\/(presence|subscriptions)\//.test(topic))
        .map(({ topic, payload }) => [topic, JSON.parse(payload) as Record<string, unknown>])
    },
  }
}

function enable(control: IoTClient, ...types: string[]): Promise<unknown> {
  const eventConfigurations = Object.fromEntries(types.map((type) => [type, { Enabled: true }]))
  return control.send(new UpdateEventConfigurationsCommand({ eventConfigurations }))
}

test('[EVT-001] [EVT-002] [EVT-010] [EVT-011] each change is told once, in order, with an id of its own and milliseconds', async () => {
  const { control, heard } = await listen()
  await enable(control, 'THING')
  const before = Date.now()
  await control.send(new CreateThingCommand({ thingName: 'a:b' }))
  for (const colour of ['red', 'blue']) {
    await control.send(new UpdateThingCommand({ thingName: 'a:b', attributePayload: { attributes: { colour } } }))
  }
  await control.send(new DeleteThingCommand({ thingName: 'a:b' }))
  const events = await heard()
  expect(events.map(([topic, { operation, versionNumber }]) => [topic, operation, versionNumber])).toEqual([
    ['$aws/events/thing/a:b/created', 'CREATED', 1],
    ['$aws/events/thing/a:b/updated', 'UPDATED', 2],
    ['$aws/events/thing/a:b/updated', 'UPDATED', 3],
    ['$aws/events/thing/a:b/deleted', 'DELETED', 3],
  ])
  expect(new Set(events.map(([, { eventId }]) => eventId)).size).toBe(4)
  for (const [, { eventId, timestamp }] of events) {
    expect(eventId).toMatch(UUID)
    expect(Number(timestamp)).toBeGreaterThanOrEqual(before)
    expect(Number(timestamp)).toBeLessThanOrEqual(Date.now())
  }
})

test('[EVT-050] [EVT-051] [EVT-052] a change of a thing is told on its own topic and on no topic of shadows, with thingId spelt so', async () => {
  const { control, heard } = await listen('$aws/things/#')
  await enable(control, 'THING')
  const { thingId } = await control.send(new CreateThingCommand({ thingName: 't' }))
  await control.send(new UpdateThingCommand({ thingName: 't', attributePayload: { attributes: { a: '1' } } }))
  await control.send(new DeleteThingCommand({ thingName: 't' }))
  const events = await heard()
  expect(events.map(([topic]) => topic)).toEqual(['created', 'updated', 'deleted'].map((what) => `$aws/events/thing/t/${what}`))
  for (const [, payload] of events) {
    expect(payload).toMatchObject({ thingId, thingName: 't' })
    expect(Object.keys(payload)).not.toContain('thidngId')
  }
})

test('[EVT-024] a type that a thing gets is told on the long topic alone', async () => {
  const { control, heard } = await listen()
  await enable(control, 'THING_TYPE_ASSOCIATION')
  await control.send(new CreateThingTypeCommand({ thingTypeName: 'lamp' }))
  await control.send(new CreateThingCommand({ thingName: 't', thingTypeName: 'lamp' }))
  expect((await heard()).map(([topic]) => topic)).toEqual(['$aws/events/thingTypeAssociation/thing/t/thingType/lamp/added'])
})

test('[EVT-090] a job that is cancelled is told twice, while it is done and when it is', async () => {
  const { control, heard } = await listen()
  await enable(control, 'JOB')
  const { thingArn = '' } = await control.send(new CreateThingCommand({ thingName: 't' }))
  await control.send(new CreateJobCommand({ jobId: 'j', targets: [thingArn], document: '{}' }))
  await control.send(new CancelJobCommand({ jobId: 'j' }))
  expect((await heard()).map(([topic, { eventType }]) => [topic, eventType])).toEqual([
    ['$aws/events/job/j/cancellation_in_progress', 'JOB'],
    ['$aws/events/job/j/canceled', 'JOB'],
  ])
})

test('[EVT-056] [EVT-061] a certificate that waits for activation is told of at each CONNECT, to clients and to rules', async () => {
  const { iot, control, heard } = await listen()
  await control.send(
    new CreateTopicRuleCommand({
      ruleName: 'registered',
      topicRulePayload: {
        sql: `SELECT *, clientid() AS client FROM '$aws/events/certificates/registered/#' WHERE certificateStatus = "PENDING_ACTIVATION"`,
        awsIotSqlVersion: '2016-03-23',
        actions: [{ republish: { topic: 'seen/certificate', roleArn: 'arn:aws:iam::000000000000:role/r' } }],
      },
    }),
  )
  const factory = await iot.factory()
  const [device] = await factory.devices(1)
  if (device === undefined) throw new Error('There is no device.')
  for (let count = 0; count < 2; count++) {
    const seen = iot.waitFor.message('seen/certificate')
    await expect(connect(device.mqttOptions())).rejects.toThrow()
    expect((await seen).json).toMatchObject({ certificateId: device.certificateId, client: device.name })
  }
  const topic = `$aws/events/certificates/registered/${factory.ca.certificateId}`
  expect(await heard()).toMatchObject([
    [topic, { certificateId: device.certificateId, certificateStatus: 'PENDING_ACTIVATION' }],
    [topic, { certificateId: device.certificateId, certificateStatus: 'PENDING_ACTIVATION' }],
  ])
})

test('[EVT-060] a certificate that a template provisions is told of as well', async () => {
  const { iot, control, heard } = await listen()
  const template = {
    Parameters: { 'AWS::IoT::Certificate::Id': { Type: 'String' } },
    Resources: {
      certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'ACTIVE' } },
    },
  }
  await control.send(
    new CreateProvisioningTemplateCommand({
      templateName: 'just-in-time',
      type: 'JITP',
      enabled: true,
      provisioningRoleArn: 'arn:aws:iam::000000000000:role/r',
      templateBody: JSON.stringify(template),
    }),
  )
  const factory = await iot.factory({ templateName: 'just-in-time' })
  const [device] = await factory.devices(1)
  if (device === undefined) throw new Error('There is no device.')
  await connect(device.mqttOptions()).catch(() => undefined)
  const { certificateId } = device
  await expect
    .poll(async () => (await control.send(new DescribeCertificateCommand({ certificateId }))).certificateDescription?.status)
    .toBe('ACTIVE')
  expect(await heard()).toMatchObject([[`$aws/events/certificates/registered/${factory.ca.certificateId}`, { certificateId }]])
})
