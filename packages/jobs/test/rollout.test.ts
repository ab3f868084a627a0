import { expect, test } from 'vitest'
import { at, useJobs } from './use-jobs.js'

const MINUTE_MS = 60_000

function fleet(size: number): string[] {
  return Array.from({ length: size }, (_, index) => `t${String(index)}`)
}

test('[JOB-300] a constant rollout queues so many executions a minute', async () => {
  const h = useJobs({ groups: { g: fleet(25) } })
  await h.createJob('j', [h.group('g')], { jobExecutionsRolloutConfig: { maximumPerMinute: 10 } })
  const queued = async () => at(await h.call('DescribeJob', { jobId: 'j' }), 'job.jobProcessDetails.numberOfQueuedThings')
  expect(await queued()).toBe(10)
  expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job.jobProcessDetails.processingTargets')).toEqual([h.group('g')])
  await h.account.timers.advance(MINUTE_MS - 1)
  expect(await queued()).toBe(10)
  await h.account.timers.advance(1)
  expect(await queued()).toBe(20)
  await h.account.timers.advance(MINUTE_MS)
  expect(await queued()).toBe(25)
  expect(await h.call('DescribeJob', { jobId: 'j' })).toMatchObject({ job: { isConcurrent: false, lastUpdatedAt: 1767323165.678 } })
})

test('[JOB-301] [JOB-302] an exponential rollout gets faster with what was queued', async () => {
  const h = useJobs({ groups: { g: fleet(100) } })
  await h.createJob('j', [h.group('g')], {
    jobExecutionsRolloutConfig: {
      exponentialRate: { baseRatePerMinute: 10, incrementFactor: 2, rateIncreaseCriteria: { numberOfNotifiedThings: 20 } },
    },
  })
  const seen: unknown[] = []
  for (let minute = 0; minute < 5; minute++) {
    seen.push(at(await h.call('DescribeJob', { jobId: 'j' }), 'job.jobProcessDetails.numberOfQueuedThings'))
    await h.account.timers.advance(MINUTE_MS)
  }
  // Each minute has the rate that it begins with: thresholds lie at 20, 40, 60 ...
  expect(seen).toEqual([10, 20, 40, 80, 100])
})

test('[JOB-303] who joins a CONTINUOUS job is served at once, whatever the rate', async () => {
  const h = useJobs({ groups: { g: fleet(5) } })
  await h.createJob('j', [h.group('g')], { targetSelection: 'CONTINUOUS', jobExecutionsRolloutConfig: { maximumPerMinute: 1 } })
  await h.join('late', 'g')
  expect(await h.statusOf('j', 'late')).toBe('QUEUED')
  await h.account.timers.advance(10 * MINUTE_MS)
  expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job.jobProcessDetails.numberOfQueuedThings')).toBe(6)
})

test('[JOB-311] [JOB-312] too many failures cancel what is queued and leave what runs alone', async () => {
  const h = useJobs({ things: ['a', 'b', 'c', 'd'], events: ['JOB'] })
  const criterion = { failureType: 'FAILED', action: 'CANCEL', minNumberOfExecutedThings: 2, thresholdPercentage: 50 }
  const targets = ['a', 'b', 'c', 'd'].map((name) => h.thing(name))
  await h.createJob('j', targets, { abortConfig: { criteriaList: [criterion] } })
  await h.callData('StartNextPendingJobExecution', { thingName: 'c' })
  await h.callData('UpdateJobExecution', { thingName: 'a', jobId: 'j', status: 'FAILED' })
  expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job.status')).toBe('IN_PROGRESS')
  await h.callData('UpdateJobExecution', { thingName: 'b', jobId: 'j', status: 'SUCCEEDED' })
  expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job')).toMatchObject({
    status: 'CANCELED',
    abortConfig: { criteriaList: [criterion] },
  })
  expect(await h.statusOf('j', 'c')).toBe('IN_PROGRESS')
  expect(await h.statusOf('j', 'd')).toBe('CANCELED')
  expect(h.takeOn('$aws/events/job/j/canceled')).toHaveLength(1)
})

