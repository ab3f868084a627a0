import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreatePolicyCommand, IoTClient } from '@aws-sdk/client-iot'
import type { IotCoreLocal } from 'iot-core-local'
import { expect, test } from 'vitest'
import { connect, type TestClient } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'
import { useFolder } from './support/use-folder.js'

const ONLY_OPEN = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' },
    {
      Effect: 'Allow',
      Action: ['iot:Publish', 'iot:Subscribe', 'iot:Receive'],
      Resource: ['arn:aws:iot:*:*:topic/open/*', 'arn:aws:iot:*:*:topicfilter/open/*'],
    },
  ],
})

function connectPlainly(iot: IotCoreLocal): Promise<TestClient> {
  return connect({ protocol: 'mqtt', host: iot.host, port: iot.mqttPort ?? 0, clientId: 'anyone' })
}

test('without the option there is no plain listener', async () => {
  const iot = await useEmulator()
  expect(iot.mqttPort).toBeUndefined()
})

test('plain connections may do everything by default, and are authorised and recorded like all others', async () => {
  const iot = await useEmulator({ mqttPort: 0 })
  const client = await connectPlainly(iot)
  await client.subscribe('any/#')
  await client.publish('any/topic', 'hello')
  expect((await client.message('any/topic')).payload).toBe('hello')
  expect(iot.decisions({ clientId: 'anyone', outcome: 'allowed' }).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['iot:Connect', 'iot:Subscribe', 'iot:Publish', 'iot:Receive']),
  )
})

test('--anonymous-policy with a file says what they may do', async () => {
  const file = join(useFolder(), 'policy.json')
  writeFileSync(file, ONLY_OPEN)
  const iot = await useEmulator({ mqttPort: 0, anonymousPolicy: file })
  const client = await connectPlainly(iot)
  await client.subscribe('open/#')
  await client.publish('closed/topic', 'x', 0)
  await client.closed()
  expect(iot.decisions({ clientId: 'anyone', outcome: 'refused' }).at(-1)).toMatchObject({ action: 'iot:Publish', topic: 'closed/topic' })
})

test('--anonymous-policy with a name means a policy of the account, which can be changed', async () => {
  const iot = await useEmulator({ mqttPort: 0, anonymousPolicy: 'anyone' })
  await expect(connectPlainly(iot)).rejects.toThrow('closed before CONNACK')
  await new IoTClient(iot.clientConfig()).send(new CreatePolicyCommand({ policyName: 'anyone', policyDocument: ONLY_OPEN }))
  const client = await connectPlainly(iot)
  await client.subscribe('open/#')
})

test('a policy file that holds no policy ends the start with its name', async () => {
  const file = join(useFolder(), 'policy.json')
  writeFileSync(file, '{"Statement": 7}')
  await expect(useEmulator({ mqttPort: 0, anonymousPolicy: file })).rejects.toMatchObject({
    code: 'ICL_CONFIG_INVALID',
    message: expect.stringContaining(file) as string,
  })
})

test('a policy file that is not there ends the start with its name', async () => {
  await expect(useEmulator({ mqttPort: 0, anonymousPolicy: './missing.json' })).rejects.toMatchObject({
    code: 'ICL_CONFIG_INVALID',
    message: expect.stringContaining('missing.json') as string,
  })
})
