import {
  CreatePolicyCommand,
  CreateProvisioningTemplateCommand,
  GetRegistrationCodeCommand,
  IoTClient,
  ListAttachedPoliciesCommand,
  ListCertificatesCommand,
  ListPoliciesCommand,
  ListThingPrincipalsCommand,
  ListThingsCommand,
  RegisterCACertificateCommand,
} from '@aws-sdk/client-iot'
import type { FactoryDevice, IotCoreLocal } from 'iot-core-local'
import mqtt, { type IClientOptions } from 'mqtt'
import { expect, test, vi } from 'vitest'
import { createOwnCa } from '../../examples/first-day/src/own-ca.js'
import { clientConfigOf, spawnEmulator } from './support/spawn-emulator.js'
import { useEmulator } from './support/use-emulator.js'
import { useFolder } from './support/use-folder.js'

const NAME = { Ref: 'AWS::IoT::Certificate::CommonName' }

function templateOf(policyName: string): string {
  return JSON.stringify({
    Parameters: { [NAME.Ref]: { Type: 'String' }, 'AWS::IoT::Certificate::Id': { Type: 'String' } },
    Resources: {
      thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: NAME } },
      certificate: {
        Type: 'AWS::IoT::Certificate',
        Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'ACTIVE' },
      },
      policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: policyName } },
    },
  })
}

async function prepare(control: IoTClient, policyName = 'device-policy'): Promise<void> {
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] })
  await control.send(new CreatePolicyCommand({ policyName: 'device-policy', policyDocument }))
  await control.send(
    new CreateProvisioningTemplateCommand({
      templateName: 'just-in-time',
      templateBody: templateOf(policyName),
      provisioningRoleArn: 'arn:aws:iam::000000000000:role/provisioning',
      enabled: true,
      type: 'JITP',
    }),
  )
}

async function useJitp(policyName?: string): Promise<{ readonly iot: IotCoreLocal; readonly control: IoTClient }> {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  await prepare(control, policyName)
  return { iot, control }
}

/** Whether the device gets its CONNACK. The connection is ended at once. */
async function comes(options: IClientOptions): Promise<boolean> {
  const client = mqtt.connect({ ...options, reconnectPeriod: 0, connectTimeout: 10_000 })
  client.on('error', () => undefined)
  const isConnected = await new Promise<boolean>((resolve) => {
    client.once('connect', () => resolve(true))
    client.once('close', () => resolve(false))
  })
  await client.endAsync(true)
  return isConnected
}

test.each<[string, (device: FactoryDevice) => string]>([
  ['only the leaf', ({ certificatePem }) => certificatePem],
  ['the chain', ({ chainPem }) => chainPem],
])('[PRV-304] first connects of one device at once, with %s, provision it once', async (_what, certOf) => {
  const { iot, control } = await useJitp()
  const [device] = await (await iot.factory({ templateName: 'just-in-time' })).devices(1)
  if (device === undefined) throw new Error('no device')
  const options = { ...device.mqttOptions(), cert: certOf(device) }
  const attempts = await Promise.all(Array.from({ length: 10 }, (_, index) => comes({ ...options, clientId: `attempt-${String(index)}` })))
  // The first one to come is closed, whatever happens to those behind it.
  expect(attempts).toContain(false)
  expect(await comes(options)).toBe(true)
  const { certificates } = await control.send(new ListCertificatesCommand({}))
  expect(certificates).toMatchObject([{ certificateId: device.certificateId, status: 'ACTIVE' }])
  const { things } = await control.send(new ListThingsCommand({}))
  expect(things).toMatchObject([{ thingName: 'device-1' }])
  const made = iot.decisions({ kind: 'provisioning' }).filter(({ eventType }) => eventType === 'ProvisionDevice')
  expect(made.map(({ outcome }) => outcome)).toEqual(['allowed'])
})

test('[PRV-305] a template that names a policy that does not exist leaves nothing, and the device comes in when the policy is there', async () => {
  const { iot, control } = await useJitp('later')
  const [device] = await (await iot.factory({ templateName: 'just-in-time' })).devices(1)
  if (device === undefined) throw new Error('no device')
  for (let attempt = 0; attempt < 2; attempt++) expect(await comes(device.mqttOptions())).toBe(false)
  const { certificates } = await control.send(new ListCertificatesCommand({}))
  expect(certificates).toMatchObject([{ certificateId: device.certificateId, status: 'PENDING_ACTIVATION' }])
  expect((await control.send(new ListThingsCommand({}))).things).toEqual([])
  const [record] = iot.decisions({ kind: 'provisioning', outcome: 'refused' })
  expect(record).toMatchObject({
    explanation: expect.stringContaining('The policy later of policy does not exist') as string,
    details: { rolledBack: [{ step: 'thing', subject: 'device-1', outcome: 'created' }] },
  })
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] })
  await control.send(new CreatePolicyCommand({ policyName: 'later', policyDocument }))
  expect(await comes(device.mqttOptions())).toBe(false)
  expect(await comes(device.mqttOptions())).toBe(true)
})

