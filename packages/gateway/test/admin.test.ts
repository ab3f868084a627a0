import { test } from 'vitest'
import { durationMs } from '../src/admin/duration.js'
import { useGateway, type TestGateway } from './use-gateway.js'

async function post({ gateway }: TestGateway, url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await gateway.inject({ method: 'POST', url, headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
  return { status: response.statusCode, json: JSON.parse(response.body) as Record<string, unknown> }
}

async function get({ gateway }: TestGateway, url: string, headers: Record<string, string> = {}) {
  const response = await gateway.inject({ method: 'GET', url, headers })
  return { status: response.statusCode, type: response.headers['content-type'], body: response.body }
}

test('health is 200 when ready and 503 before, with the state of each part', async ({ expect }) => {
  const ready = await get(useGateway(), '/_local/health')
  expect(ready.status).toBe(200)
  expect(JSON.parse(ready.body)).toEqual({ phase: 'ready', version: '0.1.0', services: { test: 'ready' }, listeners: {} })
  const starting = useGateway({
    admin: { health: () => ({ phase: 'starting', version: '0.1.0', services: { test: 'starting' }, listeners: {} }) },
  })
  const answer = await get(starting, '/_local/health')
  expect([answer.status, JSON.parse(answer.body)]).toMatchObject([503, { phase: 'starting' }])
})

test('ca.pem is the certificate as it is', async ({ expect }) => {
  expect(await get(useGateway(), '/_local/ca.pem')).toEqual({
    status: 200,
    type: 'application/x-pem-file',
    body: '-----BEGIN CERTIFICATE-----\n',
  })
})

test('reset names an account or means all', async ({ expect }) => {
  const used = useGateway()
  expect(await post(used, '/_local/reset', '')).toEqual({ status: 200, json: { reset: 'all' } })
  expect(await post(used, '/_local/reset', { accountId: '999988887777' })).toEqual({ status: 200, json: { reset: '999988887777' } })
  expect(used.resets).toEqual([undefined, '999988887777'])
})

test.each([{ accountId: 'x' }, { accountId: 5 }, { account: '999988887777' }, [], 'no json'])('reset refuses %j', async (body) => {
  const used = useGateway()
  const { status, json } = await post(used, '/_local/reset', body)
  if (status !== 400 || json['code'] !== 'BAD_INPUT' || used.resets.length > 0) throw new Error(`${String(status)} ${JSON.stringify(json)}`)
})

test('decisions are filtered and read on from a cursor', async ({ expect }) => {
  const used = useGateway()
  const record = (clientId: string, outcome: 'allowed' | 'refused') =>
    used.account.decisions.record({ kind: 'authorization', outcome, eventType: 'Publish-In', explanation: 'So.', clientId })
  record('a', 'allowed')
  record('b', 'refused')
  record('a', 'refused')
  const read = async (query: string) =>
    JSON.parse((await get(used, `/_local/decisions${query}`)).body) as { decisions: { id: number }[]; nextAfterId: number }
  const idsOf = async (query: string) => (await read(query)).decisions.map((decision) => decision.id)
  expect(await idsOf('')).toEqual([1, 2, 3])
  expect(await idsOf('?clientId=a&outcome=refused')).toEqual([3])
  expect(await idsOf('?kind=admission')).toEqual([])
  expect(await idsOf('?limit=1')).toEqual([3])
  expect(await idsOf('?afterId=2&account=123456789012&region=us-east-1')).toEqual([3])
  expect(await idsOf('?account=999988887777')).toEqual([])
  expect((await read('?limit=2')).nextAfterId).toBe(3)
  expect((await read('?afterId=3')).nextAfterId).toBe(3)
})

test.each(['kind=x', 'outcome=x', 'limit=0', 'limit=2001', 'afterId=-1', 'account=1', 'color=red'])(
  'decisions refuse %s',
  async (query) => {
    const { status, body } = await get(useGateway(), `/_local/decisions?${query}`)
    if (status !== 400 || !body.includes('BAD_INPUT')) throw new Error(`${String(status)} ${body}`)
  },
)

test('coverage lists all 288 operations, as JSON and as a table', async ({ expect }) => {
  const used = useGateway({ iot: { ListThings: () => ({}) } })
  const json = JSON.parse((await get(used, '/_local/coverage')).body) as { total: number; implemented: number; operations: object[] }
  expect([json.total, json.implemented, json.operations.length]).toEqual([288, 1, 288])
  expect(json.operations).toContainEqual({ service: 'iot', operation: 'ListThings', method: 'GET', path: '/things', state: 'implemented' })
  expect(json.operations).toContainEqual({
    service: 'iot-data',
    operation: 'Publish',
    method: 'POST',
    path: '/topics/{topic}',
    state: 'not covered',
  })
  const text = await get(used, '/_local/coverage', { accept: 'text/plain' })
  expect(text.type).toBe('text/plain; charset=utf-8')
  expect(text.body.split('\n')).toHaveLength(288 + 3)
  expect(text.body).toMatch(/^1 of 288 operations\n/)
})

test('the clock is frozen, moved and released; due work is done when the answer comes', async ({ expect }) => {
  const used = useGateway()
  const ran: number[] = []
  used.timers.after(90_000, () => void ran.push(used.timers.now()))
  const startMs = used.timers.now()
  expect(JSON.parse((await get(used, '/_local/time')).body)).toEqual({ now: '2026-01-15T12:00:00.000Z', nowMs: startMs, isFrozen: true })
  expect(await post(used, '/_local/time', { advance: { minutes: 1 } })).toMatchObject({ status: 200, json: { nowMs: startMs + 60_000 } })
  expect(ran).toEqual([])
  await post(used, '/_local/time', { advance: 'PT30S' })
  expect(ran).toEqual([startMs + 90_000])
  expect((await post(used, '/_local/time', { freeze: '2026-02-01T00:00:00Z' })).json).toMatchObject({ now: '2026-02-01T00:00:00.000Z' })
  expect((await post(used, '/_local/time', { resume: true })).json).toMatchObject({ isFrozen: false })
  expect((await post(used, '/_local/time', { freeze: true })).json).toMatchObject({ isFrozen: true })
})

test.each([
  { advance: -1 },
  { advance: '1h' },
  { advance: { fortnights: 1 } },
  { advance: {} },
  { advance: 1e300 },
  { freeze: 'tomorrow' },
  { freeze: '2020-01-01T00:00:00Z' },
  { resume: 1 },
  { freeze: true, resume: true },
  { stop: true },
  {},
  5,
  'no json',
])('the clock refuses %j and stays', async (body) => {
  const used = useGateway()
  const beforeMs = used.timers.now()
  const { status, json } = await post(used, '/_local/time', body)
  if (status !== 400 || json['code'] !== 'BAD_INPUT') throw new Error(`${String(status)} ${JSON.stringify(json)}`)
  if (used.timers.now() !== beforeMs || !used.timers.isFrozen) throw new Error('The clock moved.')
})

test('durations: milliseconds, parts and ISO 8601', ({ expect }) => {
  expect(durationMs(1_500)).toBe(1_500)
  expect(durationMs({ hours: 1, minutes: 30 })).toBe(5_400_000)
  expect(durationMs('P1W')).toBe(604_800_000)
  expect(durationMs('P1DT2H3M4.5S')).toBe(93_784_500)
  for (const wrong of ['P', 'PT', 'P1Y', 'P1M', '1H', 'P1DT', { toString: 1 }, null, [1], Number.NaN])
    expect(durationMs(wrong)).toBeUndefined()
})

test('unknown admin paths and wrong verbs say what there is', async ({ expect }) => {
  const used = useGateway()
  const unknown = await get(used, '/_local/nothing')
  expect([unknown.status, unknown.body]).toEqual([404, expect.stringContaining('/_local/health')])
  expect((await get(used, '/_local')).status).toBe(404)
  expect((await get(used, '/_local/reset')).status).toBe(405)
})

test('what changes something is refused to pages of other sites', async ({ expect }) => {
  const used = useGateway({ iot: { CreateThing: () => ({}) } })
  const host = 'localhost:4567'
  expect((await post(used, '/_local/reset', {}, { host, origin: 'https://evil.example' })).status).toBe(403)
  expect((await post(used, '/_local/reset', {}, { host, origin: 'null' })).status).toBe(403)
  expect((await post(used, '/things/t', {}, { host, origin: 'https://evil.example' })).status).toBe(403)
  expect(used.resets).toEqual([])
  expect((await post(used, '/_local/reset', {}, { host, origin: 'http://localhost:4567' })).status).toBe(200)
})

test('[API-012] STS says who is calling', async ({ expect }) => {
  const { gateway } = useGateway()
  const authorization = `AWS4-HMAC-SHA256 Credential=999988887777/20260115/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`
  const headers = { authorization, 'x-amz-date': '20260115T120000Z', 'content-type': 'application/x-www-form-urlencoded' }
  const response = await gateway.inject({ method: 'POST', url: '/', headers, body: 'Action=GetCallerIdentity&Version=2011-06-15' })
  expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'text/xml'])
  expect(response.body).toContain('<Account>999988887777</Account>')
  expect(response.body).toContain('<Arn>arn:aws:iam::999988887777:root</Arn>')
  const other = await gateway.inject({ method: 'POST', url: '/', headers, body: 'Action=AssumeRole' })
  expect([other.statusCode, other.body]).toEqual([501, expect.stringContaining('AssumeRole')])
})

