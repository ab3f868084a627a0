import { resourceNotFound, serviceModels } from '@iot-core-local/core'
import { test } from 'vitest'
import { signed } from './sign.js'
import { useGateway } from './use-gateway.js'
import { KEY, useSdk } from './use-sdk.js'

test('[API-034] blobs inside JSON are base64 on the wire and bytes in an operation', async ({ expect }) => {
  const inputs: unknown[] = []
  const { iot, jobs } = await useSdk({
    iot: {
      CreateCommand: (input) => (inputs.push(input.payload?.content), {}),
      TestInvokeAuthorizer: (input) => (inputs.push(input.mqttContext?.password), {}),
      GetCommandExecution: () => ({ executionId: 'e', result: { blob: { B: Buffer.from([1, 254]) } } }) as never,
    },
    iotJobsData: { StartCommandExecution: (input) => (inputs.push(input.parameters?.['p']?.BIN), {}) },
  })
  const bytes = new Uint8Array([0, 255, 7])
  await iot('CreateCommand', { commandId: 'c', payload: { content: bytes } })
  await iot('TestInvokeAuthorizer', { authorizerName: 'a', mqttContext: { password: bytes } })
  const arn = 'arn:aws:iot:us-east-1:123456789012:thing/t'
  await jobs('StartCommandExecution', { targetArn: arn, commandArn: arn, parameters: { p: { BIN: bytes } } })
  expect(inputs).toEqual([Buffer.from(bytes), Buffer.from(bytes), Buffer.from(bytes)])
})

test('[API-034] what is no base64 is refused', async ({ expect }) => {
  const { gateway } = useGateway({ iot: { CreateCommand: () => ({}) } })
  const body = JSON.stringify({ payload: { content: 'not base64 !' } })
  const response = await gateway.inject({ method: 'PUT', url: '/commands/c', body })
  expect([response.statusCode, response.headers['x-amzn-errortype']]).toEqual([400, 'SerializationException'])
})

test('[API-037] the token that an SDK makes up for a request arrives, and a repeated request has the same', async ({ expect }) => {
  const tokens: unknown[] = []
  const { jobs } = await useSdk({
    iotJobsData: {
      StartCommandExecution: ({ clientToken }) => {
        tokens.push(clientToken)
        if (tokens.length === 1) throw new Error('once')
        return { executionId: 'e' }
      },
    },
  })
  const arn = 'arn:aws:iot:us-east-1:123456789012:thing/t'
  expect(await jobs('StartCommandExecution', { targetArn: arn, commandArn: arn })).toMatchObject({ executionId: 'e' })
  expect(tokens).toHaveLength(2)
  expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/)
  expect(tokens[1]).toBe(tokens[0])
})

test('[API-046] what has no output answers 200 with an empty body, and DeleteConnection too', async ({ expect }) => {
  const withoutOutput = Object.entries(serviceModels.iot.operations).filter(([, { output }]) => output === undefined)
  expect(withoutOutput).toHaveLength(29)
  const nothing = (): never => undefined as never
  const { gateway } = useGateway({
    iot: { DeleteTopicRule: nothing, EnableTopicRule: nothing, DeleteV2LoggingLevel: nothing, AttachPolicy: nothing },
    iotData: { DeleteConnection: nothing },
  })
  for (const [method, url, body] of [
    ['DELETE', '/rules/r'],
    ['POST', '/rules/r/enable'],
    ['DELETE', '/v2LoggingLevel?targetType=CLIENT_ID&targetName=c'],
    ['PUT', '/target-policies/p', '{"target":"t"}'],
    ['DELETE', '/connections/c'],
  ] as const) {
    const response = await gateway.inject({ method, url, ...(body === undefined ? {} : { body }) })
    expect([url, response.statusCode, response.body.replace('{}', '')]).toEqual([url, 200, ''])
    expect(response.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/)
  }
})

test('[API-050] an error has its name in a header and its message in the body, on the data plane with the request id as well', async ({
  expect,
}) => {
  const fail = (): never => {
    throw resourceNotFound('Nothing here.')
  }
  const { gateway } = useGateway({
    iot: { DescribeThing: fail },
    iotData: { GetThingShadow: fail },
    iotJobsData: { GetPendingJobExecutions: fail },
  })
  const ask = async (url: string, headers: Record<string, string> = {}) => {
    const { statusCode, headers: answered, body } = await gateway.inject({ method: 'GET', url, headers })
    expect([statusCode, answered['x-amzn-errortype'], answered['content-type']]).toEqual([
      404,
      'ResourceNotFoundException',
      'application/json',
    ])
    return { body: JSON.parse(body) as unknown, requestId: answered['x-amzn-requestid'] }
  }
  const control = await ask('/things/t')
  expect(control.body).toEqual({ message: 'Nothing here.' })
  const data = await ask('/things/t/shadow')
  expect(data.body).toEqual({ message: 'Nothing here.', traceId: data.requestId })
  const jobs = await ask('/things/t/jobs', { host: 'data.jobs.iot.us-east-1.amazonaws.com' })
  expect(jobs.body).toEqual({ message: 'Nothing here.' })
})

