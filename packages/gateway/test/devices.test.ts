import type { Access, AccessDecision, AccessRequest, Peer } from '@iot-core-local/core'
import { Duplex } from 'node:stream'
import { test } from 'vitest'
import { useGateway, type TestGateway, type UseGatewayOptions } from './use-gateway.js'

const DEVICE: Peer = {
  transport: 'https',
  remoteAddress: '10.0.0.7',
  remotePort: 50_000,
  clientCertificate: { der: Buffer.from('leaf'), chain: [] },
}
const PRINCIPAL = { kind: 'certificate', certificateId: 'c1', arn: 'arn:aws:iot:us-east-1:123456789012:cert/c1' } as const
const STATEMENT = {
  policyName: 'p',
  policyVersionId: '1',
  source: 'principal',
  statementIndex: 0,
  effect: 'Allow',
  actions: ['iot:*'],
  resources: ['*'],
} as const

/** Admits every certificate; answers as told and remembers what it was asked. */
function access(asked: AccessRequest[], answer: (request: AccessRequest) => AccessDecision): Access {
  return {
    epoch: 0,
    admitConnection: () => Promise.reject(new Error('No connections here.')),
    admitRequest: () =>
      Promise.resolve({
        isAdmitted: true,
        session: {
          principal: PRINCIPAL,
          authorize: (request) => {
            asked.push(request)
            return Promise.resolve(answer(request))
          },
        },
      }),
  }
}

const allow = (): AccessDecision => ({ decision: 'ALLOWED', explanation: 'Statement 0 allows it.', statement: STATEMENT })
const deny = (): AccessDecision => ({ decision: 'IMPLICIT_DENY', explanation: 'No statement allows it.', nearestStatement: STATEMENT })

