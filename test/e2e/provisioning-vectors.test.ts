import { readFileSync } from 'node:fs'
import { createHash, X509Certificate } from 'node:crypto'
import { connect as connectTls } from 'node:tls'
import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  CreateProvisioningTemplateCommand,
  DescribeCACertificateCommand,
  DescribeCertificateCommand,
  GetRegistrationCodeCommand,
  IoTClient,
  RegisterCACertificateCommand,
  type RegisterCACertificateCommandInput,
  RegisterCertificateCommand,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot'
import { expect, test } from 'vitest'
import { createOwnCa, type KeyAndCertificate } from '../../examples/first-day/src/own-ca.js'
import { connect } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'

/** The vectors of provisioning that need an own CA, TLS and connections; the others run in packages/provisioning/test/vectors.test.ts. */

interface Vector {
  readonly id: string
  readonly rule: string
  readonly then: Readonly<Record<string, unknown>>
}

const file = new URL('../conformance/vectors/provisioning.json', import.meta.url)
const vectors = JSON.parse(readFileSync(file, 'utf8')) as readonly Vector[]

async function useFactory(config: Partial<RegisterCACertificateCommandInput> = {}) {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const caPem = await (await fetch(`${iot.httpEndpoint}/_local/ca.pem`)).text()
  const ca = await createOwnCa('Factory CA')
  const { registrationCode } = await control.send(new GetRegistrationCodeCommand({}))
  const registration = {
    caCertificate: ca.certificatePem,
    verificationCertificate: (await ca.issue(registrationCode ?? '')).certificatePem,
    setAsActive: true,
    allowAutoRegistration: true,
    ...config,
  }
  const { certificateId: caCertificateId = '' } = await control.send(new RegisterCACertificateCommand(registration))
  const leaf = await ca.issue('dev1')
  const certificateId = createHash('sha256').update(new X509Certificate(leaf.certificatePem).raw).digest('hex')
  const seen: { topic: string; payload: Record<string, unknown> }[] = []
  const listener = await iot.createDevice('listener', {
    policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  })
  const watch = await connect(listener.mqttOptions())
  await watch.subscribe('$aws/events/certificates/registered/+')
  watch.client.on('message', (topic, payload) => {
    if (topic.startsWith('$aws/')) seen.push({ topic, payload: JSON.parse(payload.toString('utf8')) as Record<string, unknown> })
  })
  const statusOf = async (): Promise<string | undefined> => {
    try {
      return (await control.send(new DescribeCertificateCommand({ certificateId }))).certificateDescription?.status
    } catch {
      return undefined
    }
  }
  /** Whether the device gets its CONNACK. */
  const comes = async (device: KeyAndCertificate = leaf): Promise<boolean> => {
    const options = { protocol: 'mqtts', host: iot.host, port: iot.mqttsPort, clientId: 'dev1', ca: caPem } as const
    return connect({ ...options, cert: device.certificatePem, key: device.privateKeyPem }).then(
      () => true,
      () => false,
    )
  }
  /** Events so far: whatever was published before has arrived when the own message has. */
  const events = async () => {
    await watch.subscribe('marker')
    await watch.publish('marker', 'now')
    await watch.message('marker')
    return seen
  }
  return { iot, control, caPem, ca, caCertificateId, leaf, certificateId, statusOf, comes, events }
}

