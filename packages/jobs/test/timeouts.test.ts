import { expect, test } from 'vitest'
import { at, useJobs } from './use-jobs.js'

const MINUTE_MS = 60_000
const ROOT = '$aws/things/lamp/jobs'

test('[JOB-320] [JOB-323] an execution times out when its in-progress timer runs out, and later updates do not restart it', async () => {
  const h = useJobs({ things: ['lamp'], events: ['JOB_EXECUTION'] })
  await h.createJob('j', [h.thing('lamp')], { timeoutConfig: { inProgressTimeoutInMinutes: 2 } })
  await h.account.timers.advance(60 * MINUTE_MS)
  await h.publish(`${ROOT}/start-next`, {})
  await h.account.timers.advance(MINUTE_MS)
  await h.publish(`${ROOT}/j/update`, { status: 'IN_PROGRESS' })
  h.take()
  await h.account.timers.advance(MINUTE_MS - 1)
  expect(h.take()).toEqual([])
  await h.account.timers.advance(1)
  expect(h.take().map((message) => message.topic)).toEqual([
    `${ROOT}/notify`,
    `${ROOT}/notify-next`,
    '$aws/events/jobExecution/j/timed_out',
  ])
  expect(await h.call('DescribeJob', { jobId: 'j' })).toMatchObject({
    job: { status: 'COMPLETED', jobProcessDetails: { numberOfTimedOutThings: 1, numberOfInProgressThings: 0 } },
  })
})

test('[JOB-322] the worked example: step timers replace each other and never pass the in-progress timer', async () => {
  const h = useJobs({ things: ['lamp'] })
  await h.createJob('j', [h.thing('lamp')], { timeoutConfig: { inProgressTimeoutInMinutes: 20 } })
  await h.publish(`${ROOT}/start-next`, {})
  const secondsLeft = async () =>
    at(await h.callData('DescribeJobExecution', { thingName: 'lamp', jobId: 'j' }), 'execution.approximateSecondsBeforeTimedOut')
  expect(await secondsLeft()).toBe(1200)
  await h.account.timers.advance(5 * MINUTE_MS)
  await h.publish(`${ROOT}/j/update`, { status: 'IN_PROGRESS', stepTimeoutInMinutes: 7 })
  expect(await secondsLeft()).toBe(7 * 60)
  await h.account.timers.advance(5 * MINUTE_MS)
  await h.publish(`${ROOT}/j/update`, { status: 'IN_PROGRESS', stepTimeoutInMinutes: 5 })
  expect(await secondsLeft()).toBe(5 * 60)
  await h.account.timers.advance(3 * MINUTE_MS)
  await h.publish(`${ROOT}/j/update`, { status: 'IN_PROGRESS', stepTimeoutInMinutes: 9 })
  expect(await secondsLeft()).toBe(7 * 60)
  await h.account.timers.advance(7 * MINUTE_MS)
  expect(await h.statusOf('j', 'lamp')).toBe('TIMED_OUT')
})

test('[JOB-321] -1 drops the step timer of an update; other values outside 1 to 10080 are refused', async () => {
  const h = useJobs({ things: ['lamp'] })
  await h.createJob('j', [h.thing('lamp')])
  await h.publish(`${ROOT}/start-next`, { stepTimeoutInMinutes: 1 })
  await h.publish(`${ROOT}/j/update`, { status: 'IN_PROGRESS', stepTimeoutInMinutes: -1 })
  await h.account.timers.advance(10 * MINUTE_MS)
  expect(await h.statusOf('j', 'lamp')).toBe('IN_PROGRESS')
  h.take()
  for (const stepTimeoutInMinutes of [0, -2, 10_081, 1.5]) {
    await h.publish(`${ROOT}/j/update`, { status: 'IN_PROGRESS', stepTimeoutInMinutes })
    expect(h.take()).toMatchObject([{ payload: { code: 'InvalidRequest' } }])
  }
  await h.publish(`${ROOT}/start-next`, { stepTimeoutInMinutes: -1 })
  expect(h.take()).toMatchObject([{ payload: { code: 'InvalidRequest' } }])
})

test('[JOB-140] a new timeout is for executions that start afterwards', async () => {
  const h = useJobs({ things: ['a', 'b'] })
  await h.createJob('j', [h.thing('a'), h.thing('b')], { timeoutConfig: { inProgressTimeoutInMinutes: 5 } })
  await h.callData('StartNextPendingJobExecution', { thingName: 'a' })
  await h.call('UpdateJob', { jobId: 'j', timeoutConfig: { inProgressTimeoutInMinutes: 1 } })
  await h.callData('StartNextPendingJobExecution', { thingName: 'b' })
  await h.account.timers.advance(MINUTE_MS)
  expect(await h.statusOf('j', 'a')).toBe('IN_PROGRESS')
  expect(await h.statusOf('j', 'b')).toBe('TIMED_OUT')
})
