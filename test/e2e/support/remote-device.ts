import { AttachPolicyCommand, CreateKeysAndCertificateCommand, CreatePolicyCommand, IoTClient } from '@aws-sdk/client-iot'
import type { IClientOptions } from 'mqtt'
import { clientConfigOf, type Facts } from './spawn-emulator.js'

/** A device of a spawned emulator that may connect, and publish to, subscribe to and receive from the topics given: the options for mqtt.js. */
export async function createDevice(facts: Facts, clientId: string, topics: readonly string[]): Promise<IClientOptions> {
  const control = new IoTClient(clientConfigOf(facts))
  const prefix = 'arn:aws:iot:us-east-1:000000000000:'
  const { certificateArn, certificatePem, keyPair } = await control.send(new CreateKeysAndCertificateCommand({ setAsActive: true }))
  const policyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'iot:Connect', Resource: `${prefix}client/${clientId}` },
      { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: topics.map((topic) => `${prefix}topic/${topic}`) },
      { Effect: 'Allow', Action: 'iot:Subscribe', Resource: topics.map((topic) => `${prefix}topicfilter/${topic}`) },
    ],
  })
  await control.send(new CreatePolicyCommand({ policyName: `${clientId}-policy`, policyDocument }))
  await control.send(new AttachPolicyCommand({ policyName: `${clientId}-policy`, target: certificateArn ?? '' }))
  const ca = await (await fetch(`${facts.httpEndpoint}/_local/ca.pem`)).text()
  return {
    protocol: 'mqtts',
    host: facts.host,
    port: facts.mqttsPort,
    clientId,
    ca,
    cert: certificatePem ?? '',
    key: keyPair?.PrivateKey ?? '',
  }
}