const checks: Readonly<Record<string, (then: Vector['then']) => Promise<void>>> = {
  'PRVV-001': async () => {
    const factory = await useFactory()
    expect(await factory.comes()).toBe(false)
    const { certificateDescription } = await factory.control.send(new DescribeCertificateCommand({ certificateId: factory.certificateId }))
    expect(certificateDescription).toMatchObject({ status: 'PENDING_ACTIVATION', caCertificateId: factory.caCertificateId })
    expect(await factory.events()).toMatchObject([
      { topic: `$aws/events/certificates/registered/${factory.caCertificateId}`, payload: { certificateRegistrationTimestamp: null } },
    ])
  },
  'PRVV-002': async () => {
    const { iot, caPem, leaf, statusOf, events } = await useFactory()
    await new Promise<void>((resolve, reject) => {
      const options = { host: iot.host, port: iot.mqttsPort, ca: caPem, cert: leaf.certificatePem, key: leaf.privateKeyPem }
      const socket = connectTls(options, () => socket.end())
      socket.once('close', () => resolve())
      socket.once('error', reject)
      socket.resume()
    })
    expect(await statusOf()).toBeUndefined()
    expect(await events()).toEqual([])
  },
  'PRVV-003': async () => {
    const { comes, statusOf, events } = await useFactory()
    await comes()
    await comes()
    expect(await statusOf()).toBe('PENDING_ACTIVATION')
    expect(await events()).toHaveLength(2)
  },
  'PRVV-004': async () => {
    const { control, leaf, events } = await useFactory()
    await control.send(new RegisterCertificateCommand({ certificatePem: leaf.certificatePem, status: 'ACTIVE' }))
    expect(await events()).toEqual([])
  },
  'PRVV-005': async (then) => {
    const { comes, events } = await useFactory()
    await comes()
    const [event] = await events()
    expect(Object.keys(event?.payload ?? {})).toEqual(then['members'])
    expect(event?.payload['certificateStatus']).toBe(then['certificateStatus'])
    const types = Object.keys(then['types'] as object).map((member) => [member, typeof event?.payload[member]])
    expect(Object.fromEntries(types)).toEqual(then['types'])
  },
  'PRVV-006': async () => {
    const { control, comes, certificateId } = await useFactory()
    await comes()
    const policyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:Connect","Resource":"*"}]}'
    await control.send(new CreatePolicyCommand({ policyName: 'may-connect', policyDocument }))
    await control.send(new UpdateCertificateCommand({ certificateId, newStatus: 'ACTIVE' }))
    const target = `arn:aws:iot:us-east-1:000000000000:cert/${certificateId}`
    await control.send(new AttachPolicyCommand({ policyName: 'may-connect', target }))
    expect(await comes()).toBe(true)
  },
  'PRVV-007': async () => {
    const { comes, statusOf, events } = await useFactory({ setAsActive: false })
    expect(await comes()).toBe(false)
    expect(await statusOf()).toBeUndefined()
    expect(await events()).toEqual([])
  },
  'PRVV-008': async () => {
    const { caCertificateId } = await useFactory({ certificateMode: 'SNI_ONLY', verificationCertificate: undefined })
    expect(caCertificateId).toMatch(/^[0-9a-f]{64}$/)
  },
  'PRVV-009': async (then) => {
    const { control, caCertificateId } = await useFactory({ setAsActive: undefined })
    const { certificateDescription } = await control.send(new DescribeCACertificateCommand({ certificateId: caCertificateId }))
    expect(certificateDescription?.status).toBe(then['status'])
  },
  'PRVV-013': async () => {
    const Resources = {
      certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' } } },
      policy: {
        Type: 'AWS::IoT::Policy',
        Properties: { PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}' },
      },
    }
    const templateBody = JSON.stringify({ Resources })
    const { comes } = await useFactory({ registrationConfig: { templateBody, roleArn: 'arn:aws:iam::000000000000:role/jitp' } })
    expect(await comes()).toBe(false)
    expect(await comes()).toBe(true)
  },
  'PRVV-014': async () => {
    const { control } = await useFactory()
    const Resources = {
      certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' } } },
    }
    const template = {
      templateName: 'fleet',
      templateBody: JSON.stringify({ Resources }),
      provisioningRoleArn: 'arn:aws:iam::000000000000:role/r',
    }
    await control.send(new CreateProvisioningTemplateCommand({ ...template, type: 'FLEET_PROVISIONING' }))
    const other = await createOwnCa('Other CA')
    const registration = {
      caCertificate: other.certificatePem,
      certificateMode: 'SNI_ONLY',
      registrationConfig: { templateName: 'fleet' },
    } as const
    await expect(control.send(new RegisterCACertificateCommand(registration))).rejects.toMatchObject({ name: 'InvalidRequestException' })
  },
  'PRVV-038': async () => {
    const { iot } = await useFactory()
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }
    const [requester, other] = await Promise.all(
      ['requester', 'other'].map(async (name) => connect((await iot.createDevice(name, { policy })).mqttOptions())),
    )
    const answer = '$aws/certificates/create/json/accepted'
    await requester?.subscribe(answer)
    await other?.subscribe(answer, 'marker')
    await requester?.publish('$aws/certificates/create/json', '')
    await requester?.message(answer)
    await other?.publish('marker', 'now')
    await other?.message('marker')
    expect(other?.received.map(({ topic }) => topic)).toEqual(['marker'])
  },
}

const cases = vectors.filter(({ id }) => id in checks).map((vector) => [vector.rule, vector.id, vector.then] as const)

test.each(cases)('[%s] %s', async (_rule, id, then) => {
  await checks[id]?.(then)
})