/** One HTTP/1.1 exchange over an in-memory connection that was handed over. */
async function exchange({ gateway }: TestGateway, method: string, path: string, body = '', peer = DEVICE) {
  const [client, server] = duplexPair()
  gateway.acceptTls(server, peer)
  const chunks: Buffer[] = []
  client.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<void>((resolve) => client.on('end', resolve))
  client.write(
    `${method} ${path} HTTP/1.1\r\nHost: localhost:8443\r\nConnection: close\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
  )
  await ended
  const text = Buffer.concat(chunks).toString('utf8')
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const headers = Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  )
  return { status: Number(head.split(' ')[1]), headers, body: rest.join('\r\n\r\n') }
}

function duplexPair(): [Duplex, Duplex] {
  const make = (other: () => Duplex): Duplex =>
    new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        other().push(chunk)
        done()
      },
      final: (done) => {
        other().push(null)
        done()
      },
    })
  const left: Duplex = make(() => right)
  const right: Duplex = make(() => left)
  return [left, right]
}

function useDevice(answer: () => AccessDecision, options: UseGatewayOptions = {}) {
  const asked: AccessRequest[] = []
  const principals: unknown[] = []
  const used = useGateway({
    access: access(asked, answer),
    iot: { ListThings: () => ({ things: [] }) },
    iotData: {
      Publish: (_input, call) => void principals.push(call.principal) as never,
      GetThingShadow: () => ({ payload: Buffer.from('{}') as never }),
      ListRetainedMessages: () => ({}),
      ListNamedShadowsForThing: () => ({}),
    },
    iotJobsData: { GetPendingJobExecutions: () => ({}), UpdateJobExecution: () => ({}), StartCommandExecution: () => ({}) },
    ...options,
  })
  return { ...used, asked, principals }
}

test('[BRK-302][BRK-306] a device publishes over HTTPS with its certificate', async ({ expect }) => {
  const used = useDevice(allow)
  const response = await exchange(used, 'POST', '/topics/data/lamp?qos=0', '{"a":1}')
  const requestId = response.headers['x-amzn-requestid']
  expect(response.status).toBe(200)
  expect(response.headers['content-type']).toBe('application/json')
  expect(JSON.parse(response.body)).toEqual({ message: 'OK', traceId: requestId })
  expect(Buffer.byteLength(response.body)).toBe(65)
  expect(used.asked).toEqual([{ action: 'iot:Publish', resource: 'arn:aws:iot:us-east-1:123456789012:topic/data/lamp' }])
  expect(used.principals).toEqual([PRINCIPAL])
  expect(used.account.decisions.find()).toMatchObject([
    {
      kind: 'authorization',
      outcome: 'allowed',
      eventType: 'Publish',
      principalId: 'c1',
      sourceIp: '10.0.0.7',
      statement: STATEMENT,
      requestId,
    },
  ])
})

test('[SEC-811] a denial is 403 Forbidden and its record explains it', async ({ expect }) => {
  const used = useDevice(deny)
  const response = await exchange(used, 'POST', '/topics/data', 'x')
  expect(response.status).toBe(403)
  expect(response.headers['x-amzn-errortype']).toBe('ForbiddenException')
  expect(JSON.parse(response.body)).toEqual({ message: 'Forbidden', traceId: response.headers['x-amzn-requestid'] })
  expect(used.account.decisions.find()).toMatchObject([
    {
      outcome: 'refused',
      reason: 'AUTHORIZATION_FAILURE',
      explanation: 'No statement allows it.',
      nearestStatement: STATEMENT,
      topic: 'data',
    },
  ])
  expect(used.principals).toEqual([])
})

const ARN = 'arn:aws:iot:us-east-1:123456789012:'

test.each([
  ['POST', '/topics/a?retain=true', [`iot:Publish ${ARN}topic/a`, `iot:RetainPublish ${ARN}topic/a`]],
  ['GET', '/things/t/shadow', [`iot:GetThingShadow ${ARN}thing/t`]],
  ['GET', '/things/t/shadow?name=s', [`iot:GetThingShadow ${ARN}thing/t/s`]],
  ['GET', '/retainedMessage', ['iot:ListRetainedMessages *']],
  ['GET', '/api/things/shadow/ListNamedShadowsForThing/t', ['iot:ListNamedShadowsForThing *']],
  ['GET', '/things/t/jobs', [`iotjobsdata:GetPendingJobExecutions ${ARN}thing/t`]],
  ['POST', '/things/t/jobs/j', [`iotjobsdata:UpdateJobExecution ${ARN}thing/t`]],
])('[SEC-505] %s %s asks the policies', async (method, path, expected) => {
  const used = useDevice(allow)
  const response = await exchange(used, method, path, method === 'POST' && path.includes('jobs') ? '{"status":"SUCCEEDED"}' : '')
  const asked = used.asked.map(({ action, resource }) => `${action} ${resource}`)
  if (response.status !== 200 || asked.join() !== expected.join()) throw new Error(`${String(response.status)}: ${asked.join()}`)
})

test('[API-021.4] a client certificate does not open the control plane', async ({ expect }) => {
  const used = useDevice(allow)
  expect((await exchange(used, 'GET', '/things')).status).toBe(403)
  expect(used.account.decisions.find()).toMatchObject([{ kind: 'admission', outcome: 'refused', reason: 'CONTROL_PLANE_NEEDS_IAM' }])
})

test('an operation that no policy action covers is refused', async ({ expect }) => {
  const used = useDevice(allow)
  const body = JSON.stringify({ commandArn: `${ARN}command/c`, targetArn: `${ARN}thing/t` })
  expect((await exchange(used, 'POST', '/command-executions', body)).status).toBe(403)
  expect(used.account.decisions.find()).toMatchObject([{ reason: 'NO_POLICY_ACTION' }])
})

test('[SEC-218] a certificate that is not admitted is 403, with the reason in the record', async ({ expect }) => {
  const used = useGateway({ iotData: { Publish: () => undefined as never } })
  const response = await exchange(used, 'POST', '/topics/a', 'x')
  expect([response.status, response.headers['x-amzn-errortype']]).toEqual([403, 'ForbiddenException'])
  expect(used.account.decisions.find()).toMatchObject([{ kind: 'admission', outcome: 'refused', reason: 'UNKNOWN_CERTIFICATE' }])
})

test('the certificate decides even where keys are configured', async ({ expect }) => {
  const used = useDevice(allow, { gateway: { credentials: [{ accessKeyId: 'AKID', secretAccessKey: 's' }] } })
  expect((await exchange(used, 'POST', '/topics/a', 'x')).status).toBe(200)
})

test('the admin routes are closed to devices and to other machines', async ({ expect }) => {
  const used = useDevice(allow)
  expect((await exchange(used, 'GET', '/_local/health')).status).toBe(403)
  const { clientCertificate: _certificate, ...stranger } = DEVICE
  expect((await exchange(used, 'GET', '/_local/health', '', stranger)).status).toBe(403)
  expect((await exchange(used, 'GET', '/_local/health', '', { ...stranger, remoteAddress: '::ffff:127.0.0.1' })).status).toBe(200)
})
