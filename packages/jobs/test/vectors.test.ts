import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { expandVector, expectSame } from './vector-matching.js'
import { at, type JobsHarness, TestCatalog, useJobs } from './use-jobs.js'

/*
 * The parity vectors. Each scenario below prepares what the vector's `given` says and does what its `when` says; what must come of it is
 * read from the vector.
 */

interface Vector {
  readonly id: string
  readonly rules?: readonly string[]
  readonly when?: unknown
  readonly then?: unknown
}

const vectors = new Map(
  (JSON.parse(readFileSync(new URL('../../../test/conformance/vectors/jobs.json', import.meta.url), 'utf8')) as Vector[]).map((vector) => [
    vector.id,
    vector,
  ]),
)

const THING = 'lamp'
const ROOT = `$aws/things/${THING}/jobs`

type Scenario = (h: JobsHarness) => Promise<void>

const create =
  (jobId: string, document = '{"operation":"test"}') =>
  (h: JobsHarness) =>
    h.createJob(jobId, [h.thing(THING)], { document })
const start =
  (jobId: string, more: object = {}) =>
  (h: JobsHarness) =>
    h.publish(`${ROOT}/${jobId}/update`, { status: 'IN_PROGRESS', ...more })

/** Scenarios of the MQTT kind: what is there before. What is done is the vector's publish, or `act`. */
const mqtt: Readonly<
  Record<string, { readonly given: readonly ((h: JobsHarness) => Promise<unknown>)[]; readonly act?: (h: JobsHarness) => Promise<unknown> }>
> = {
  'JOBV-001': { given: [] },
  'JOBV-002': { given: [], act: create('Job1', '{"ToDo":"Reboot"}') },
  'JOBV-003': { given: [create('Job1', '{"ToDo":"Reboot"}')], act: create('Job2', '{"ToDo":"Delete Root User"}') },
  'JOBV-004': { given: [create('Job1', '{"ToDo":"Reboot"}'), create('Job2', '{"ToDo":"Delete Root User"}')] },
  'JOBV-005': { given: [create('Job1', '{"ToDo":"Reboot"}'), create('Job2', '{"ToDo":"Delete Root User"}'), start('Job1')] },
  'JOBV-006': { given: [create('Job2', '{"ToDo":"Delete Root User"}'), start('Job2')] },
  'JOBV-008': { given: [] },
  'JOBV-011': { given: [create('J')] },
  'JOBV-015': {
    given: [create('AFR_OTA-testjob20', '{"afr_ota":{"protocols":["MQTT"],"streamname":"AFR_OTA-XYZ"}}')],
  },
  'JOBV-020': { given: [], act: create('job1') },
  'JOBV-021': { given: [create('job1')], act: create('job2') },
  'JOBV-022': { given: [create('job1'), create('job2')], act: (h) => h.callData('StartNextPendingJobExecution', { thingName: THING }) },
  'JOBV-023': { given: [create('job1'), create('job2'), start('job1')], act: create('job3') },
  'JOBV-024': {
    given: [create('job2'), create('job3')],
    act: (h) => h.callData('UpdateJobExecution', { thingName: THING, jobId: 'job3', status: 'IN_PROGRESS' }),
  },
  'JOBV-025': { given: [create('job3'), start('job3')], act: (h) => h.call('DeleteJob', { jobId: 'job3', force: true }) },
}

for (const [id, scenario] of Object.entries(mqtt)) {
  test(`[${(vectors.get(id)?.rules ?? []).join('] [')}] ${id} publishes exactly the messages of the vector`, async () => {
    const h = useJobs({ things: [THING] })
    const vector = expandVector(vectors.get(id), h.account, THING)
    for (const prepare of scenario.given) await prepare(h)
    h.take()
    const topic = at(vector, 'when.publish.topic')
    if (scenario.act !== undefined) {
      const answer = await scenario.act(h)
      if (at(vector, 'then.http') !== undefined) expect(answer).toEqual(at(vector, 'then.http.body'))
    } else await h.publish(String(topic), JSON.stringify(at(vector, 'when.publish.payload')))
    const seen = h.take()
    const wanted = at(vector, 'then.messages') as readonly { topic: string; to: string; payload: unknown; vary?: readonly string[] }[]
    expect(seen.map((message) => message.topic)).toEqual(wanted.map((message) => message.topic))
    for (const [index, message] of wanted.entries()) {
      expect(seen[index]?.to).toBe(message.to)
      expectSame(seen[index]?.payload, message.payload, message.vary ?? [])
    }
  })
}

