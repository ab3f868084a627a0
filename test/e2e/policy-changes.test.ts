/*
 * A permission that is taken away or given counts from the next packet (SEC-809), and a certificate that may not be used any more loses
 * its connections (SEC-212): for one device, while the other ninety-nine notice nothing.
 */
import {
  AddThingToThingGroupCommand,
  AttachPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateThingGroupCommand,
  DeleteCertificateCommand,
  DetachPolicyCommand,
  DetachThingPrincipalCommand,
  IoTClient,
  RemoveThingFromThingGroupCommand,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot'
import { type IotCoreLocal, startIotCoreLocal } from 'iot-core-local'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import mqtt, { type MqttClient } from 'mqtt'
import type { Device } from './support/device-request.js'
import { connect } from './support/mqtt-client.js'

const OTHERS = 99
const MESSAGES_PER_SECOND = 1_000
/** How often a burst is sent. */
const BURST_MS = 10

let iot: IotCoreLocal
let control: IoTClient
let others: readonly MqttClient[]
let disturbances: string[]
let rounds = 0

beforeAll(async () => {
  iot = await startIotCoreLocal()
  control = new IoTClient(iot.clientConfig())
  const certificate = await iot.createDevice('crowd', { policy: allow('crowd-*', 'crowd/*') })
  disturbances = []
  others = await Promise.all(
    Array.from({ length: OTHERS }, async (_, index) => {
      const clientId = `crowd-${String(index)}`
      const client = await mqtt.connectAsync({ ...certificate.mqttOptions(), clientId, reconnectPeriod: 0 })
      client.on('close', () => disturbances.push(clientId))
      await client.subscribeAsync('crowd/#', { qos: 1 })
      return client
    }),
  )
}, 60_000)

afterAll(async () => {
  for (const client of others) client.removeAllListeners('close')
  await Promise.all(others.map((client) => client.endAsync(true)))
  await iot.close()
})

function allow(clientId: string, topics: string): object {
  const arn = 'arn:aws:iot:us-east-1:000000000000:'
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'iot:Connect', Resource: `${arn}client/${clientId}` },
      { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: `${arn}topic/${topics}` },
      { Effect: 'Allow', Action: 'iot:Subscribe', Resource: `${arn}topicfilter/${topics}` },
    ],
  }
}

/** A device whose only permissions come from its own policy, or from that of a group. */
async function makeDevice(thingName: string, from: 'certificate' | 'group'): Promise<Device> {
  const policy = allow(thingName, `${thingName}/*`)
  if (from === 'certificate') return iot.createDevice(thingName, { policy })
  const groupName = `${thingName}-group`
  const { thingGroupArn } = await control.send(new CreateThingGroupCommand({ thingGroupName: groupName }))
  await control.send(new CreatePolicyCommand({ policyName: `${groupName}-policy`, policyDocument: JSON.stringify(policy) }))
  await control.send(new AttachPolicyCommand({ policyName: `${groupName}-policy`, target: thingGroupArn ?? '' }))
  return iot.createDevice(thingName, { policy: allow('nobody', 'nowhere'), groups: [groupName] })
}

/** Publishes a thousand messages a second until the connection is closed. */
function publishSteadily(client: MqttClient, topic: string): void {
  const burst = setInterval(() => {
    for (let count = 0; count < (MESSAGES_PER_SECOND * BURST_MS) / 1_000; count++) client.publish(topic, 'x', { qos: 0 })
  }, BURST_MS)
  client.once('close', () => clearInterval(burst))
  onTestFinished(() => clearInterval(burst))
}

/** Every other device receives a message sent now, and none was disconnected. */
async function expectOthersUndisturbed(): Promise<void> {
  const topic = `crowd/round-${String(++rounds)}`
  const received = Promise.all(
    others.map(
      (client) =>
        new Promise<void>((resolve) => {
          const look = (on: string): void => {
            if (on !== topic) return
            client.off('message', look)
            resolve()
          }
          client.on('message', look)
        }),
    ),
  )
  await iot.publish(topic, 'still there?')
  await received
  expect(disturbances).toEqual([])
  expect(others.every((client) => client.connected)).toBe(true)
}

const groupTarget = (thingName: string): string => `arn:aws:iot:us-east-1:000000000000:thinggroup/${thingName}-group`

interface Withdrawal {
  readonly name: string
  readonly from: 'certificate' | 'group'
  readonly withdraw: (device: Device) => Promise<unknown>
  /** Why the connection was ended, as the decision record has it. */
  readonly reason: string
  /** Why it may not connect again; undefined when it may. */
  readonly refusedLater: string | undefined
}

