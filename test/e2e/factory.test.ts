import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreatePolicyCommand,
  CreateProvisioningTemplateCommand,
  DescribeCACertificateCommand,
  IoTClient,
  ListCertificatesCommand,
  RegisterThingCommand,
} from '@aws-sdk/client-iot'
import type { FactoryOptions, IotCoreLocal } from 'iot-core-local'
import { expect, test } from 'vitest'
import { connect } from './support/mqtt-client.js'
import { clientConfigOf, runCommand, spawnEmulator } from './support/spawn-emulator.js'
import { useEmulator } from './support/use-emulator.js'
import { useFolder } from './support/use-folder.js'

const ROLE = 'arn:aws:iam::000000000000:role/provisioning'
const NAME = { Ref: 'AWS::IoT::Certificate::CommonName' }
const TEMPLATE = JSON.stringify({
  Parameters: { [NAME.Ref]: { Type: 'String' }, 'AWS::IoT::Certificate::Id': { Type: 'String' } },
  Resources: {
    thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: NAME } },
    certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'ACTIVE' } },
    policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'device-policy' } },
  },
})

async function prepare(control: IoTClient): Promise<void> {
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] })
  await control.send(new CreatePolicyCommand({ policyName: 'device-policy', policyDocument }))
  const template = { templateName: 'just-in-time', templateBody: TEMPLATE, provisioningRoleArn: ROLE, enabled: true }
  await control.send(new CreateProvisioningTemplateCommand({ ...template, type: 'JITP' }))
}

async function useJitp(): Promise<{ readonly iot: IotCoreLocal; readonly control: IoTClient }> {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  await prepare(control)
  return { iot, control }
}

const CAS: readonly FactoryOptions[] = [{ ca: 'ec' }, { ca: 'rsa' }, { mode: 'SNI_ONLY', commonName: 'Our factory' }]

test.each(CAS)('devices of a factory %j provision themselves just in time', async (options) => {
  const { iot, control } = await useJitp()
  const factory = await iot.factory({ ...options, templateName: 'just-in-time' })
  const { certificateDescription } = await control.send(new DescribeCACertificateCommand({ certificateId: factory.ca.certificateId }))
  expect(certificateDescription).toMatchObject({
    certificateArn: factory.ca.certificateArn,
    status: 'ACTIVE',
    autoRegistrationStatus: 'ENABLE',
    certificateMode: options.mode ?? 'DEFAULT',
  })
  const [device] = await factory.devices(1)
  if (device === undefined) throw new Error('no device')
  await expect(connect(device.mqttOptions())).rejects.toThrow()
  const { client } = await connect(device.mqttOptions())
  expect(client.connected).toBe(true)
  const { certificates } = await control.send(new ListCertificatesCommand({}))
  expect(certificates).toMatchObject([{ certificateId: device.certificateId, status: 'ACTIVE' }])
})