const others: Readonly<Record<string, Scenario>> = {
  'JOBV-007': async (h) => {
    await create('Job1')(h)
    await h.publish(`${ROOT}/Job1/update`, { status: 'SUCCEEDED' })
    expect(await h.call('DeleteJob', { jobId: 'Job1' })).toEqual({})
    expect(await h.refusal('iot', 'DescribeJob', { jobId: 'Job1' })).toMatchObject({ status: 404 })
  },
  'JOBV-009': async (h) => {
    await create('Job1')(h)
    await h.publish(`${ROOT}/start-next`, { statusDetails: { step: 'a' } })
    h.take()
    await h.publish(`${ROOT}/start-next`, { statusDetails: { step: 'b' }, clientToken: 't' })
    const messages = h.take()
    expect(messages).toHaveLength(1)
    expect(messages[0]?.payload).toMatchObject({
      execution: { jobId: 'Job1', status: 'IN_PROGRESS', statusDetails: { step: 'a' }, versionNumber: 2 },
    })
  },
  'JOBV-010': async (h) => {
    await h.createJob('J1', [h.group('G')], { targetSelection: 'CONTINUOUS', document: '{"test":"do-something1"}' })
    expect(h.take()).toEqual([])
    await h.join(THING, 'G')
    const [notify, next] = h.take()
    expect(at(notify, 'payload.jobs.QUEUED')).toMatchObject([{ jobId: 'J1' }])
    expect(at(next, 'payload.execution')).toMatchObject({ jobId: 'J1', status: 'QUEUED' })
  },
  'JOBV-012': async (h) => {
    await create('J', '{"operation":"reboot","when":"now"}')(h)
    await start('J')(h)
    h.take()
    await h.publish(`${ROOT}/J/update`, {
      status: 'IN_PROGRESS',
      expectedVersion: 2,
      includeJobExecutionState: true,
      includeJobDocument: true,
      clientToken: 'tok-up',
    })
    expect(h.take()).toEqual([
      {
        topic: `${ROOT}/J/update/accepted`,
        to: 'requester',
        payload: {
          clientToken: 'tok-up',
          timestamp: 1767323045,
          executionState: { status: 'IN_PROGRESS', versionNumber: 3 },
          jobDocument: { operation: 'reboot', when: 'now' },
        },
      },
    ])
  },
  'JOBV-013': async (h) => {
    await create('J')(h)
    h.take()
    await h.publish(`${ROOT}/$next/get`, { clientToken: 'tok-next' })
    await h.publish(`${ROOT}/get`, {})
    const [described, listed] = h.take()
    expect(described).toMatchObject({
      topic: `${ROOT}/$next/get/accepted`,
      payload: {
        clientToken: 'tok-next',
        execution: { jobId: 'J', status: 'QUEUED', versionNumber: 1, jobDocument: { operation: 'test' } },
      },
    })
    expect(at(listed, 'payload.queuedJobs')).toMatchObject([{ jobId: 'J' }])
  },
  'JOBV-014': async (h) => {
    await h.publish(`${ROOT}/no-such-job/update`, { status: 'SUCCEEDED', clientToken: 'tok-x' })
    expect(h.take()).toMatchObject([
      {
        topic: `${ROOT}/no-such-job/update/rejected`,
        payload: { code: 'ResourceNotFound', clientToken: 'tok-x', timestamp: 1767323045 },
      },
    ])
  },
  'JOBV-016': async (h) => {
    await create('J')(h)
    h.take()
    await h.publish(`${ROOT}/J/update`, { includeJobExecutionState: true, clientToken: 't' })
    const [message] = h.take()
    expect(message?.topic).toBe(`${ROOT}/J/update/rejected`)
    expect(at(message, 'payload.message')).toContain("Value null at 'status' failed to satisfy constraint: Member must not be null")
  },
  'JOBV-030': async (h) => {
    await h.createJob('example-job-01', [h.thing('MyRaspberryPi')], { description: 'example job test' })
    const described = await h.call('DescribeJob', { jobId: 'example-job-01' })
    const body = withoutMember(described, 'job', 'isConcurrent')
    const vector = expandVector(vectors.get('JOBV-030'), h.account, THING)
    expectSame(body, at(vector, 'then.body'), ['job.createdAt', 'job.lastUpdatedAt'])
  },
  'JOBV-031': async (h) => {
    await h.createJob('example-job-01', [h.thing('MyRaspberryPi')])
    const vector = expandVector(vectors.get('JOBV-031'), h.account, THING)
    const described = await h.call('DescribeJobExecution', { jobId: 'example-job-01', thingName: 'MyRaspberryPi' })
    expectSame(described, at(vector, 'then.body'), ['execution.queuedAt', 'execution.lastUpdatedAt'])
  },
  'JOBV-032': async (h) => {
    const vector = expandVector(vectors.get('JOBV-032'), h.account, THING)
    const wanted = at(vector, 'then.body.execution')
    const jobId = String(at(wanted, 'jobId'))
    await h.createJob(jobId, [h.thing(THING)])
    await h.account.timers.advance(2_000)
    await h.publish(`${ROOT}/${jobId}/update`, { status: 'FAILED', statusDetails: at(wanted, 'statusDetails.detailsMap') })
    const described = await h.call('DescribeJobExecution', { jobId, thingName: THING })
    expect(at(described, 'execution')).toMatchObject(wanted as object)
    expect(at(described, 'execution.startedAt')).toBe(at(described, 'execution.lastUpdatedAt'))
    expect(at(described, 'execution.thingArn')).toBe(h.thing(THING))
  },
  'JOBV-033': async (h) => {
    await h.createJob('example-job-01', [h.thing('MyRaspberryPi')])
    const listed = await h.call('ListJobExecutionsForThing', { thingName: 'MyRaspberryPi' })
    expect(listed).toEqual({
      executionSummaries: [
        {
          jobId: 'example-job-01',
          jobExecutionSummary: {
            status: 'QUEUED',
            queuedAt: 1767323045.678,
            lastUpdatedAt: 1767323045.678,
            executionNumber: 1,
            retryAttempt: 0,
          },
        },
      ],
    })
  },
  'JOBV-034': async (h) => {
    const body = at(vectors.get('JOBV-034'), 'then.body')
    await h.createJob('example-job-01', [h.thing(THING)], body as object)
    expect(await h.call('GetJobDocument', { jobId: 'example-job-01' })).toEqual(body)
  },
  'JOBV-035': async (h) => {
    const vector = expandVector(vectors.get('JOBV-035'), h.account, THING)
    const answer = await h.call('CreateJob', { jobId: 'example-job-01', ...(at(vector, 'when.body') as object) })
    expect(answer).toEqual(at(vector, 'then.body'))
  },
  'JOBV-036': async (h) => {
    const vector = expandVector(vectors.get('JOBV-036'), h.account, THING)
    const description = 'example continuous job'
    await h.createJob('example-job-04', [h.thing(THING)], { targetSelection: 'CONTINUOUS', description })
    const answer = await h.call('AssociateTargetsWithJob', { jobId: 'example-job-04', ...(at(vector, 'when.body') as object) })
    expect(answer).toEqual(at(vector, 'then.body'))
    expect(await h.statusOf('example-job-04', 'bulb')).toBe('QUEUED')
  },
  'JOBV-037': async (h) => {
    await create('J')(h)
    expect(await h.call('CancelJobExecution', { jobId: 'J', thingName: THING })).toEqual({})
    expect(await h.statusOf('J', THING)).toBe('CANCELED')
  },
  'JOBV-038': async (h) => {
    await create('J')(h)
    await start('J')(h)
    const refusal = await h.refusal('iot', 'CancelJobExecution', { jobId: 'J', thingName: THING })
    expect(refusal).toMatchObject({ status: 409, name: at(vectors.get('JOBV-038'), 'then.error') })
  },
  'JOBV-039': async (h) => {
    const wanted = at(vectors.get('JOBV-039'), 'then.executionStatus') as Record<string, string>
    await h.createJob(
      'J',
      ['a', 'b', 'c'].map((name) => h.thing(name)),
    )
    await h.callData('StartNextPendingJobExecution', { thingName: 'b' })
    await h.callData('UpdateJobExecution', { thingName: 'c', jobId: 'J', status: 'SUCCEEDED' })
    await h.call('CancelJob', { jobId: 'J', force: false })
    for (const [name, status] of Object.entries(wanted)) expect(await h.statusOf('J', name)).toBe(status)
    expect(at(await h.call('DescribeJob', { jobId: 'J' }), 'job.status')).toBe('CANCELED')
  },
  'JOBV-050': async (h) => {
    await create('J')(h)
    const target = { targets: [h.thing(THING)], document: '{}' }
    const many = Array.from({ length: 101 }, (_, index) => h.thing(`t${String(index)}`))
    for (const thing of many) h.things.names.add(thing.slice(thing.indexOf('/') + 1))
    const refusals = [
      await h.refusal('iot', 'CreateJob', { ...target, jobId: 'K', document: 'no' }),
      await h.refusal('iot', 'DescribeJob', { jobId: 'K' }),
      await h.refusal('iot', 'CreateJob', { ...target, jobId: 'J' }),
      await h.refusal('iot', 'DeleteJob', { jobId: 'J' }),
      await h.refusal('iot', 'CreateJob', { ...target, jobId: 'K', targets: many }),
    ]
    expect(Object.fromEntries(refusals.map((refusal) => [refusal?.name, refusal?.status]))).toEqual(
      at(vectors.get('JOBV-050'), 'then.httpStatus'),
    )
    expect(refusals[2]?.members).toEqual({ resourceId: 'J', resourceArn: h.account.arns.job('J') })
  },
  'JOBV-074': async (h) => {
    const document = '{"url":"${aws:iot:s3-presigned-url:https://s3.amazonaws.com/b/k}"}'
    const refusal = await h.refusal('iot', 'CreateJob', { jobId: 'J', targets: [h.thing(THING)], document })
    expect(refusal).toMatchObject({ name: at(vectors.get('JOBV-074'), 'then.error'), message: at(vectors.get('JOBV-074'), 'then.message') })
  },
  'JOBV-075': async (h) => {
    const document = '{"url":"${aws:iot:s3-presigned-url:https://s3.amazonaws.com/b/k"}'
    const refusal = await h.refusal('iot', 'CreateJob', { jobId: 'J', targets: [h.thing(THING)], document })
    expect(refusal).toMatchObject({ name: at(vectors.get('JOBV-075'), 'then.error'), message: at(vectors.get('JOBV-075'), 'then.message') })
  },
  'JOBV-080': async (h) => {
    await create('J')(h)
    await start('J')(h)
    h.take()
    await h.publish(`${ROOT}/J/update`, { status: 'SUCCEEDED' })
    const [event] = h.takeOn('$aws/events/jobExecution/J/succeeded')
    expectSame(event, { ...(at(vectors.get('JOBV-080'), 'then.payload') as object), jobId: 'J', thingArn: h.thing(THING) }, [
      'eventId',
      'timestamp',
    ])
  },
  'JOBV-081': async (h) => {
    await h.createJob('J', [h.thing(THING)], { description: 'a job' })
    await h.publish(`${ROOT}/J/update`, { status: 'SUCCEEDED' })
    const [event] = h.takeOn('$aws/events/job/J/completed')
    const then = at(vectors.get('JOBV-081'), 'then')
    expect(Object.keys(event as object).sort()).toEqual([...(at(then, 'members') as string[])].sort())
    expect(event).toMatchObject(at(then, 'values') as object)
    for (const [member, digits] of Object.entries(at(then, 'digits') as object))
      expect(String(at(event, member))).toHaveLength(Number(digits))
    expect(Object.keys(at(event, 'jobProcessDetails') as object)).toHaveLength(5)
  },
  'JOBV-082': async (h) => {
    await create('J')(h)
    await h.publish(`${ROOT}/J/update`, { status: 'SUCCEEDED' })
    h.take()
    await h.call('DeleteJob', { jobId: 'J' })
    const events = h.take().filter((message) => message.topic.startsWith('$aws/events/job/'))
    const then = expandVector(at(vectors.get('JOBV-082'), 'then'), h.account, THING)
    expect(events.map((event) => event.topic.replace('/J/', '/{jobId}/'))).toEqual(at(then, 'topics'))
    expect(events.map((event) => at(event, 'payload.status'))).toEqual(at(then, 'status'))
    expect(events.map((event) => at(event, 'payload.operation'))).toEqual(at(then, 'operation'))
  },
  'JOBV-090': async (h) => {
    await create('J')(h)
    await h.publish(`${ROOT}/J/update`, { status: 'SUCCEEDED' })
    h.take()
    await h.publish(`${ROOT}/J/update`, { status: 'IN_PROGRESS', clientToken: 't' })
    expect(h.take()).toMatchObject([
      {
        topic: `${ROOT}/J/update/rejected`,
        payload: { code: 'InvalidStateTransition', executionState: { status: 'SUCCEEDED' }, clientToken: 't' },
      },
    ])
  },
  'JOBV-091': async (h) => {
    await create('0023')(h)
    h.take()
    const payload = at(vectors.get('JOBV-091'), 'when.publish.payload') as object
    await h.publish(`${ROOT}/0023/update`, payload)
    expect(h.take()).toEqual([
      { topic: `${ROOT}/0023/update/accepted`, to: 'requester', payload: { clientToken: 'client001', timestamp: 1767323045 } },
    ])
  },
}

