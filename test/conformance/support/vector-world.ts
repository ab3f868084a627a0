import 'reflect-metadata'
import { CreateKeysAndCertificateCommand, GetRegistrationCodeCommand, IoTClient, RegisterCACertificateCommand } from '@aws-sdk/client-iot'
import { type IotCoreLocal, startIotCoreLocal } from 'iot-core-local'
import type { IClientOptions } from 'mqtt'
import { createOwnCa, type OwnCa } from '../../../examples/first-day/src/own-ca.js'
import type { Device } from '../../e2e/support/device-request.js'
import { connect, type TestClient } from '../../e2e/support/mqtt-client.js'

/** Those of the vectors. */
export const ACCOUNT = '123456789012'
const REGION = 'us-west-2'
export const ARN = `arn:aws:iot:${REGION}:${ACCOUNT}:`

export interface Observer extends TestClient {
  /** The topics so far, with what was under way. */
  readonly until: (name: string) => Promise<readonly string[]>
}

/** What the vectors about connections need: an emulator with a device, a certificate without permissions, and a CA that registers its devices. */
export interface VectorWorld {
  readonly iot: IotCoreLocal
  readonly control: IoTClient
  /** A thing's certificate that may connect as anybody and use `open/` topics. */
  readonly device: Device
  /** An ACTIVE certificate of no thing, without policies. */
  readonly bare: IClientOptions
  readonly ca: OwnCa
  readonly caCertificateId: string
  /** The device's certificate with another client id. */
  readonly as: (clientId: string, change?: IClientOptions) => IClientOptions
  /** Receives everything that is published on `open/` and as an event; ends with the test. */
  readonly observe: () => Promise<Observer>
}

export async function startVectorWorld(): Promise<VectorWorld> {
  const iot = await startIotCoreLocal({ accountId: ACCOUNT, region: REGION })
  const control = new IoTClient({ ...iot.clientConfig(), maxAttempts: 1 })
  const topics = ['open/*', '$aws/events/*']
  const device = await iot.createDevice('lamp', {
    policy: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' },
        { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: topics.map((topic) => `${ARN}topic/${topic}`) },
        { Effect: 'Allow', Action: 'iot:Subscribe', Resource: topics.map((topic) => `${ARN}topicfilter/${topic}`) },
      ],
    },
  })
  const { certificatePem, keyPair } = await control.send(new CreateKeysAndCertificateCommand({ setAsActive: true }))
  const bare: IClientOptions = { ...device.mqttOptions(), cert: certificatePem ?? '', key: keyPair?.PrivateKey ?? '' }
  const ca = await createOwnCa('Vectors CA')
  const { registrationCode = '' } = await control.send(new GetRegistrationCodeCommand({}))
  const registered = await control.send(
    new RegisterCACertificateCommand({
      caCertificate: ca.certificatePem,
      verificationCertificate: (await ca.issue(registrationCode)).certificatePem,
      setAsActive: true,
      allowAutoRegistration: true,
    }),
  )
  const as: VectorWorld['as'] = (clientId, change = {}) => ({ ...device.mqttOptions(), clientId, ...change })
  let observers = 0
  const observe = async (): Promise<Observer> => {
    const observer = await connect(as(`observer-${String(++observers)}`))
    await observer.subscribe('open/#', '$aws/events/#')
    return {
      ...observer,
      /** The topics so far, with what was under way. */
      until: async (name) => {
        await iot.publish(`open/end/${name}`, '')
        await observer.message(`open/end/${name}`)
        return observer.received.map(({ topic }) => topic)
      },
    }
  }
  return { iot, control, device, bare, ca, caCertificateId: registered.certificateId ?? '', as, observe }
}
