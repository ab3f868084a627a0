import { serviceModels, type ServiceModel } from '@iot-core-local/core'
import { readFileSync } from 'node:fs'
import { test } from 'vitest'
import { useSdk } from './use-sdk.js'
import { useGateway } from './use-gateway.js'

interface RouteVector {
  readonly service: ServiceModel['service']
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query: readonly string[]
  readonly header: readonly string[]
  readonly errors: readonly string[]
}

const vectorsUrl = new URL('../../../test/conformance/vectors/broker.json', import.meta.url)
const { httpRoutes } = JSON.parse(readFileSync(vectorsUrl, 'utf8')) as { httpRoutes: readonly RouteVector[] }

const SIGNING_NAMES = { iot: 'iot', 'iot-data': 'iotdata', 'iot-jobs-data': 'iot-jobs-data' }

function signedFor(service: string): Record<string, string> {
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=AKID/20260115/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
    'x-amz-date': '20260115T120000Z',
  }
}

/** What an operation without a handler says names the operation that the request was routed to. */
function routedTo(body: string): string {
  return /^\{"message":"(\S+ \S+) is not covered/.exec(body)?.[1] ?? body
}

test('[API-020] [API-039] each of the 288 routes of the vectors leads to its operation', async ({ expect }) => {
  const { gateway } = useGateway()
  expect(httpRoutes).toHaveLength(288)
  for (const { service, operation, method, path } of httpRoutes) {
    const url = path.replace(/\{.+?\}/g, 'l%2F%3A1')
    const response = await gateway.inject({ method, url, headers: signedFor(SIGNING_NAMES[service]) })
    expect([response.statusCode, routedTo(response.body)]).toEqual([501, `${service} ${operation}`])
  }
})

test("[API-001] each of the 288 commands of AWS's SDK reaches its operation", async ({ expect }) => {
  const clients = await useSdk({})
  const senders = { iot: clients.iot, 'iot-data': clients.iotData, 'iot-jobs-data': clients.jobs }
  for (const model of Object.values(serviceModels)) {
    for (const [name, operation] of Object.entries(model.operations)) {
      const error: unknown = await senders[model.service](name, labelsOf(model, operation.input)).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({
        name: 'NotImplementedException',
        message: expect.stringContaining(`${model.service} ${name} is not covered`) as string,
      })
    }
  }
})

test('[API-031] the names of query and header members, and the errors, are those of the vectors', ({ expect }) => {
  for (const { service, operation, query, header, errors } of httpRoutes) {
    const model = serviceModels[service]
    const shape = model.shapes[model.operations[operation]?.input ?? '']
    const members = shape?.type === 'structure' ? Object.values(shape.members) : []
    const wireNames = (location: string) => members.filter((member) => member.location === location).map((member) => member.locationName)
    const withoutStar = (names: readonly string[]) => names.map((name) => name.replace(/\*$/, '')).sort()
    expect([operation, wireNames('querystring').sort()]).toEqual([operation, withoutStar(query)])
    expect([operation, wireNames('header').sort()]).toEqual([operation, withoutStar(header)])
    expect(model.operations[operation]?.errors).toEqual(errors)
  }
})

const COLLISIONS: readonly (readonly [string, 'GET' | 'POST', string, Record<string, string>, string, string])[] = [
  ['[API-020] by signing name', 'GET', '/things/t/jobs', signedFor('iot-jobs-data'), '', 'iot-jobs-data GetPendingJobExecutions'],
  ['[API-020] by signing name', 'GET', '/things/t/jobs', signedFor('iot'), '', 'iot ListJobExecutionsForThing'],
  ['[API-021] execute-api means iot', 'GET', '/things/t/jobs/j', signedFor('execute-api'), '', 'iot DescribeJobExecution'],
  [
    '[API-021] iotdevicegateway means a data plane',
    'GET',
    '/things/t/jobs/j',
    signedFor('iotdevicegateway'),
    '',
    'iot-jobs-data DescribeJobExecution',
  ],
  [
    '[API-021] by host',
    'GET',
    '/things/t/jobs',
    { host: 'data.jobs.iot.us-east-1.amazonaws.com' },
    '',
    'iot-jobs-data GetPendingJobExecutions',
  ],
  ['[API-021] by host', 'GET', '/things/t/jobs', { host: 'iot.us-east-1.amazonaws.com' }, '', 'iot ListJobExecutionsForThing'],
  ['[API-021] by path alone: iot', 'GET', '/things/t/jobs', {}, '', 'iot ListJobExecutionsForThing'],
  ['[API-025] $next exists on the data plane only', 'GET', '/things/t/jobs/%24next', {}, '', 'iot-jobs-data DescribeJobExecution'],
  ['[API-025] a raw $next', 'GET', '/things/t/jobs/$next', {}, '', 'iot-jobs-data DescribeJobExecution'],
  [
    '[API-020] includeJobDocument exists on the data plane only',
    'GET',
    '/things/t/jobs/j?includeJobDocument=true',
    {},
    '',
    'iot-jobs-data DescribeJobExecution',
  ],
  [
    '[API-020] a body that starts',
    'POST',
    '/command-executions',
    {},
    '{"commandArn":"c","targetArn":"t","clientToken":"x"}',
    'iot-jobs-data StartCommandExecution',
  ],
  ['[API-020] a body that lists', 'POST', '/command-executions', {}, '{"commandArn":"c","targetArn":"t"}', 'iot ListCommandExecutions'],
  ['[API-022] a path of one service wins over the signing name', 'POST', '/topics/x', signedFor('iot'), '', 'iot-data Publish'],
  ['[API-026] an unencoded client id', 'GET', '/connections/client/subscriptions', {}, '', 'iot-data ListSubscriptions'],
]

test.each(COLLISIONS)('%s: %s %s', async (_rule, method, url, headers, body, expected) => {
  const { gateway } = useGateway()
  const response = await gateway.inject({ method, url, headers, ...(body === '' ? {} : { body }) })
  if (routedTo(response.body) !== expected) throw new Error(`${routedTo(response.body)} instead of ${expected}`)
})

test.each([
  ['/topics/sport%2Ftennis', 'sport/tennis'],
  ['/topics/sport/tennis', 'sport/tennis'],
  ['/topics/a//b/', 'a//b/'],
  ['/topics/%24aws%2Fthings', '$aws/things'],
  ['http://127.0.0.1/topics/a%20b?qos=1', 'a b'],
])('[API-023][BRK-300] %s publishes to %s', async (url, topic) => {
  const topics: unknown[] = []
  const { gateway } = useGateway({ iotData: { Publish: (input) => void topics.push(input.topic) as never } })
  const response = await gateway.inject({ method: 'POST', url, body: 'x' })
  if (response.statusCode !== 200 || topics[0] !== topic) throw new Error(`${String(response.statusCode)}, topic ${String(topics[0])}`)
})

test('[API-024] greedy labels take raw slashes', async ({ expect }) => {
  const inputs: unknown[] = []
  const { gateway } = useGateway({ iot: { DeleteTopicRuleDestination: (input) => (inputs.push(input), {}) } })
  await gateway.inject({ method: 'DELETE', url: '/destinations/arn%3Aaws%3Aiot%3Aus-east-1%3A123456789012%3Aruledestination/http/1111' })
  expect(inputs).toEqual([{ arn: 'arn:aws:iot:us-east-1:123456789012:ruledestination/http/1111' }])
})

test('[API-090] a wrong verb on a path of the data plane is 405', async ({ expect }) => {
  const { gateway } = useGateway()
  for (const [method, url] of [
    ['GET', '/topics/a'],
    ['PUT', '/things/t/shadow'],
    ['POST', '/retainedMessage/a'],
  ] as const) {
    const response = await gateway.inject({ method, url })
    expect(response.statusCode).toBe(405)
    expect(response.headers['x-amzn-errortype']).toBe('MethodNotAllowedException')
    expect(JSON.parse(response.body)).toMatchObject({ traceId: response.headers['x-amzn-requestid'] })
  }
})

test('[API-091] an unknown path is 404 and says which', async ({ expect }) => {
  const { gateway } = useGateway()
  const response = await gateway.inject({ method: 'PUT', url: '/nothing/here?x=1' })
  expect(response.statusCode).toBe(404)
  expect(response.headers['x-amzn-errortype']).toBe('UnknownOperationException')
  expect(response.body).toContain('PUT /nothing/here')
})

test('[API-028] an empty label leads nowhere, a trailing slash changes nothing', async ({ expect }) => {
  const { gateway } = useGateway()
  expect((await gateway.inject({ method: 'GET', url: '/things//principals' })).statusCode).toBe(404)
  expect(routedTo((await gateway.inject({ method: 'GET', url: '/authorizers' })).body)).toBe('iot ListAuthorizers')
})

test('broken percent-encoding is refused before routing', async ({ expect }) => {
  const { gateway } = useGateway()
  const response = await gateway.inject({ method: 'GET', url: '/things/%zz' })
  expect([response.statusCode, response.headers['x-amzn-errortype']]).toEqual([400, 'InvalidRequestException'])
})

/** The SDK checks path labels before it sends; nothing else is needed to see where a request goes. */
function labelsOf(model: ServiceModel, shapeName: string | undefined): Record<string, unknown> {
  const shape = model.shapes[shapeName ?? '']
  if (shape?.type !== 'structure') return {}
  const labels = Object.entries(shape.members).filter(([, member]) => member.location === 'uri')
  return Object.fromEntries(labels.map(([name, member]) => [name, model.shapes[member.shape]?.type === 'string' ? 'a:b/c' : 1]))
}