const setup = {
  things: [THING, 'MyRaspberryPi', 'a', 'b', 'c'],
  groups: { G: [], LightBulbs: ['bulb'] },
  events: ['JOB', 'JOB_EXECUTION'],
  account: { region: 'us-west-2' },
}

for (const [id, scenario] of Object.entries(others)) {
  test(`[${(vectors.get(id)?.rules ?? []).join('] [')}] ${id} holds`, async () => {
    await scenario(useJobs(setup))
  })
}

test('[JOB-607] JOBV-083 no event is published while the switches are off', async () => {
  const h = useJobs({ things: [THING] })
  await create('J')(h)
  await h.publish(`${ROOT}/J/update`, { status: 'SUCCEEDED' })
  await h.call('DeleteJob', { jobId: 'J' })
  expect(h.take().filter((message) => message.topic.startsWith('$aws/events/'))).toEqual([])
})

test('[JOB-209] JOBV-070 an attribute of a package version is delivered in the place of its placeholder', async () => {
  const given = vectors.get('JOBV-070')
  const catalog = new TestCatalog({ 'samplePackage1:2.1.5': { attributes: at(given, 'given.attributes') as Record<string, string> } })
  const h = useJobs({ ...setup, catalog })
  const destinationPackageVersions = [h.account.arns.iot('package/samplePackage1/version/2.1.5')]
  const document = at(given, 'when.document')
  await h.call('CreateJob', { jobId: 'J', targets: [h.thing(THING)], document, destinationPackageVersions })
  h.take()
  await h.publish(`${ROOT}/J/get`, {})
  expect(at(h.take()[0], 'payload.execution.jobDocument')).toEqual(at(given, 'then.deliveredDocument'))
})

