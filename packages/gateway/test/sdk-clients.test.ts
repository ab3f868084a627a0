import { limitExceeded, resourceAlreadyExists, resourceNotFound, ServiceError } from '@iot-core-local/core'
import { test } from 'vitest'
import { KEY, useSdk } from './use-sdk.js'

test('[API-032] a JSON body, a path label and the output make the round trip of CreateThing', async ({ expect }) => {
  const inputs: unknown[] = []
  const { iot, logged } = await useSdk({
    iot: {
      CreateThing: (input) => {
        inputs.push(input)
        return { thingName: input.thingName, thingArn: 'arn', thingId: undefined }
      },
    },
  })
  const input = { thingName: 'my:thing', attributePayload: { attributes: { 'serial/1': 'a=b' }, merge: true } }
  const output = await iot('CreateThing', input)
  expect(inputs).toEqual([input])
  expect(output).toMatchObject({ thingName: 'my:thing', thingArn: 'arn' })
  expect(output['$metadata']).toMatchObject({ requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string })
  expect(logged.map((entry) => entry.message.replace(/\d+ ms/, '0 ms'))).toEqual(['iot CreateThing 200 0 ms'])
})

test('[API-074] the signed Region and a 12-digit access key id choose the account', async ({ expect }) => {
  const principals: unknown[] = []
  const { iot, accounts } = await useSdk(
    { iot: { DescribeThing: (_input, call) => (principals.push(call.principal), {}) } },
    { accessKeyId: '999988887777', secretAccessKey: 'any' },
    'eu-west-1',
  )
  await iot('DescribeThing', { thingName: 't' })
  expect([...accounts.keys()]).toContain('999988887777/eu-west-1')
  expect(principals).toEqual([{ kind: 'iam', accessKeyId: '999988887777', arn: 'arn:aws:iam::999988887777:root' }])
})

test('[API-051][API-052] errors reach the SDK with name, status, message and members', async ({ expect }) => {
  const { iot } = await useSdk({
    iot: {
      CreateThing: () => {
        throw resourceAlreadyExists('Thing t already exists', { resourceId: 't', resourceArn: 'arn:t' })
      },
      DescribeThing: () => {
        throw resourceNotFound()
      },
    },
  })
  await expect(iot('CreateThing', { thingName: 't' })).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
    message: 'Thing t already exists',
    resourceId: 't',
    resourceArn: 'arn:t',
    $metadata: { httpStatusCode: 409 },
  })
  await expect(iot('DescribeThing', { thingName: 't' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 404 },
  })
})

test('[API-053] the same exception has the status of the service it is thrown in', async ({ expect }) => {
  const throttled = () => {
    throw new ServiceError('ThrottlingException', 'Slow down', { status: 400 })
  }
  const { iot, iotData } = await useSdk({
    iot: {
      DescribeThing: throttled,
      CreateThing: () => {
        throw limitExceeded('Too many')
      },
    },
    iotData: { GetThingShadow: throttled },
  })
  const status = async (answer: Promise<unknown>) => answer.catch((error: unknown) => error)
  expect(await status(iot('DescribeThing', { thingName: 't' }))).toMatchObject({ $metadata: { httpStatusCode: 400 } })
  expect(await status(iotData('GetThingShadow', { thingName: 't' }))).toMatchObject({ $metadata: { httpStatusCode: 429 } })
  expect(await status(iot('CreateThing', { thingName: 't' }))).toMatchObject({ $metadata: { httpStatusCode: 410 } })
})

test('[API-035] timestamps are seconds with a fraction in iot', async ({ expect }) => {
  const createdAt = new Date('2026-01-02T03:04:05.678Z')
  const { iot } = await useSdk({ iot: { DescribeJob: () => ({ job: { jobId: 'j', createdAt } }) } })
  const output = await iot('DescribeJob', { jobId: 'j' })
  expect(output).toMatchObject({ job: { createdAt } })
})