test('[JOB-332] [JOB-133] [JOB-333] JOBV-040 each retry is a further execution, and the job waits for it', async () => {
  const h = useJobs({ things: ['a'] })
  await h.createJob('j', [h.thing('a')], { jobExecutionsRetryConfig: { criteriaList: [{ failureType: 'FAILED', numberOfRetries: 2 }] } })
  for (let attempt = 1; attempt <= 3; attempt++) {
    expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job.status')).toBe('IN_PROGRESS')
    h.take()
    await h.callData('UpdateJobExecution', { thingName: 'a', jobId: 'j', status: 'FAILED' })
    const next = h.takeOn('$aws/things/a/jobs/notify-next')
    expect(next).toHaveLength(1)
    expect(at(next[0], 'execution.executionNumber')).toBe(attempt === 3 ? undefined : attempt + 1)
  }
  expect(await h.call('DescribeJob', { jobId: 'j' })).toMatchObject({
    job: { status: 'COMPLETED', jobProcessDetails: { numberOfFailedThings: 3 } },
  })
  const listed = await h.call('ListJobExecutionsForJob', { jobId: 'j' })
  expect((at(listed, 'executionSummaries') as object[]).map((item) => at(item, 'jobExecutionSummary.retryAttempt'))).toEqual([0, 1, 2])
})

test('[JOB-331] an execution that timed out is queued again', async () => {
  const h = useJobs({ things: ['a'] })
  await h.createJob('j', [h.thing('a')], {
    timeoutConfig: { inProgressTimeoutInMinutes: 1 },
    jobExecutionsRetryConfig: { criteriaList: [{ failureType: 'TIMED_OUT', numberOfRetries: 1 }] },
  })
  await h.callData('StartNextPendingJobExecution', { thingName: 'a' })
  await h.account.timers.advance(MINUTE_MS)
  expect(await h.call('DescribeJobExecution', { jobId: 'j', thingName: 'a' })).toMatchObject({
    execution: { status: 'QUEUED', executionNumber: 2, versionNumber: 1 },
  })
})

test('[JOB-140] [JOB-330] the number of retries is bounded, and can later be changed to 0 only', async () => {
  const h = useJobs({ things: ['a'] })
  const retries = (numberOfRetries: number) => ({ criteriaList: [{ failureType: 'FAILED', numberOfRetries }] })
  const tooMany = { criteriaList: [...retries(6).criteriaList, { failureType: 'TIMED_OUT', numberOfRetries: 5 }] }
  const input = { jobId: 'k', targets: [h.thing('a')], document: '{}', jobExecutionsRetryConfig: tooMany }
  expect(await h.refusal('iot', 'CreateJob', input)).toMatchObject({ name: 'InvalidRequestException' })
  await h.createJob('j', [h.thing('a')], { jobExecutionsRetryConfig: retries(2) })
  const more = { jobId: 'j', jobExecutionsRetryConfig: retries(3) }
  expect(await h.refusal('iot', 'UpdateJob', more)).toMatchObject({ name: 'InvalidRequestException' })
  await h.call('UpdateJob', { jobId: 'j', jobExecutionsRetryConfig: retries(0) })
  await h.callData('UpdateJobExecution', { thingName: 'a', jobId: 'j', status: 'FAILED' })
  expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job.status')).toBe('COMPLETED')
})

test('[JOB-300] [JOB-301] rollouts that the guide does not allow are refused', async () => {
  const h = useJobs({ things: ['a'] })
  const exponential = { baseRatePerMinute: 1, incrementFactor: 1.5, rateIncreaseCriteria: { numberOfNotifiedThings: 1 } }
  for (const jobExecutionsRolloutConfig of [
    { maximumPerMinute: 1_001 },
    { exponentialRate: { ...exponential, incrementFactor: 1.55 } },
    { exponentialRate: { ...exponential, rateIncreaseCriteria: {} } },
  ]) {
    const input = { jobId: 'j', targets: [h.thing('a')], document: '{}', jobExecutionsRolloutConfig }
    expect(await h.refusal('iot', 'CreateJob', input)).toMatchObject({ name: 'InvalidRequestException' })
  }
})
