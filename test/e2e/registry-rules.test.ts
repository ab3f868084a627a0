/* Rules of the registry that show on the raw wire, or over several packages, and not in the answers that an SDK makes of them. */
import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateKeysAndCertificateCommand,
  CreatePolicyCommand,
  CreateThingCommand,
  CreateThingGroupCommand,
  AddThingToThingGroupCommand,
  DescribeCertificateCommand,
  DescribeThingCommand,
  DescribeThingGroupCommand,
  GetEffectivePoliciesCommand,
  IoTClient,
  ListAttachedPoliciesCommand,
  ListPrincipalThingsCommand,
  ListThingsCommand,
  RegisterCertificateWithoutCACommand,
  UpdateCertificateCommand,
  UpdateThingCommand,
} from '@aws-sdk/client-iot'
import type { IotCoreLocal } from 'iot-core-local'
import { expect, test } from 'vitest'
import { connect } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'

interface Answer {
  readonly status: number
  readonly errorType: string | null
  readonly body: unknown
}

const ALLOW_ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

/** A request as an SDK signs it, for the service name and Region of the credential scope. */
async function call(
  iot: IotCoreLocal,
  method: string,
  path: string,
  { body, scope = 'us-east-1/iot', headers = {} }: { body?: string; scope?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(`${iot.clientConfig().endpoint}${path}`, {
    method,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/${scope}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
      'x-amz-date': '20260101T000000Z',
      'content-type': 'application/json',
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return { status: response.status, errorType: response.headers.get('x-amzn-errortype'), body: text === '' ? undefined : JSON.parse(text) }
}

async function useControl() {
  const iot = await useEmulator()
  return { iot, control: new IoTClient(iot.clientConfig()) }
}

test('[REG-002] the control plane is found under both signing names', async () => {
  const { iot } = await useControl()
  for (const service of ['iot', 'execute-api']) {
    const { status } = await call(iot, 'POST', `/things/of-${service}`, { body: '{}', scope: `us-east-1/${service}` })
    expect(status).toBe(200)
  }
})

test('[REG-007] [REG-012] an error has its bare name in a header and its text in the body, for raw callers too', async () => {
  const { iot } = await useControl()
  expect(await call(iot, 'GET', '/things/nobody')).toEqual({
    status: 404,
    errorType: 'ResourceNotFoundException',
    body: { message: 'The specified resource does not exist.' },
  })
  const { status, errorType } = await call(iot, 'POST', '/policies/open', { body: '{}' })
  expect([status, errorType]).toEqual([400, 'InvalidRequestException'])
})

test('[REG-014] unknown members are ignored; a body that is not JSON is refused and changes nothing', async () => {
  const { iot } = await useControl()
  expect(await call(iot, 'POST', '/things/lamp', { body: '{"colour":"red"}' })).toMatchObject({ status: 200 })
  expect(await call(iot, 'POST', '/things/desk', { body: '{"thingTypeName":' })).toMatchObject({
    status: 400,
    errorType: 'SerializationException',
  })
  expect(await call(iot, 'GET', '/things/desk')).toMatchObject({ status: 404 })
})

test('[REG-031] [REG-041] names are case-sensitive, may hold a colon, and may look like the paths of other operations', async () => {
  const { iot, control } = await useControl()
  for (const thingName of ['lamp', 'Lamp', 'floor:1:lamp']) await control.send(new CreateThingCommand({ thingName }))
  const { things = [] } = await control.send(new ListThingsCommand({}))
  expect(things.map(({ thingName }) => thingName).sort()).toEqual(['Lamp', 'floor:1:lamp', 'lamp'])
  expect(await call(iot, 'GET', '/things/floor%3A1%3Alamp')).toMatchObject({ status: 200, body: { thingName: 'floor:1:lamp' } })
  const thingGroupName = 'addThingToThingGroup'
  await control.send(new CreateThingGroupCommand({ thingGroupName }))
  await control.send(new AddThingToThingGroupCommand({ thingName: 'lamp', thingGroupName }))
  expect(await control.send(new DescribeThingGroupCommand({ thingGroupName }))).toMatchObject({ thingGroupName })
})

test('[REG-034] [REG-035] Regions are worlds of their own, and their partition is in every ARN', async () => {
  const { iot } = await useControl()
  const arns = new Map([
    ['us-east-1', 'arn:aws:iot:us-east-1:'],
    ['cn-north-1', 'arn:aws-cn:iot:cn-north-1:'],
    ['us-gov-west-1', 'arn:aws-us-gov:iot:us-gov-west-1:'],
  ])
  for (const [region, beginning] of arns) {
    const { status, body } = await call(iot, 'POST', '/things/lamp', {
      body: JSON.stringify({ attributePayload: { attributes: { region } } }),
      scope: `${region}/iot`,
    })
    expect([status, body]).toEqual([200, expect.objectContaining({ thingArn: expect.stringContaining(beginning) as string })])
  }
  for (const region of arns.keys()) {
    expect(await call(iot, 'GET', '/things/lamp', { scope: `${region}/iot` })).toMatchObject({ body: { attributes: { region } } })
  }
})

test('[REG-042] [REG-513] principals travel in three headers, in any case, and are missed by name', async () => {
  const { iot, control } = await useControl()
  const { certificateArn = '' } = await control.send(new CreateKeysAndCertificateCommand({ setAsActive: true }))
  await call(iot, 'POST', '/things/lamp', { body: '{}' })
  const policyDocument = JSON.stringify(ALLOW_ALL)
  await call(iot, 'POST', '/policies/open', { body: JSON.stringify({ policyDocument }) })
  expect(await call(iot, 'PUT', '/things/lamp/principals', { headers: { 'X-Amzn-Principal': certificateArn } })).toMatchObject({
    status: 200,
  })
  expect(await call(iot, 'PUT', '/principal-policies/open', { headers: { 'X-AMZN-IOT-PRINCIPAL': certificateArn } })).toMatchObject({
    status: 200,
  })
  expect(await call(iot, 'GET', '/policy-principals', { headers: { 'x-amzn-iot-policy': 'open' } })).toMatchObject({
    body: { principals: [certificateArn] },
  })
  for (const [method, path] of [
    ['PUT', '/things/lamp/principals'],
    ['PUT', '/principal-policies/open'],
    ['GET', '/policy-principals'],
  ] as const) {
    expect(await call(iot, method, path)).toMatchObject({ status: 400, errorType: 'InvalidRequestException' })
  }
})

test('[REG-105] [REG-111] merge means nothing at creation; an update without effect makes a version', async () => {
  const { control } = await useControl()
  await control.send(new CreateThingCommand({ thingName: 'lamp', attributePayload: { attributes: { site: 'berlin' }, merge: true } }))
  await control.send(new UpdateThingCommand({ thingName: 'lamp', attributePayload: { attributes: { site: 'berlin' }, merge: true } }))
  expect(await control.send(new DescribeThingCommand({ thingName: 'lamp' }))).toMatchObject({ attributes: { site: 'berlin' }, version: 2 })
})

test('[REG-202] [REG-210] certificates and things go together freely unless exclusivity is asked for', async () => {
  const { control } = await useControl()
  const { certificateArn: principal = '' } = await control.send(new CreateKeysAndCertificateCommand({ setAsActive: true }))
  for (const thingName of ['lamp', 'desk', 'door']) await control.send(new CreateThingCommand({ thingName }))
  await control.send(new AttachThingPrincipalCommand({ thingName: 'lamp', principal }))
  await control.send(new AttachThingPrincipalCommand({ thingName: 'desk', principal, thingPrincipalType: 'NON_EXCLUSIVE_THING' }))
  const { things = [] } = await control.send(new ListPrincipalThingsCommand({ principal }))
  expect([...things].sort()).toEqual(['desk', 'lamp'])
  await expect(
    control.send(new AttachThingPrincipalCommand({ thingName: 'door', principal, thingPrincipalType: 'EXCLUSIVE_THING' })),
  ).rejects.toMatchObject({ name: 'InvalidRequestException' })
})

test('[REG-248] [REG-249] [REG-464] policies are inherited down a hierarchy, attributes are not', async () => {
  const { control } = await useControl()
  const attributePayload = { attributes: { floor: '1' } }
  const house = await control.send(new CreateThingGroupCommand({ thingGroupName: 'house', thingGroupProperties: { attributePayload } }))
  const room = await control.send(new CreateThingGroupCommand({ thingGroupName: 'room', parentGroupName: 'house' }))
  await control.send(new CreateThingCommand({ thingName: 'lamp' }))
  await control.send(new AddThingToThingGroupCommand({ thingName: 'lamp', thingGroupName: 'room' }))
  const policyDocument = JSON.stringify(ALLOW_ALL)
  for (const [policyName, target = ''] of [
    ['of-house', house.thingGroupArn],
    ['of-room', room.thingGroupArn],
  ] as const) {
    await control.send(new CreatePolicyCommand({ policyName, policyDocument }))
    await control.send(new AttachPolicyCommand({ policyName, target }))
  }
  const described = await control.send(new DescribeThingGroupCommand({ thingGroupName: 'room' }))
  expect(described.thingGroupProperties?.attributePayload?.attributes ?? {}).toEqual({})
  expect((await control.send(new DescribeThingCommand({ thingName: 'lamp' }))).attributes).toEqual({})
  const namesOf = async (recursive: boolean): Promise<unknown> => {
    const { policies = [] } = await control.send(new ListAttachedPoliciesCommand({ target: room.thingGroupArn, recursive }))
    return policies.map(({ policyName }) => policyName).sort()
  }
  expect(await namesOf(false)).toEqual(['of-room'])
  expect(await namesOf(true)).toEqual(['of-house', 'of-room'])
  const { effectivePolicies = [] } = await control.send(new GetEffectivePoliciesCommand({ thingName: 'lamp' }))
  expect(effectivePolicies.map((one) => [one.policyName, one.policyDocument]).sort()).toEqual([
    ['of-house', policyDocument],
    ['of-room', policyDocument],
  ])
})

test('[REG-341] [REG-347] [REG-352] registering through the API announces nothing; who owns a certificate; back from REVOKED', async () => {
  const { iot, control } = await useControl()
  const listener = await iot.createDevice('listener', { policy: ALLOW_ALL })
  const client = await connect(listener.mqttOptions())
  await client.subscribe('$aws/events/certificates/#', 'fence')
  const other = await useControl()
  const { certificatePem = '' } = await other.control.send(new CreateKeysAndCertificateCommand({ setAsActive: false }))
  const { certificateId = '' } = await control.send(new RegisterCertificateWithoutCACommand({ certificatePem, status: 'INACTIVE' }))
  for (const newStatus of ['REVOKED', 'ACTIVE'] as const) await control.send(new UpdateCertificateCommand({ certificateId, newStatus }))
  const { certificateDescription } = await control.send(new DescribeCertificateCommand({ certificateId }))
  expect(certificateDescription).toMatchObject({ ownedBy: '000000000000', status: 'ACTIVE' })
  await client.publish('fence', 'all that was said before is here')
  await client.message('fence')
  expect(client.received.map(({ topic }) => topic)).toEqual(['fence'])
})