test('[API-031] query, header and payload members arrive under their API names', async ({ expect }) => {
  const inputs: unknown[] = []
  const { iot } = await useSdk({
    iot: {
      ListThings: (input) => (inputs.push(input), { things: [] }),
      CreateTopicRule: (input) => void inputs.push(input) as never,
      TagResource: (input) => (inputs.push(input), {}),
    },
  })
  await iot('ListThings', { maxResults: 5, usePrefixAttributeValue: true, attributeName: 'a', attributeValue: 'b' })
  const rule = { ruleName: 'r', tags: 'k=v&k2=v2', topicRulePayload: { sql: "SELECT * FROM 'a'", actions: [] } }
  await iot('CreateTopicRule', rule)
  const tags = { resourceArn: 'arn:aws:iot:us-east-1:1:thinggroup/g', tags: [{ Key: 'a', Value: 'b' }] }
  await iot('TagResource', tags)
  expect(inputs).toEqual([{ maxResults: 5, usePrefixAttributeValue: true, attributeName: 'a', attributeValue: 'b' }, rule, tags])
})

test('[API-045] DeleteCommand answers with the status of its output', async ({ expect }) => {
  const { iot } = await useSdk({ iot: { DeleteCommand: ({ commandId }) => ({ statusCode: commandId === 'now' ? 204 : 202 }) } })
  expect(await iot('DeleteCommand', { commandId: 'now' })).toMatchObject({ statusCode: 204 })
  expect(await iot('DeleteCommand', { commandId: 'later' })).toMatchObject({ statusCode: 202 })
})

test('[BRK-300][BRK-301] Publish brings topic, bytes and MQTT 5 properties', async ({ expect }) => {
  const inputs: unknown[] = []
  const { iotData } = await useSdk({ iotData: { Publish: (input) => void inputs.push(input) as never } })
  await iotData('Publish', {
    topic: 'sport/tennis one',
    qos: 1,
    retain: true,
    payload: Buffer.from([0, 255, 1]),
    contentType: 'application/cbor',
    messageExpiry: 60,
    userProperties: '[{"a":"1"},{"a":"2"}]',
    payloadFormatIndicator: 'UTF8_DATA',
    correlationData: 'YWJj',
  })
  expect(inputs).toEqual([
    {
      topic: 'sport/tennis one',
      qos: 1,
      retain: true,
      payload: Buffer.from([0, 255, 1]),
      contentType: 'application/cbor',
      messageExpiry: 60,
      userProperties: '[{"a":"1"},{"a":"2"}]',
      payloadFormatIndicator: 'UTF8_DATA',
      correlationData: 'YWJj',
    },
  ])
})

test('[API-047][BRK-310] shadow documents are raw bodies, blobs in JSON are base64', async ({ expect }) => {
  const { iotData } = await useSdk({
    iotData: {
      UpdateThingShadow: ({ payload, shadowName }) => ({
        payload: Buffer.from(`${Buffer.from(payload as Uint8Array).toString()}|${shadowName ?? ''}`) as never,
      }),
      GetRetainedMessage: ({ topic }) => ({ topic, payload: Buffer.from([1, 2, 250]), qos: 1, lastModifiedTime: 1_768_478_400_000 }),
    },
  })
  const shadow = await iotData('UpdateThingShadow', { thingName: 't', shadowName: 's', payload: Buffer.from('{"state":{}}') })
  expect(Buffer.from(shadow['payload'] as Uint8Array).toString('utf8')).toBe('{"state":{}}|s')
  const retained = await iotData('GetRetainedMessage', { topic: 'a/b' })
  expect(retained).toMatchObject({ topic: 'a/b', qos: 1, lastModifiedTime: 1_768_478_400_000 })
  expect(retained['payload']).toEqual(new Uint8Array([1, 2, 250]))
})

