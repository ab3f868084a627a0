import { expect, test } from 'vitest'
import { at, useJobs } from './use-jobs.js'

const NOTIFY = '$aws/things/lamp/jobs/notify'
const NEXT = '$aws/things/lamp/jobs/notify-next'

test('[JOB-500] [JOB-501] the worked example of the guide: create, queue behind, start, and end', async () => {
  const h = useJobs({ things: ['lamp'] })
  await h.createJob('job1', [h.thing('lamp')])
  expect(h.take().map((message) => message.topic)).toEqual([NOTIFY, NEXT])
  await h.createJob('job2', [h.thing('lamp')])
  expect(h.take().map((message) => message.topic)).toEqual([NOTIFY])
  await h.publish('$aws/things/lamp/jobs/job1/update', { status: 'IN_PROGRESS' })
  expect(h.take().map((message) => message.topic)).toEqual(['$aws/things/lamp/jobs/job1/update/accepted'])
  await h.publish('$aws/things/lamp/jobs/job1/update', { status: 'SUCCEEDED' })
  const messages = h.take()
  expect(messages.map((message) => message.topic)).toEqual(['$aws/things/lamp/jobs/job1/update/accepted', NOTIFY, NEXT])
  expect(at(messages[2], 'payload.execution.jobId')).toBe('job2')
})

test('[JOB-041] [JOB-501] a later job that is started first becomes the next one, without a notify', async () => {
  const h = useJobs({ things: ['lamp'] })
  await h.createJob('job1', [h.thing('lamp')])
  await h.createJob('job2', [h.thing('lamp')])
  h.take()
  await h.publish('$aws/things/lamp/jobs/job2/update', { status: 'IN_PROGRESS' })
  const messages = h.take()
  expect(messages.map((message) => message.topic)).toEqual(['$aws/things/lamp/jobs/job2/update/accepted', NEXT])
  expect(at(messages[1], 'payload.execution.jobId')).toBe('job2')
})

test('[JOB-507] an update over HTTP causes the same notifications', async () => {
  const h = useJobs({ things: ['lamp'] })
  await h.createJob('job1', [h.thing('lamp')])
  h.take()
  await h.callData('UpdateJobExecution', { thingName: 'lamp', jobId: 'job1', status: 'SUCCEEDED' })
  expect(h.take()).toEqual([
    { topic: NOTIFY, to: 'subscribers', payload: { timestamp: 1767323045, jobs: {} } },
    { topic: NEXT, to: 'subscribers', payload: { timestamp: 1767323045 } },
  ])
})

test('[JOB-043] a notification lists ten executions at most', async () => {
  const h = useJobs({ things: ['lamp'] })
  for (let index = 0; index < 12; index++) await h.createJob(`job${String(index)}`, [h.thing('lamp')])
  const last = h.takeOn(NOTIFY).at(-1)
  expect(at(last, 'jobs.QUEUED')).toHaveLength(10)
  expect(await h.callData('GetPendingJobExecutions', { thingName: 'lamp' })).toMatchObject({
    inProgressJobs: [],
    queuedJobs: { length: 10 },
  })
})

test('[JOB-203] the document reaches the device as it was written, numbers of any length included', async () => {
  const h = useJobs({ things: ['lamp'] })
  await h.createJob('job1', [h.thing('lamp')], { document: ' {"big":12345678901234567890} \n' })
  const raw = h.account.published.find((message) => message.topic === NEXT)
  expect(raw?.payload).toContain('"jobDocument":{"big":12345678901234567890}}')
})