test('a factory of a template that does not exist registers nothing', async () => {
  const { iot } = await useJitp()
  await expect(iot.factory({ templateName: 'no-such' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('names go on, subjects are those asked for, and counts that make no sense are refused', async () => {
  const { iot } = await useJitp()
  const factory = await iot.factory()
  const first = await factory.devices(2, { subject: { Organization: 'Acme' } })
  const second = await factory.signingRequests(2, { prefix: 'lamp-', keys: 'rsa' })
  expect([...first, ...second].map(({ name }) => name)).toEqual(['device-1', 'device-2', 'lamp-3', 'lamp-4'])
  expect(openssl(['x509', '-noout', '-subject', '-nameopt', 'RFC2253'], first[0]?.certificatePem)).toBe('subject=CN=device-1,O=Acme')
  expect(openssl(['req', '-noout', '-verify', '-subject', '-nameopt', 'RFC2253'], second[0]?.csrPem)).toBe('subject=CN=lamp-3')
  for (const count of [-1, 0.5, Number.NaN, 1e9]) await expect(factory.devices(count)).rejects.toThrow(RangeError)
  await expect(factory.devices(1, { subject: { Colour: 'red' } })).rejects.toThrow('Colour')
})

function openssl(argv: readonly string[], input = ''): string {
  return execFileSync('openssl', argv, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] }).trim()
}

test('a thousand devices and a thousand requests do not hold up the event loop', async () => {
  const { iot } = await useJitp()
  const factory = await iot.factory()
  let turns = 0
  let isDone = false
  const watch = (): void => {
    turns++
    if (!isDone) setImmediate(watch)
  }
  setImmediate(watch)
  const devices = await factory.devices(1_000)
  const requests = await factory.signingRequests(1_000)
  isDone = true
  expect(new Set([...devices, ...requests].map(({ name }) => name)).size).toBe(2_000)
  expect(turns).toBeGreaterThan(1_000)
})

test('the command writes what registers, and keys for their owner alone', async () => {
  const { facts } = await spawnEmulator()
  const control = new IoTClient(clientConfigOf(facts))
  await prepare(control)
  const out = join(useFolder(), 'factory')
  const argv = ['factory', '--endpoint', facts.httpEndpoint, '--out', out, '--template', 'just-in-time']
  // What is refused leaves nothing behind that the next attempt stumbles over.
  const refused = await runCommand([...argv, '--template', 'no-such'])
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('ResourceNotFoundException') as string })
  const made = await runCommand([...argv, '--devices', '2', '--requests', '3', '--prefix', 'lamp-'])
  expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('lamp-1') as string })
  const { caCertificateId } = JSON.parse(made.stdout) as { caCertificateId: string }
  const ca = await control.send(new DescribeCACertificateCommand({ certificateId: caCertificateId }))
  expect(ca.registrationConfig).toEqual({ templateName: 'just-in-time' })
  expect(readdirSync(join(out, 'devices'))).toEqual(['lamp-1.pem.crt', 'lamp-1.pem.key', 'lamp-2.pem.crt', 'lamp-2.pem.key'])
  const keys = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.key'))
  expect(keys).toHaveLength(6)
  for (const key of keys) expect(statSync(join(out, key)).mode & 0o777).toBe(0o600)

  const read = (name: string): string => readFileSync(join(out, name), 'utf8')
  const options = { protocol: 'mqtts', host: facts.host, port: facts.mqttsPort, clientId: 'lamp-1' } as const
  const identity = { ca: read('server-ca.pem'), cert: read('devices/lamp-1.pem.crt'), key: read('devices/lamp-1.pem.key') }
  await expect(connect({ ...options, ...identity })).rejects.toThrow()
  expect((await connect({ ...options, ...identity })).client.connected).toBe(true)

  const lines = read('bulk.json').trim().split('\n')
  expect(lines).toHaveLength(3)
  const parameters = JSON.parse(lines[0] ?? '') as Record<string, string>
  expect(parameters).toEqual({ ThingName: 'lamp-3', SerialNumber: 'lamp-3', CSR: read('requests/lamp-3.csr') })
  const templateBody = JSON.stringify({
    Resources: {
      thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'ThingName' } } },
      certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateSigningRequest: { Ref: 'CSR' } } },
    },
  })
  const { resourceArns } = await control.send(new RegisterThingCommand({ templateBody, parameters }))
  expect(resourceArns).toMatchObject({ thing: 'arn:aws:iot:us-east-1:000000000000:thing/lamp-3' })

  const again = await runCommand(argv)
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('has a factory') as string })
})

test.each([
  [['--ca', 'dsa'], /--ca dsa is not ec or rsa/],
  [['--devices', 'many'], /--devices many is not a number from 0 to 100000/],
  [['--prefix', '../x'], /--prefix \.\.\/x is not up to 100 letters/],
  [['--endpoint', 'http://127.0.0.1:9'], /ICL_NOT_RUNNING/],
])('factory %j is refused with its reason', async (argv, message) => {
  const out = join(useFolder(), 'factory')
  const { code, stderr } = await runCommand(['factory', '--out', out, ...argv])
  expect(code).toBeGreaterThan(0)
  expect(stderr).toMatch(message)
})
