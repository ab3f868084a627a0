import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  CreateProvisioningTemplateCommand,
  IoTClient,
  RegisterCertificateWithoutCACommand,
} from '@aws-sdk/client-iot'
import type { IotCoreLocal, StartOptions } from 'iot-core-local'
import { connect, type TestClient } from './mqtt-client.js'
import { useEmulator } from './use-emulator.js'

export const ROLE = 'arn:aws:iam::000000000000:role/provisioning'
export const ARN = 'arn:aws:iot:us-east-1:000000000000'

export interface Identity {
  readonly certificatePem: string
  readonly privateKeyPem: string
  readonly certificateId: string
}

export interface Fleet {
  readonly iot: IotCoreLocal
  readonly control: IoTClient
  readonly caPem: string
}

/** A template of a thing, its certificate and a policy. */
export const TEMPLATE = {
  Parameters: { SerialNumber: { Type: 'String' }, 'AWS::IoT::Certificate::Id': { Type: 'String' } },
  Resources: {
    thing: {
      Type: 'AWS::IoT::Thing',
      Properties: {
        ThingName: { 'Fn::Join': ['-', ['sensor', { Ref: 'SerialNumber' }]] },
        AttributePayload: { serial: { Ref: 'SerialNumber' } },
      },
    },
    certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Active' } },
    policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'device-policy' } },
  },
  DeviceConfiguration: { Url: { 'Fn::Sub': 'https://${SerialNumber}.example.com' } },
}

/** An emulator with the template `sensors` and the policies for devices and for claims. */
export async function useFleet(options: StartOptions = {}, more: object = {}): Promise<Fleet> {
  const iot = await useEmulator(options)
  const control = new IoTClient(iot.clientConfig())
  const caPem = await (await fetch(`${iot.httpEndpoint}/_local/ca.pem`)).text()
  const allow = (Action: string | string[], Resource: string | string[]) => ({ Effect: 'Allow', Action, Resource })
  const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
  await control.send(new CreatePolicyCommand({ policyName: 'device-policy', policyDocument: document(allow('iot:*', '*')) }))
  const topics = ['certificates/create/*', 'certificates/create-from-csr/*', 'provisioning-templates/sensors/provision/*']
  await control.send(
    new CreatePolicyCommand({
      policyName: 'claim-policy',
      policyDocument: document(
        allow('iot:Connect', '*'),
        allow(
          ['iot:Publish', 'iot:Receive'],
          topics.map((topic) => `${ARN}:topic/$aws/${topic}`),
        ),
        allow(
          'iot:Subscribe',
          topics.map((topic) => `${ARN}:topicfilter/$aws/${topic}`),
        ),
      ),
    }),
  )
  await control.send(
    new CreateProvisioningTemplateCommand({
      templateName: 'sensors',
      templateBody: JSON.stringify(TEMPLATE),
      provisioningRoleArn: ROLE,
      enabled: true,
      ...more,
    }),
  )
  return { iot, control, caPem }
}

/** A claim certificate, with an EC key: those are made in no time. */
export async function createClaim({ iot, control }: Fleet): Promise<Identity> {
  const [claim] = await (await iot.factory({ mode: 'SNI_ONLY', autoRegistration: false })).devices(1)
  if (claim === undefined) throw new Error('the factory made nothing')
  const { certificatePem, privateKeyPem } = claim
  const registered = await control.send(new RegisterCertificateWithoutCACommand({ certificatePem, status: 'ACTIVE' }))
  const { certificateArn = '', certificateId = '' } = registered
  await control.send(new AttachPolicyCommand({ policyName: 'claim-policy', target: certificateArn }))
  return { certificatePem, privateKeyPem, certificateId }
}

export function mqttJs({ iot, caPem }: Fleet, identity: Omit<Identity, 'certificateId'>, clientId: string): Promise<TestClient> {
  return connect({
    protocol: 'mqtts',
    host: iot.host,
    port: iot.mqttsPort,
    clientId,
    ca: caPem,
    cert: identity.certificatePem,
    key: identity.privateKeyPem,
  })
}

/** What a request on a topic of fleet provisioning was answered with. */
export interface FleetAnswer {
  readonly isAccepted: boolean
  readonly payload: Readonly<Record<string, unknown>>
}

/** Publishes, and waits for the answer on `accepted` or `rejected`. One question a topic and connection. */
export async function ask(device: TestClient, topic: string, request: object): Promise<FleetAnswer> {
  await device.publish(topic, request)
  const accepted = device.json(`${topic}/accepted`).then((payload) => ({ isAccepted: true, payload }))
  const rejected = device.json(`${topic}/rejected`).then((payload) => ({ isAccepted: false, payload }))
  const answer = await Promise.any([accepted, rejected])
  return answer as FleetAnswer
}

export const CREATE = '$aws/certificates/create/json'
export const CREATE_FROM_CSR = '$aws/certificates/create-from-csr/json'
export const PROVISION = '$aws/provisioning-templates/sensors/provision/json'
