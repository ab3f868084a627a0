import 'reflect-metadata'
import { webcrypto, X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateProvisioningClaimCommand,
  CreateProvisioningTemplateCommand,
  DescribeCertificateCommand,
  DescribeThingRegistrationTaskCommand,
  GetRegistrationCodeCommand,
  IoTClient,
  ListAttachedPoliciesCommand,
  ListCertificatesCommand,
  ListTagsForResourceCommand,
  ListThingPrincipalsCommand,
  ListThingRegistrationTaskReportsCommand,
  ListThingsCommand,
  RegisterCACertificateCommand,
  RegisterThingCommand,
  StartThingRegistrationTaskCommand,
} from '@aws-sdk/client-iot'
import * as x509 from '@peculiar/x509'
import { iotidentity } from 'aws-iot-device-sdk-v2'
import { Encoder } from 'cbor-x'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createOwnCa, type KeyKind } from '../../examples/first-day/src/own-ca.js'
import { connectSdkMqtt3, connectSdkMqtt5 } from './support/sdk-connection.js'
import { useEmulator } from './support/use-emulator.js'
import { ARN, createClaim, type Fleet, type Identity, mqttJs, ROLE, TEMPLATE, useFleet } from './support/use-fleet.js'
import { useFolder } from './support/use-folder.js'

const OPTIONS = { maxRequestResponseSubscriptions: 6, maxStreamingSubscriptions: 0, operationTimeoutInSeconds: 10 }

async function identityOverMqtt5({ iot, caPem }: Fleet, claim: Identity): Promise<iotidentity.IotIdentityClientv2> {
  const client = await connectSdkMqtt5({ ...claim, caPem, clientId: 'claim-5', host: iot.host, port: iot.mqttsPort })
  const identity = iotidentity.IotIdentityClientv2.newFromMqtt5(client, OPTIONS)
  onTestFinished(() => identity.close())
  return identity
}

async function identityOverMqtt3({ iot, caPem }: Fleet, claim: Identity): Promise<iotidentity.IotIdentityClientv2> {
  const connection = await connectSdkMqtt3({ ...claim, caPem, clientId: 'claim-3', host: iot.host, port: iot.mqttsPort })
  const identity = iotidentity.IotIdentityClientv2.newFromMqtt311(connection, OPTIONS)
  onTestFinished(() => identity.close())
  return identity
}