test('[API-065] who is not known is refused before the input is looked at', async ({ expect }) => {
  const { gateway } = useGateway({ gateway: { credentials: [KEY] }, iot: { CreateThing: () => ({}) } })
  const request = { method: 'POST', path: `/things/${'x'.repeat(200)}` } as const
  const wrong = await gateway.inject({
    method: 'POST',
    url: request.path,
    headers: signed(request, { ...KEY, secretAccessKey: 'no' }, 'iot'),
  })
  expect([wrong.statusCode, wrong.headers['x-amzn-errortype']]).toEqual([403, 'InvalidSignatureException'])
  const right = await gateway.inject({ method: 'POST', url: request.path, headers: signed(request, KEY, 'iot') })
  expect([right.statusCode, right.headers['x-amzn-errortype']]).toEqual([400, 'InvalidRequestException'])
})

test('[API-070] [API-072] a signature is verified for the Region and signing name that it was made for, whatever the path', async ({
  expect,
}) => {
  const { gateway } = useGateway({ gateway: { credentials: [KEY] }, iotData: { Publish: () => undefined as never } })
  const request = { method: 'POST', path: '/topics/a', body: 'x' } as const
  for (const service of ['iot', 'iotdata', 'iotdevicegateway', 'iot-jobs-data', 'execute-api'])
    for (const region of ['us-east-1', 'cn-north-1']) {
      const headers = signed(request, KEY, service, region)
      const ask = (authorization: string | undefined) =>
        gateway.inject({ method: 'POST', url: '/topics/a', headers: { ...headers, authorization: authorization ?? '' }, body: 'x' })
      expect([service, region, (await ask(headers['authorization'])).statusCode]).toEqual([service, region, 200])
      expect((await ask(headers['authorization']?.replace(`/${service}/`, '/other/'))).statusCode).toBe(403)
      expect((await ask(headers['authorization']?.replace(`/${region}/`, '/other/'))).statusCode).toBe(403)
    }
})

test('[API-076] [BRK-386] the record of a refused signature has the reason that AWS logs', async ({ expect }) => {
  const { gateway, account, timers } = useGateway({
    gateway: { credentials: [KEY], maxClockSkewMs: 60_000 },
    iotData: { Publish: () => undefined as never },
  })
  const request = { method: 'POST', path: '/topics/a' } as const
  const good = signed(request, KEY, 'iotdata')
  for (const headers of [
    signed(request, { ...KEY, accessKeyId: 'AKIDOTHER' }, 'iotdata'),
    signed(request, { ...KEY, secretAccessKey: 'no' }, 'iotdata'),
    { ...good, authorization: good['authorization']?.replace(/, Signature=.*/, '') ?? '' },
    good,
  ]) {
    if (headers === good) await timers.advance(61_000)
    const response = await gateway.inject({ method: 'POST', url: '/topics/a', headers })
    expect([response.statusCode, response.headers['x-amzn-errortype']]).toEqual([403, 'ForbiddenException'])
  }
  expect(account.decisions.find({ kind: 'admission' }).map(({ reason }) => reason)).toEqual([
    'SECURITY_TOKEN_INVALID',
    'SECURITY_TOKEN_SIGNATURE_MISMATCH',
    'SECURITY_TOKEN_INVALID',
    'SECURITY_TOKEN_EXPIRED',
  ])
})

const HOSTS: readonly (readonly [string, string])[] = [
  ['iot.eu-west-1.amazonaws.com', 'iot'],
  ['data-ats.iot.eu-west-1.amazonaws.com', 'iot-jobs-data'],
  ['data.iot.eu-west-1.amazonaws.com', 'iot-jobs-data'],
  ['a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com:8443', 'iot-jobs-data'],
  ['a1b2c3d4e5f6g7.jobs.iot.eu-west-1.amazonaws.com', 'iot-jobs-data'],
  ['DATA.JOBS.IOT.eu-west-1.amazonaws.com', 'iot-jobs-data'],
  ['localhost:4567', 'iot'],
  ['iot.localhost', 'iot'],
]
test.each(HOSTS)(
  '[API-006] [API-021] [SEC-104] a path of two services goes by the host name %s to %s, and by the signature before that',
  async (host, service) => {
    const { gateway } = useGateway()
    const routed = async (headers: Record<string, string>): Promise<string> => {
      const { body } = await gateway.inject({ method: 'GET', url: '/things/t/jobs/j', headers: { ...headers, host } })
      return /"message":"(\S+) /.exec(body)?.[1] ?? body
    }
    const request = { method: 'GET', path: '/things/t/jobs/j' } as const
    const found = [await routed({}), await routed(signed(request, KEY, 'iot')), await routed(signed(request, KEY, 'iot-jobs-data'))]
    if (found.join() !== [service, 'iot', 'iot-jobs-data'].join()) throw new Error(found.join())
  },
)