test('[BRK-303] an unsigned request is refused where keys are configured', async ({ expect }) => {
  const used = useGateway({ gateway: { credentials: [{ accessKeyId: 'AKID', secretAccessKey: 's' }] } })
  const response = await used.gateway.inject({ method: 'POST', url: '/things/t/shadow', body: '{}' })
  expect([response.statusCode, response.headers['x-amzn-errortype']]).toEqual([403, 'ForbiddenException:'])
  expect(JSON.parse(response.body)).toEqual({ message: 'Missing Authentication Token', traceId: response.headers['x-amzn-requestid'] })
  const control = await used.gateway.inject({ method: 'GET', url: '/things' })
  expect([control.statusCode, control.headers['x-amzn-errortype']]).toEqual([403, 'MissingAuthenticationTokenException'])
  expect(used.account.decisions.find({ reason: 'MISSING_AUTHENTICATION_TOKEN' })).toHaveLength(2)
})

test('a report is served piece by piece to whoever has its token', async ({ expect }) => {
  const pieces = ['{"lineNumber":1}\n', '{"lineNumber":2}\n']
  const used = useGateway({ admin: { report: (token) => (token === 'a.b.c' ? pieces : undefined) } })
  expect(await get(used, '/_local/reports/a.b.c')).toEqual({ status: 200, type: 'application/x-ndjson', body: pieces.join('') })
  for (const url of ['/_local/reports/a.b', '/_local/reports', '/_local/reports/', '/_local/reports/a.b.c/d']) {
    expect((await get(used, url)).status).toBe(404)
  }
  expect((await post(used, '/_local/reports/a.b.c', {})).status).toBe(405)
})

test('a report that cannot be read to its end is cut, not ended', async ({ expect }) => {
  const used = useGateway({
    admin: {
      report: function* () {
        yield '{"lineNumber":1}\n'
        throw new Error('the account was closed')
      },
    },
  })
  const { port } = await used.gateway.listen({ host: '127.0.0.1', port: 0 })
  const response = await fetch(`http://127.0.0.1:${String(port)}/_local/reports/x`)
  await expect(response.text()).rejects.toThrow()
})