const WITHDRAWALS: readonly Withdrawal[] = [
  {
    name: '[SEC-809] its policy is detached',
    from: 'certificate',
    withdraw: ({ thingName, certificateArn }) =>
      control.send(new DetachPolicyCommand({ policyName: `${thingName}-policy`, target: certificateArn })),
    reason: 'AUTHORIZATION_FAILURE',
    refusedLater: 'AUTHORIZATION_FAILURE',
  },
  {
    name: '[SEC-809] its policy gets a default version that denies',
    from: 'certificate',
    withdraw: ({ thingName }) =>
      control.send(
        new CreatePolicyVersionCommand({
          policyName: `${thingName}-policy`,
          policyDocument: JSON.stringify(allow(thingName, 'elsewhere')),
          setAsDefault: true,
        }),
      ),
    reason: 'AUTHORIZATION_FAILURE',
    refusedLater: undefined,
  },
  {
    name: "[SEC-809] its group's policy is detached",
    from: 'group',
    withdraw: ({ thingName }) =>
      control.send(new DetachPolicyCommand({ policyName: `${thingName}-group-policy`, target: groupTarget(thingName) })),
    reason: 'AUTHORIZATION_FAILURE',
    refusedLater: 'AUTHORIZATION_FAILURE',
  },
  {
    name: '[SEC-809] it is removed from the group that has the policy',
    from: 'group',
    withdraw: ({ thingName }) => control.send(new RemoveThingFromThingGroupCommand({ thingName, thingGroupName: `${thingName}-group` })),
    reason: 'AUTHORIZATION_FAILURE',
    refusedLater: 'AUTHORIZATION_FAILURE',
  },
  {
    name: '[SEC-212] its certificate is deactivated',
    from: 'certificate',
    withdraw: ({ certificateId }) => control.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' })),
    reason: 'AUTH_ERROR',
    refusedLater: 'CERTIFICATE_INACTIVE',
  },
  {
    name: '[SEC-212] its certificate is revoked',
    from: 'certificate',
    withdraw: ({ certificateId }) => control.send(new UpdateCertificateCommand({ certificateId, newStatus: 'REVOKED' })),
    reason: 'AUTH_ERROR',
    refusedLater: 'CERTIFICATE_REVOKED',
  },
  {
    // An ACTIVE certificate, or one of a thing, cannot be deleted by force either (SEC-209).
    name: '[SEC-209] its certificate is deleted by force, policy attached',
    from: 'certificate',
    withdraw: async ({ thingName, certificateId, certificateArn }) => {
      await control.send(new DetachThingPrincipalCommand({ thingName, principal: certificateArn }))
      await control.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }))
      await control.send(new DeleteCertificateCommand({ certificateId, forceDelete: true }))
    },
    reason: 'AUTH_ERROR',
    refusedLater: 'UNKNOWN_CERTIFICATE',
  },
]

WITHDRAWALS.forEach(({ name, from, withdraw, reason, refusedLater }, index) => {
  test(`${name}: the device that publishes is disconnected, nobody else is`, async () => {
    const thingName = `busy-${String(index)}`
    const device = await makeDevice(thingName, from)
    const busy = await connect(device.mqttOptions())
    const arrived = iot.waitFor.message(`${thingName}/data`)
    publishSteadily(busy.client, `${thingName}/data`)
    await arrived
    const disconnected = iot.waitFor.event('connection.closed', {
      timeoutMs: 15_000,
      matches: ({ connection }) => connection.clientId === thingName,
    })
    await withdraw(device)
    await busy.closed()
    expect(await disconnected).toMatchObject({ disconnectReason: 'AUTH_ERROR', isClientInitiated: false })
    expect(iot.decisions({ clientId: thingName, outcome: 'refused' }).at(-1)?.reason).toBe(reason)
    if (refusedLater === undefined) await connect(device.mqttOptions())
    else {
      await expect(connect(device.mqttOptions())).rejects.toThrow('closed before CONNACK')
      expect(iot.decisions({ clientId: thingName, outcome: 'refused' }).at(-1)?.reason).toBe(refusedLater)
    }
    await expectOthersUndisturbed()
  })
})

interface Grant {
  readonly name: string
  readonly grant: (device: Device, policyDocument: string) => Promise<unknown>
}

const GRANTS: readonly Grant[] = [
  {
    name: 'a policy is attached to its certificate',
    grant: async ({ thingName, certificateArn }, policyDocument) => {
      await control.send(new CreatePolicyCommand({ policyName: `${thingName}-more`, policyDocument }))
      await control.send(new AttachPolicyCommand({ policyName: `${thingName}-more`, target: certificateArn }))
    },
  },
  {
    name: 'its policy gets a default version that allows',
    grant: ({ thingName }, policyDocument) =>
      control.send(new CreatePolicyVersionCommand({ policyName: `${thingName}-policy`, policyDocument, setAsDefault: true })),
  },
  {
    name: 'it is added to a group that has the policy',
    grant: async ({ thingName }, policyDocument) => {
      const { thingGroupArn } = await control.send(new CreateThingGroupCommand({ thingGroupName: `${thingName}-group` }))
      await control.send(new CreatePolicyCommand({ policyName: `${thingName}-more`, policyDocument }))
      await control.send(new AttachPolicyCommand({ policyName: `${thingName}-more`, target: thingGroupArn ?? '' }))
      await control.send(new AddThingToThingGroupCommand({ thingName, thingGroupName: `${thingName}-group` }))
    },
  },
]

GRANTS.forEach(({ name, grant }, index) => {
  test(`[SEC-809] MQTT 5 is allowed on the same connection once ${name}`, async () => {
    const thingName = `patient-${String(index)}`
    const device = await iot.createDevice(thingName, { policy: allow(thingName, 'elsewhere') })
    const topic = `${thingName}/data`
    const patient = await connect({ ...device.mqttOptions(), protocolVersion: 5 })
    const { client } = patient
    await expect(client.publishAsync(topic, 'x', { qos: 1 })).rejects.toMatchObject({ code: 0x87 })
    await expect(client.subscribeAsync(topic, { qos: 1 })).rejects.toMatchObject({ packet: { granted: [0x87] } })
    await grant(device, JSON.stringify(allow(thingName, `${thingName}/*`)))
    await client.subscribeAsync(topic, { qos: 1 })
    await client.publishAsync(topic, 'allowed', { qos: 1 })
    expect((await patient.message(topic)).payload).toBe('allowed')
    expect(client.connected).toBe(true)
  })
})