test('kill -9 while 200 devices come just in time leaves no half-made device, and all come in afterwards', async () => {
  const argv = ['--data-dir', useFolder()]
  const before = await spawnEmulator(argv)
  const first = new IoTClient(clientConfigOf(before.facts))
  await prepare(first)
  const ca = await createOwnCa('Factory CA')
  const { registrationCode = '' } = await first.send(new GetRegistrationCodeCommand({}))
  await first.send(
    new RegisterCACertificateCommand({
      caCertificate: ca.certificatePem,
      verificationCertificate: (await ca.issue(registrationCode)).certificatePem,
      setAsActive: true,
      allowAutoRegistration: true,
      registrationConfig: { templateName: 'just-in-time' },
    }),
  )
  const devices = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => ({ name: `lamp-${String(index)}`, ...(await ca.issue(`lamp-${String(index)}`)) })),
  )
  const caPem = await (await fetch(`${before.facts.httpEndpoint}/_local/ca.pem`)).text()
  const optionsOf = ({ name, certificatePem, privateKeyPem }: (typeof devices)[number], port: number): IClientOptions => ({
    protocol: 'mqtts',
    host: before.facts.host,
    port,
    clientId: name,
    ca: caPem,
    cert: certificatePem,
    key: privateKeyPem,
  })
  // A few at a time, so that there is a middle to be killed in.
  const queue = [...devices]
  const attempts = Array.from({ length: 20 }, async () => {
    for (let device = queue.shift(); device !== undefined; device = queue.shift()) await comes(optionsOf(device, before.facts.mqttsPort))
  })
  await vi.waitFor(
    async () => {
      expect((await thingNames(first)).length).toBeGreaterThan(20)
    },
    { timeout: 20_000, interval: 1 },
  )
  const killed = before.end('SIGKILL')
  queue.length = 0
  await killed
  await Promise.all(attempts)

  const after = await spawnEmulator(argv)
  const control = new IoTClient(clientConfigOf(after.facts))
  // What is there is whole: as many things as active certificates, each tied to its own, and the one policy.
  const things = await thingNames(control)
  const { certificates = [] } = await control.send(new ListCertificatesCommand({ pageSize: 250 }))
  const active = certificates.filter(({ status }) => status === 'ACTIVE').map(({ certificateArn }) => certificateArn)
  expect(things.length).toBeGreaterThan(20)
  expect(things.length).toBeLessThan(200)
  const tied = await Promise.all(
    things.map(async (thingName) => (await control.send(new ListThingPrincipalsCommand({ thingName }))).principals ?? []),
  )
  expect(tied.flat().sort()).toEqual(active.sort())
  expect(tied.every(({ length }) => length === 1)).toBe(true)
  const attached = await Promise.all(
    active.map(async (target) => (await control.send(new ListAttachedPoliciesCommand({ target }))).policies?.length),
  )
  expect(new Set(attached)).toEqual(new Set([1]))
  // What waits is no orphan: it was presented and not provisioned, and the next connect does that.
  expect(certificates.filter(({ status }) => status !== 'ACTIVE' && status !== 'PENDING_ACTIVATION')).toEqual([])

  const port = after.facts.mqttsPort
  await Promise.all(devices.map((device) => comes(optionsOf(device, port))))
  const outcomes = await Promise.all(devices.map((device) => comes(optionsOf(device, port))))
  expect(outcomes.filter((isConnected) => !isConnected)).toEqual([])
  expect(await thingNames(control)).toHaveLength(200)
  expect((await control.send(new ListCertificatesCommand({ pageSize: 250 }))).certificates).toHaveLength(200)
  expect((await control.send(new ListPoliciesCommand({}))).policies).toHaveLength(1)
})

async function thingNames(control: IoTClient): Promise<readonly string[]> {
  const { things = [] } = await control.send(new ListThingsCommand({ maxResults: 250 }))
  return things.map(({ thingName = '' }) => thingName)
}
