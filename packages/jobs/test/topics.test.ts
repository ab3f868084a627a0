import { expect, test } from 'vitest'
import { at, useJobs } from './use-jobs.js'

const ROOT = '$aws/things/lamp/jobs'

test('[JOB-002] a job named get does not disturb the topic of GetPendingJobExecutions', async () => {
  const h = useJobs({ things: ['lamp'] })
  await h.createJob('get', [h.thing('lamp')])
  h.take()
  await h.publish(`${ROOT}/get/get`, {})
  await h.publish(`${ROOT}/get`, {})
  const [described, listed] = h.take()
  expect(at(described, 'payload.execution.jobId')).toBe('get')
  expect(at(listed, 'payload.queuedJobs')).toHaveLength(1)
})

test('[JOB-408] a payload that is no JSON object is rejected as InvalidJson, without a token', async () => {
  const h = useJobs({ things: ['lamp'] })
  await h.publish(`${ROOT}/get`, '{"clientToken":"t"')
  await h.publish(`${ROOT}/get`, '[1]')
  for (const message of h.take()) {
    expect(message).toMatchObject({ topic: `${ROOT}/get/rejected`, to: 'requester', payload: { code: 'InvalidJson' } })
    expect(message.payload).not.toHaveProperty('clientToken')
  }
})

test('[JOB-408] an empty payload counts as an empty object', async () => {
  const h = useJobs({ things: ['lamp'] })
  await h.publish(`${ROOT}/get`, '')
  expect(h.take()).toEqual([
    { topic: `${ROOT}/get/accepted`, to: 'requester', payload: { timestamp: 1767323045, inProgressJobs: [], queuedJobs: [] } },
  ])
})

test('[JOB-436] a topic that maps to no API is rejected to the requester', async () => {
  const h = useJobs({ things: ['lamp'] })
  for (const topic of [`${ROOT}/nothing`, `${ROOT}/job1/nothing`, `${ROOT}/job1/get/accepted`]) {
    await h.publish(topic, { clientToken: 't' })
    expect(h.take()).toMatchObject([{ topic: `${topic}/rejected`, to: 'requester', payload: { code: 'InvalidTopic', clientToken: 't' } }])
  }
})

test('[JOB-030] a status that devices may not set is an invalid request', async () => {
  const h = useJobs({ things: ['lamp'] })
  await h.createJob('j', [h.thing('lamp')])
  h.take()
  for (const status of ['QUEUED', 'CANCELED', 'TIMED_OUT', 'REMOVED', 'DONE', 7]) {
    await h.publish(`${ROOT}/j/update`, { status })
    expect(h.take()).toMatchObject([{ topic: `${ROOT}/j/update/rejected`, payload: { code: 'InvalidRequest' } }])
  }
})

test('[JOB-425] the document can be left out, and an older execution be asked for', async () => {
  const h = useJobs({ things: ['lamp'] })
  await h.createJob('j', [h.thing('lamp')])
  h.take()
  await h.publish(`${ROOT}/j/get`, { includeJobDocument: false })
  await h.publish(`${ROOT}/j/get`, { executionNumber: 2 })
  const [described, missing] = h.take()
  expect(described?.payload).not.toHaveProperty('execution.jobDocument')
  expect(missing).toMatchObject({ topic: `${ROOT}/j/get/rejected`, payload: { code: 'ResourceNotFound' } })
})

test('[JOB-433] describing an ended execution is refused on both edges', async () => {
  const h = useJobs({ things: ['lamp'] })
  await h.createJob('j', [h.thing('lamp')])
  await h.publish(`${ROOT}/j/update`, { status: 'SUCCEEDED' })
  h.take()
  await h.publish(`${ROOT}/j/get`, { clientToken: 't' })
  const [message] = h.take()
  expect(message).toMatchObject({ topic: `${ROOT}/j/get/rejected`, payload: { code: 'TerminalStateReached', clientToken: 't' } })
  expect(message?.payload).not.toHaveProperty('executionState')
  const refusal = await h.refusal('iot-jobs-data', 'DescribeJobExecution', { thingName: 'lamp', jobId: 'j' })
  expect(refusal).toMatchObject({ name: 'TerminalStateException', status: 410 })
})

test('[JOB-031] an ended execution is frozen on both edges', async () => {
  const h = useJobs({ things: ['lamp'] })
  await h.createJob('j', [h.thing('lamp')])
  await h.callData('UpdateJobExecution', { thingName: 'lamp', jobId: 'j', status: 'REJECTED' })
  h.take()
  await h.publish(`${ROOT}/j/update`, { status: 'SUCCEEDED' })
  expect(h.take()).toMatchObject([
    { payload: { code: 'InvalidStateTransition', executionState: { status: 'REJECTED', versionNumber: 2 } } },
  ])
  const refusal = await h.refusal('iot-jobs-data', 'UpdateJobExecution', { thingName: 'lamp', jobId: 'j', status: 'SUCCEEDED' })
  expect(refusal).toMatchObject({ name: 'InvalidStateTransitionException', status: 409 })
})

test('[JOB-034] details absent from an update stay, details given replace all of them', async () => {
  const h = useJobs({ things: ['lamp'] })
  await h.createJob('j', [h.thing('lamp')])
  const update = (more: object) => h.publish(`${ROOT}/j/update`, { status: 'IN_PROGRESS', includeJobExecutionState: true, ...more })
  await update({ statusDetails: { a: '1', b: '2' } })
  await update({})
  await update({ statusDetails: { c: '3' } })
  const states = h
    .take()
    .filter((message) => message.topic.endsWith('update/accepted'))
    .map((message) => at(message, 'payload.executionState.statusDetails'))
  expect(states).toEqual([{ a: '1', b: '2' }, { a: '1', b: '2' }, { c: '3' }])
})

test('[JOB-429] details that break the limits are refused, and nothing changes', async () => {
  const h = useJobs({ things: ['lamp'] })
  await h.createJob('j', [h.thing('lamp')])
  h.take()
  for (const statusDetails of [{ 'a b': 'x' }, { a: '' }, { a: 'x'.repeat(1025) }, { a: 1 }, []]) {
    await h.publish(`${ROOT}/j/update`, { status: 'IN_PROGRESS', statusDetails })
    expect(h.take()).toMatchObject([{ payload: { code: 'InvalidRequest' } }])
  }
  expect(await h.statusOf('j', 'lamp')).toBe('QUEUED')
})

test('[JOB-552] [JOB-555] the HTTP plane gives the document as text and the thing by name, and nothing when idle', async () => {
  const h = useJobs({ things: ['lamp'] })
  expect(await h.callData('StartNextPendingJobExecution', { thingName: 'lamp' })).toEqual({})
  expect(await h.callData('DescribeJobExecution', { thingName: 'lamp', jobId: '$next' })).toEqual({})
  await h.createJob('j', [h.thing('lamp')])
  expect(await h.callData('StartNextPendingJobExecution', { thingName: 'lamp' })).toEqual({
    execution: {
      jobId: 'j',
      status: 'IN_PROGRESS',
      queuedAt: 1767323045,
      startedAt: 1767323045,
      lastUpdatedAt: 1767323045,
      versionNumber: 2,
      executionNumber: 1,
      thingName: 'lamp',
      jobDocument: '{"operation":"test"}',
    },
  })
})