/** A P-256 key and a signing request for it. */
async function createCsr(commonName: string): Promise<{ readonly csrPem: string; readonly privateKeyPem: string }> {
  x509.cryptoProvider.set(webcrypto as Crypto)
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const csr = await x509.Pkcs10CertificateRequestGenerator.create({
    name: `CN=${commonName}`,
    keys,
    signingAlgorithm: algorithm,
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  return { csrPem: csr.toString('pem'), privateKeyPem: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n` }
}

const VERSIONS = [
  { name: 'MQTT 5', identityOf: identityOverMqtt5 },
  { name: 'MQTT 3.1.1', identityOf: identityOverMqtt3 },
]

test.each(VERSIONS)('[PRV-605] [PRV-607] the identity client over $name gets keys and registers', async ({ identityOf }) => {
  const fleet = await useFleet()
  const identity = await identityOf(fleet, await createClaim(fleet))
  const created = await identity.createKeysAndCertificate({})
  const { certificateId = '', certificateOwnershipToken, certificatePem = '', privateKey = '' } = created
  const { certificateDescription } = await fleet.control.send(new DescribeCertificateCommand({ certificateId }))
  expect(certificateDescription?.status).toBe('PENDING_ACTIVATION')
  const registered = await identity.registerThing({
    templateName: 'sensors',
    ...(certificateOwnershipToken === undefined ? {} : { certificateOwnershipToken }),
    parameters: { SerialNumber: 'a1' },
  })
  expect(registered).toMatchObject({ thingName: 'sensor-a1', deviceConfiguration: { Url: 'https://a1.example.com' } })
  const device = await mqttJs(fleet, { certificatePem, privateKeyPem: privateKey }, 'sensor-a1')
  expect(device.client.connected).toBe(true)
  expect((await fleet.control.send(new ListThingPrincipalsCommand({ thingName: 'sensor-a1' }))).principals).toEqual([
    `${ARN}:cert/${certificateId}`,
  ])
})

test.each(VERSIONS)('[PRV-606] the identity client over $name brings a CSR and registers', async ({ identityOf }) => {
  const fleet = await useFleet()
  const identity = await identityOf(fleet, await createClaim(fleet))
  const { csrPem, privateKeyPem } = await createCsr('sensor a2')
  const created = await identity.createCertificateFromCsr({ certificateSigningRequest: csrPem })
  await identity.registerThing({
    templateName: 'sensors',
    certificateOwnershipToken: created.certificateOwnershipToken ?? '',
    parameters: { SerialNumber: 'a2' },
  })
  const certificatePem = created.certificatePem ?? ''
  expect(new X509Certificate(certificatePem).subject).toBe('CN=sensor a2')
  expect((await mqttJs(fleet, { certificatePem, privateKeyPem }, 'sensor-a2')).client.connected).toBe(true)
})

test('[PRV-608] a rejection reaches the identity client with its payload', async () => {
  const fleet = await useFleet()
  const identity = await identityOverMqtt5(fleet, await createClaim(fleet))
  const rejected = identity.registerThing({ templateName: 'sensors', certificateOwnershipToken: 'nonsense', parameters: {} })
  await expect(rejected).rejects.toMatchObject({ modeledError: { statusCode: 400, errorCode: 'InvalidCertificateOwnershipToken' } })
  await expect(identity.createCertificateFromCsr({ certificateSigningRequest: 'x' })).rejects.toMatchObject({
    modeledError: { statusCode: 400 },
  })
})

test('[PRV-602] nobody but the requester sees the answer', async () => {
  const fleet = await useFleet()
  const claim = await createClaim(fleet)
  const requester = await mqttJs(fleet, claim, 'requester')
  const listener = await mqttJs(fleet, claim, 'listener')
  await listener.subscribe('$aws/certificates/create/json/accepted')
  await requester.subscribe('$aws/certificates/create/json/accepted')
  await requester.publish('$aws/certificates/create/json', '')
  const { topic } = await requester.message('$aws/certificates/create/json/accepted')
  expect(topic).toBe('$aws/certificates/create/json/accepted')
  await listener.subscribe('$aws/certificates/create/json/rejected')
  expect(listener.received).toEqual([])
})

test('[PRV-609] a CBOR client provisions', async () => {
  const fleet = await useFleet()
  const { client } = await mqttJs(fleet, await createClaim(fleet), 'cbor-1')
  const codec = new Encoder({ useRecords: false })
  const ask = async (topic: string, request: object): Promise<Record<string, unknown>> => {
    const answer = new Promise<[string, Buffer]>(
      (resolve) => void client.once('message', (...[about, payload]) => resolve([about, payload])),
    )
    await client.publishAsync(topic, codec.encode(request), { qos: 1 })
    const [answerTopic, payload] = await answer
    expect(answerTopic).toBe(`${topic}/accepted`)
    return codec.decode(payload) as Record<string, unknown>
  }
  const { certificateOwnershipToken } = await ask('$aws/certificates/create/cbor', {})
  const answer = await ask('$aws/provisioning-templates/sensors/provision/cbor', {
    certificateOwnershipToken,
    parameters: { SerialNumber: 'c1' },
  })
  expect(answer).toEqual({ thingName: 'sensor-c1', deviceConfiguration: { Url: 'https://c1.example.com' } })
})

test('[PRV-630] a hook of the host program decides', async () => {
  const fleet = await useFleet({}, { preProvisioningHook: { targetArn: 'arn:aws:lambda:us-east-1:000000000000:function:hook' } })
  fleet.iot.registerFunction('hook', (event) => ({ allowProvisioning: (event as { clientId: string }).clientId === 'good' }))
  const claim = await createClaim(fleet)
  const outcomeOf = async (clientId: string, SerialNumber: string): Promise<unknown> => {
    const device = await mqttJs(fleet, claim, clientId)
    await device.publish('$aws/certificates/create/json', '{}')
    const { certificateOwnershipToken } = (await device.json('$aws/certificates/create/json/accepted')) as Record<string, string>
    const topic = '$aws/provisioning-templates/sensors/provision/json'
    await device.publish(topic, { certificateOwnershipToken, parameters: { SerialNumber } })
    return device.json(`${topic}/${clientId === 'good' ? 'accepted' : 'rejected'}`)
  }
  expect(await outcomeOf('good', 'h1')).toMatchObject({ thingName: 'sensor-h1' })
  expect(await outcomeOf('bad', 'h2')).toMatchObject({ statusCode: 403, errorCode: 'AccessDenied' })
  const { things } = await fleet.control.send(new ListThingsCommand({}))
  expect(things?.map(({ thingName }) => thingName)).toEqual(['sensor-h1'])
})

test('[PRV-631] a hook that never answers holds up neither the device nor the clock for good', async () => {
  const fleet = await useFleet(
    { time: 'manual' },
    { preProvisioningHook: { targetArn: 'arn:aws:lambda:us-east-1:000000000000:function:hook' } },
  )
  let asked = (): void => undefined
  const isAsked = new Promise<void>((resolve) => (asked = resolve))
  fleet.iot.registerFunction('hook', () => {
    asked()
    return new Promise(() => undefined)
  })
  const device = await mqttJs(fleet, await createClaim(fleet), 'waiting')
  await device.publish('$aws/certificates/create/json', '{}')
  const { certificateOwnershipToken } = (await device.json('$aws/certificates/create/json/accepted')) as Record<string, string>
  const topic = '$aws/provisioning-templates/sensors/provision/json'
  await device.publish(topic, { certificateOwnershipToken, parameters: { SerialNumber: 'w1' } })
  await isAsked
  await fleet.iot.time.advance({ seconds: 5 })
  expect(await device.json(`${topic}/rejected`)).toMatchObject({ statusCode: 403, errorCode: 'AccessDenied' })
})

test('[PRV-701] a bulk task of the API reads a file and serves its reports', async () => {
  const filesDir = useFolder()
  const { iot, control } = await useFleet({ filesDir })
  writeFileSync(join(filesDir, 'input.json'), '{"ThingName":"b1"}\n{"ThingName":"b2"}\nnonsense\n')
  const templateBody = JSON.stringify({
    Resources: { thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'ThingName' } } } },
  })
  const { taskId = '' } = await control.send(
    new StartThingRegistrationTaskCommand({ templateBody, inputFileBucket: 'file', inputFileKey: 'input.json', roleArn: ROLE }),
  )
  await vi.waitFor(async () => {
    expect(await control.send(new DescribeThingRegistrationTaskCommand({ taskId }))).toMatchObject({ status: 'Completed' })
  })
  const { things } = await control.send(new ListThingsCommand({}))
  expect(things?.map(({ thingName }) => thingName)).toEqual(['b1', 'b2'])
  const { resourceLinks } = await control.send(new ListThingRegistrationTaskReportsCommand({ taskId, reportType: 'ERRORS' }))
  expect(resourceLinks?.[0]).toMatch(`${iot.httpEndpoint}/_local/reports/`)
  expect(await (await fetch(resourceLinks?.[0] ?? '')).json()).toMatchObject({
    lineNumber: 3,
    response: { errorMessage: 'The line is not JSON.' },
  })
})

test('[PRV-620] [PRV-621] [PRV-622] a trusted user hands out a claim of five minutes', async () => {
  const fleet = await useFleet({ time: 'manual' })
  const {
    certificatePem = '',
    keyPair,
    certificateId = '',
    expiration,
  } = await fleet.control.send(new CreateProvisioningClaimCommand({ templateName: 'sensors' }))
  expect(expiration?.getTime()).toBe(fleet.iot.time.now().getTime() + 300_000)
  const identity = { certificatePem, privateKeyPem: keyPair?.PrivateKey ?? '' }
  const listed = await fleet.control.send(new ListCertificatesCommand({}))
  expect(listed.certificates?.map((certificate) => certificate.certificateId)).not.toContain(certificateId)
  const device = await mqttJs(fleet, identity, 'any-client')
  await device.subscribe('$aws/certificates/create/json/accepted')
  await device.publish('$aws/certificates/create/json', '{}')
  const { certificateOwnershipToken } = (await device.json('$aws/certificates/create/json/accepted')) as Record<string, string>
  const topic = '$aws/provisioning-templates/sensors/provision/json'
  await device.publish(topic, { certificateOwnershipToken, parameters: { SerialNumber: 't1' } })
  expect(await device.json(`${topic}/accepted`)).toMatchObject({ thingName: 'sensor-t1' })
  const other = await mqttJs(fleet, identity, 'other-client')
  other.client.publish('$aws/provisioning-templates/other/provision/json', '{}')
  await other.closed()
  await fleet.iot.time.advance({ minutes: 5 })
  await device.closed()
  await expect(mqttJs(fleet, identity, 'too-late')).rejects.toThrow()
})

test.each<[KeyKind, string]>([
  ['ec', 'only the leaf'],
  ['rsa', 'the chain'],
])('[PRV-301] [PRV-304] just-in-time provisioning with an %s CA and %s', async (kind, sent) => {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const caPem = await (await fetch(`${iot.httpEndpoint}/_local/ca.pem`)).text()
  const name = { Ref: 'AWS::IoT::Certificate::CommonName' }
  const templateBody = JSON.stringify({
    Parameters: { [name.Ref]: { Type: 'String' }, 'AWS::IoT::Certificate::Id': { Type: 'String' } },
    Resources: {
      thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: name } },
      certificate: TEMPLATE.Resources.certificate,
      policy: {
        Type: 'AWS::IoT::Policy',
        Properties: { PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] } },
      },
    },
  })
  const template = { templateName: 'just-in-time', templateBody, provisioningRoleArn: ROLE, enabled: true }
  await control.send(new CreateProvisioningTemplateCommand({ ...template, type: 'JITP' }))
  await control.send(new CreateProvisioningTemplateCommand({ ...template, templateName: 'fleet', templateBody: JSON.stringify(TEMPLATE) }))
  const ca = await createOwnCa('Factory CA', kind)
  const { registrationCode } = await control.send(new GetRegistrationCodeCommand({}))
  const registration = {
    caCertificate: ca.certificatePem,
    verificationCertificate: (await ca.issue(registrationCode ?? '')).certificatePem,
    setAsActive: true,
    allowAutoRegistration: true,
  }
  const register = (templateName: string) =>
    control.send(new RegisterCACertificateCommand({ ...registration, registrationConfig: { templateName } }))
  await expect(register('fleet')).rejects.toMatchObject({ name: 'InvalidRequestException' })
  await expect(register('no-such')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await register('just-in-time')

  const leaf = await ca.issue('dev1')
  const certificatePem = sent === 'the chain' ? `${leaf.certificatePem}\n${ca.certificatePem}` : leaf.certificatePem
  const identity = { certificatePem, privateKeyPem: leaf.privateKeyPem }
  const attempts = await Promise.allSettled(['dev1', 'dev1b'].map((clientId) => mqttJs({ iot, control, caPem }, identity, clientId)))
  expect(attempts.map(({ status }) => status)).toContain('rejected')
  const device = await mqttJs({ iot, control, caPem }, identity, 'dev1')
  expect(device.client.connected).toBe(true)
  const { principals = [] } = await control.send(new ListThingPrincipalsCommand({ thingName: 'dev1' }))
  expect(principals).toHaveLength(1)
  const { policies } = await control.send(new ListAttachedPoliciesCommand({ target: principals[0] ?? '' }))
  expect(policies?.[0]?.policyName).toMatch(/^[0-9A-F]{40}$/)
  expect(
    iot.decisions({ kind: 'provisioning' }).filter(({ eventType, outcome }) => eventType === 'ProvisionDevice' && outcome === 'allowed'),
  ).toHaveLength(1)
})

test('[PRV-501] RegisterThing with a CSR answers certificate and ARNs; tags of templates are kept', async () => {
  const { control } = await useFleet({}, { tags: [{ Key: 'k', Value: 'v' }] })
  const { csrPem } = await createCsr('foo')
  const { certificatePem, resourceArns } = await control.send(
    new RegisterThingCommand({
      templateBody: JSON.stringify({
        Parameters: { CSR: { Type: 'String' } },
        Resources: {
          thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: 'foo' } },
          certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateSigningRequest: { Ref: 'CSR' } } },
          policy: TEMPLATE.Resources.policy,
        },
      }),
      parameters: { CSR: csrPem },
    }),
  )
  const certificateId = new X509Certificate(certificatePem ?? '').fingerprint256.replaceAll(':', '').toLowerCase()
  expect(resourceArns).toEqual({
    thing: `${ARN}:thing/foo`,
    certificate: `${ARN}:cert/${certificateId}`,
    policy: `${ARN}:policy/device-policy`,
  })
  const { tags } = await control.send(new ListTagsForResourceCommand({ resourceArn: `${ARN}:provisioningtemplate/sensors` }))
  expect(tags).toEqual([{ Key: 'k', Value: 'v' }])
})
