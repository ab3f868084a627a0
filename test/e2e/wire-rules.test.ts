/* How messages reach rules other than through the broker, and come back from them. */
import { CreateTopicRuleCommand, IoTClient } from '@aws-sdk/client-iot'
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import type { IotCoreLocal } from 'iot-core-local'
import { expect, test } from 'vitest'
import { connect } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'

const ALLOW_ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

function republish(iot: IotCoreLocal, ruleName: string, sql: string, topic: string): Promise<unknown> {
  const actions = [{ republish: { topic, roleArn: 'arn:aws:iam::000000000000:role/r' } }]
  const topicRulePayload = { sql, awsIotSqlVersion: '2016-03-23', actions }
  return new IoTClient(iot.clientConfig()).send(new CreateTopicRuleCommand({ ruleName, topicRulePayload }))
}

test('[BRK-251] [BRK-254] [BRK-305] Basic Ingest over MQTT and HTTP reaches the rule, whose topic() is what is left of the topic', async () => {
  const iot = await useEmulator()
  const sql = `SELECT topic() AS topic, topic(1) AS first, clientid() AS client, principal() AS principal FROM 'Buildings/#'`
  await republish(iot, 'BuildingManager', sql, 'seen/ingest')
  const device = await iot.createDevice('lamp', { policy: ALLOW_ALL })
  const client = await connect(device.mqttOptions())
  const data = new IoTDataPlaneClient(iot.clientConfig())
  const over = async (topic: string, publish: (topic: string) => Promise<unknown>): Promise<unknown> => {
    const seen = iot.waitFor.message('seen/ingest')
    await publish(`$aws/rules/BuildingManager/${topic}`)
    return (await seen).json
  }
  const mqtt = (topic: string): Promise<void> => client.publish(topic, '{}')
  const http = (topic: string): Promise<unknown> => data.send(new PublishCommand({ topic, payload: Buffer.from('{}') }))
  const topic = 'Buildings/5/Floor2'
  expect(await over(topic, mqtt)).toEqual({ topic, first: 'Buildings', client: 'lamp', principal: device.certificateId })
  expect(await over(topic, http)).toMatchObject({ topic, first: 'Buildings', client: 'n/a' })
  expect(await over('elsewhere', mqtt)).toMatchObject({ topic: 'elsewhere' })
})

test('[BRK-253] Basic Ingest to a rule that is not there is acknowledged, and recorded', async () => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp', { policy: ALLOW_ALL })
  const client = await connect({ ...device.mqttOptions(), protocolVersion: 5 })
  await client.publish('$aws/rules/example_rule', '{}', 1)
  expect(iot.decisions({ reason: 'RuleNotFound' })).toMatchObject([
    { eventType: 'RuleNotFound', details: { details: 'Rule example_rule not found' } },
  ])
})

test('[BRK-174] [BRK-247] a will comes to a shadow by way of a rule that republishes to it, not to the topics of jobs', async () => {
  const iot = await useEmulator()
  await republish(iot, 'wills', `SELECT * FROM 'wills/#'`, '$$aws/things/lamp/shadow/update')
  await republish(iot, 'jobs', `SELECT * FROM 'wills/#'`, '$$aws/things/lamp/jobs/start-next')
  const device = await iot.createDevice('lamp', { policy: ALLOW_ALL })
  const accepted = iot.waitFor.message('$aws/things/lamp/shadow/update/accepted')
  const payload = Buffer.from('{"state":{"reported":{"connected":false}}}')
  const client = await connect({ ...device.mqttOptions(), will: { topic: 'wills/lamp', payload, qos: 0, retain: false } })
  client.client.stream.destroy()
  expect((await accepted).json).toMatchObject({ state: { reported: { connected: false } } })
  await expect.poll(() => iot.decisions({ outcome: 'failed' })).toMatchObject([{ eventType: 'RuleExecution' }])
})