test('[API-020][API-025] the jobs data plane gets its own operations on shared paths', async ({ expect }) => {
  const { jobs } = await useSdk({
    iotJobsData: {
      GetPendingJobExecutions: () => ({ queuedJobs: [{ jobId: 'j', queuedAt: 1_700_000_000 }] }),
      DescribeJobExecution: ({ jobId }) => ({ execution: { jobId } }),
      StartNextPendingJobExecution: ({ thingName }) => ({ execution: { thingName } }),
    },
  })
  expect(await jobs('GetPendingJobExecutions', { thingName: 't' })).toMatchObject({
    queuedJobs: [{ jobId: 'j', queuedAt: 1_700_000_000 }],
  })
  expect(await jobs('DescribeJobExecution', { thingName: 't', jobId: '$next' })).toMatchObject({ execution: { jobId: '$next' } })
  expect(await jobs('StartNextPendingJobExecution', { thingName: 't' })).toMatchObject({ execution: { thingName: 't' } })
})

test('[API-091] an operation without a handler fails at once, names itself and leaves a record', async ({ expect }) => {
  const { iot, account } = await useSdk({})
  await expect(iot('ListThings', {})).rejects.toMatchObject({
    name: 'NotImplementedException',
    message: expect.stringContaining('iot ListThings') as string,
    $metadata: { httpStatusCode: 501, attempts: 1 },
  })
  expect(account.decisions.find({ kind: 'api' })).toMatchObject([
    { outcome: 'refused', eventType: 'ListThings', reason: 'NOT_IMPLEMENTED' },
  ])
})

test('[API-056] what an operation did not foresee becomes 500 InternalFailureException and is logged with its cause', async ({
  expect,
}) => {
  const cause = new Error('the disk is on fire')
  const { iot, logged } = await useSdk({ iot: { ListThings: () => Promise.reject(cause) } })
  await expect(iot('ListThings', {})).rejects.toMatchObject({
    name: 'InternalFailureException',
    message: expect.not.stringContaining('fire') as string,
    $metadata: { httpStatusCode: 500 },
  })
  expect(logged.find((entry) => entry.level === 'error')?.facts).toMatchObject({ err: cause, operation: 'ListThings' })
})

test('[API-071] signatures of the SDK are verified, session tokens and encoded paths included', async ({ expect }) => {
  const { iot, iotData, jobs } = await useSdk(
    {
      gateway: { credentials: [KEY] },
      iot: { DescribeThing: ({ thingName }) => ({ thingName }) },
      iotData: { Publish: () => undefined as never },
      iotJobsData: { StartNextPendingJobExecution: () => ({}) },
    },
    { ...KEY, sessionToken: 'SESSION+/==' },
  )
  expect(await iot('DescribeThing', { thingName: 'a:b' })).toMatchObject({ thingName: 'a:b' })
  expect(await iotData('Publish', { topic: 'a/b c', qos: 0, payload: Buffer.from('x') })).toMatchObject({
    $metadata: { httpStatusCode: 200 },
  })
  expect(await jobs('StartNextPendingJobExecution', { thingName: 't' })).toMatchObject({ $metadata: { httpStatusCode: 200 } })
})

test('[API-075] a wrong secret and an unknown key are refused under the names of the plane', async ({ expect }) => {
  const wrongSecret = { ...KEY, secretAccessKey: 'wrong' }
  const first = await useSdk({ gateway: { credentials: [KEY] } }, wrongSecret)
  await expect(first.iot('DescribeThing', { thingName: 't' })).rejects.toMatchObject({
    name: 'InvalidSignatureException',
    $metadata: { httpStatusCode: 403 },
  })
  await expect(first.iotData('GetThingShadow', { thingName: 't' })).rejects.toMatchObject({
    name: 'ForbiddenException',
    $metadata: { httpStatusCode: 403 },
  })
  expect(first.account.decisions.find({ reason: 'SECURITY_TOKEN_SIGNATURE_MISMATCH' })).toHaveLength(2)
  const second = await useSdk({ gateway: { credentials: [KEY] } }, { ...KEY, accessKeyId: 'AKIDOTHER' })
  await expect(second.iot('DescribeThing', { thingName: 't' })).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
})