test('[JOB-136] JOBV-071 DescribeJob shows versions found, or as they were given', async () => {
  const catalog = new TestCatalog({ 'TestPackage:1.0.2': {} })
  catalog.defaults.set('TestPackage', '1.0.2')
  const h = useJobs({ ...setup, catalog })
  const [found, given] = at(vectors.get('JOBV-071'), 'then.destinationPackageVersions') as string[][]
  await h.call('CreateJob', { jobId: 'J', targets: [h.thing(THING)], document: '{}', destinationPackageVersions: given })
  expect(at(await h.call('DescribeJob', { jobId: 'J' }), 'job.destinationPackageVersions')).toEqual(found)
  const before = await h.call('DescribeJob', { jobId: 'J', beforeSubstitution: true })
  expect(at(before, 'job.destinationPackageVersions')).toEqual(given)
})

/** Vectors that have a test of their own, and where. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'JOBV-040': 'packages/jobs/test/rollout.test.ts',
  'JOBV-051': 'packages/jobs/src/model/policies.test.ts',
  'JOBV-060': 'packages/jobs/src/model/policies.test.ts',
  'JOBV-061': 'packages/jobs/src/model/deadlines.test.ts',
  'JOBV-062': 'packages/jobs/src/model/policies.test.ts',
  'JOBV-070': 'packages/jobs/test/vectors.test.ts',
  'JOBV-071': 'packages/jobs/test/vectors.test.ts',
  'JOBV-072': 'packages/jobs/test/templates.test.ts',
  'JOBV-073': 'packages/jobs/test/templates.test.ts',
  'JOBV-083': 'packages/jobs/test/vectors.test.ts',
}

test('every vector of jobs is run', () => {
  const wanted = [...vectors.keys()].filter((id) => id.startsWith('JOBV-'))
  const missing = wanted.filter((id) => !(id in mqtt) && !(id in others) && !(id in ELSEWHERE))
  expect(missing).toEqual([])
  for (const [id, file] of Object.entries(ELSEWHERE)) {
    expect(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')).toContain(id)
  }
})

function withoutMember(value: unknown, path: string, member: string): unknown {
  const inner = Object.entries(at(value, path) as object).filter(([name]) => name !== member)
  return { ...(value as object), [path]: Object.fromEntries(inner) }
}
