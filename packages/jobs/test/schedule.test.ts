import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { at, type JobsHarness, useJobs } from './use-jobs.js'

const MINUTE_MS = 60_000
/** The clock of the tests starts at 2026-01-02T03:04:05.678Z. */
const TO_0400_MS = 56 * MINUTE_MS - 5_678

const jobOf = async (h: JobsHarness): Promise<unknown> => at(await h.call('DescribeJob', { jobId: 'j' }), 'job')

test('[JOB-011] [JOB-344] a scheduled job says nothing until its start', async () => {
  const h = useJobs({ things: ['a'] })
  await h.createJob('j', [h.thing('a')], { schedulingConfig: { startTime: '2026-01-02T04:00' } })
  expect(await jobOf(h)).toMatchObject({ status: 'SCHEDULED', isConcurrent: false, schedulingConfig: { startTime: '2026-01-02T04:00' } })
  await h.account.timers.advance(TO_0400_MS - 1)
  expect(h.take()).toEqual([])
  await h.account.timers.advance(1)
  expect(h.take().map((message) => message.topic)).toEqual(['$aws/things/a/jobs/notify', '$aws/things/a/jobs/notify-next'])
  expect(at(await jobOf(h), 'status')).toBe('IN_PROGRESS')
})

test('[JOB-011] a start that passed while nothing ran happens at the next start of the service', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jobs-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'account.db')
  const before = useJobs({ things: ['a'], account: { file } })
  await before.createJob('j', [before.thing('a')], { schedulingConfig: { startTime: '2026-01-02 04:00' } })
  await before.close()
  const after = useJobs({ things: ['a'], account: { file, startMs: Date.parse('2026-01-02T05:00:00Z') } })
  await after.account.timers.rest()
  expect(await after.statusOf('j', 'a')).toBe('QUEUED')
})

test.each([
  ['STOP_ROLLOUT', 'QUEUED', 'IN_PROGRESS', 'IN_PROGRESS'],
  ['CANCEL', 'CANCELED', 'IN_PROGRESS', 'IN_PROGRESS'],
  ['FORCE_CANCEL', 'CANCELED', 'CANCELED', 'COMPLETED'],
])(
  '[JOB-342] [JOB-013] %s at the end leaves a queued execution %s, a running one %s and the job %s',
  async (endBehavior, queued, running, job) => {
    const h = useJobs({ groups: { g: ['a', 'b', 'c'] } })
    await h.createJob('j', [h.group('g')], {
      targetSelection: 'CONTINUOUS',
      jobExecutionsRolloutConfig: {
        exponentialRate: { baseRatePerMinute: 2, incrementFactor: 1.1, rateIncreaseCriteria: { numberOfNotifiedThings: 90 } },
      },
      schedulingConfig: { endTime: '2026-01-02T04:00', endBehavior },
    })
    await h.callData('StartNextPendingJobExecution', { thingName: 'b' })
    await h.account.timers.advance(TO_0400_MS)
    expect(await h.statusOf('j', 'a')).toBe(queued)
    expect(await h.statusOf('j', 'b')).toBe(running)
    expect(at(await jobOf(h), 'status')).toBe(job)
    await h.join('late', 'g')
    expect(await h.refusal('iot', 'DescribeJobExecution', { jobId: 'j', thingName: 'late' })).toMatchObject({ status: 404 })
  },
)

test('[JOB-342] an end stops a rollout that is under way', async () => {
  const h = useJobs({ groups: { g: Array.from({ length: 90 }, (_, index) => `t${String(index)}`) } })
  await h.createJob('j', [h.group('g')], {
    jobExecutionsRolloutConfig: { maximumPerMinute: 1 },
    schedulingConfig: { endTime: '2026-01-02T04:00' },
  })
  await h.account.timers.advance(120 * MINUTE_MS)
  expect(at(await jobOf(h), 'jobProcessDetails.numberOfQueuedThings')).toBe(56)
  expect(at(await jobOf(h), 'isConcurrent')).toBe(false)
})

test('[JOB-012] [JOB-043] [JOB-343] a job is in progress in its maintenance windows and scheduled outside', async () => {
  const h = useJobs({ groups: { g: ['a'] } })
  await h.createJob('j', [h.group('g')], {
    targetSelection: 'CONTINUOUS',
    schedulingConfig: { maintenanceWindows: [{ startTime: 'cron(0 4 * * ? *)', durationInMinutes: 60 }] },
  })
  const listed = async () => at(await h.callData('GetPendingJobExecutions', { thingName: 'a' }), 'queuedJobs')
  const job = await jobOf(h)
  expect(job).toMatchObject({ status: 'SCHEDULED' })
  expect(at(job, 'scheduledJobRollouts')).toHaveLength(7)
  expect(at(job, 'scheduledJobRollouts.0')).toEqual({ startTime: '2026-01-02T04:00' })
  await h.account.timers.advance(TO_0400_MS)
  expect(at(await jobOf(h), 'status')).toBe('IN_PROGRESS')
  expect(await listed()).toHaveLength(1)
  await h.account.timers.advance(60 * MINUTE_MS)
  expect(at(await jobOf(h), 'status')).toBe('SCHEDULED')
  expect(await listed()).toEqual([])
  await h.join('late', 'g')
  expect(await h.refusal('iot', 'DescribeJobExecution', { jobId: 'j', thingName: 'late' })).toMatchObject({ status: 404 })
  await h.account.timers.advance(23 * 60 * MINUTE_MS)
  expect(await h.statusOf('j', 'late')).toBe('QUEUED')
  expect(await listed()).toHaveLength(1)
})

test('[JOB-035] [JOB-343] a thing that leaves and comes back outside the window is served again in the next one', async () => {
  const h = useJobs({ groups: { g: ['a'] } })
  await h.createJob('j', [h.group('g')], {
    targetSelection: 'CONTINUOUS',
    schedulingConfig: { maintenanceWindows: [{ startTime: '0 4 * * ? *', durationInMinutes: 60 }] },
  })
  await h.account.timers.advance(TO_0400_MS + 60 * MINUTE_MS)
  await h.leave('a', 'g')
  expect(await h.statusOf('j', 'a')).toBe('REMOVED')
  await h.join('a', 'g')
  expect(await h.statusOf('j', 'a')).toBe('REMOVED')
  await h.account.timers.advance(23 * 60 * MINUTE_MS)
  expect(await h.call('DescribeJobExecution', { jobId: 'j', thingName: 'a' })).toMatchObject({
    execution: { status: 'QUEUED', executionNumber: 2 },
  })
})

test('[JOB-340] [JOB-341] [JOB-342] schedules that break the rules are refused', async () => {
  const h = useJobs({ things: ['a'] })
  for (const schedulingConfig of [
    { startTime: 'tomorrow' },
    { startTime: '2026-02-31T10:00' },
    { startTime: '2026-01-02T03:30' },
    { startTime: '2027-02-01T00:00' },
    { endTime: '2026-01-02T03:30' },
    { endTime: '2028-02-01T00:00' },
    { startTime: '2026-01-02T04:00', endTime: '2026-01-02T04:29' },
    { startTime: '2026-01-02T04:00', endBehavior: 'CANCEL' },
    { maintenanceWindows: [{ startTime: '0 4 * * ? *', durationInMinutes: 60 }] },
  ]) {
    const input = { jobId: 'j', targets: [h.thing('a')], document: '{}', schedulingConfig }
    expect(await h.refusal('iot', 'CreateJob', input)).toMatchObject({ name: 'InvalidRequestException', status: 400 })
  }
})

test('[JOB-141] a scheduled job can be cancelled before its start', async () => {
  const h = useJobs({ things: ['a'] })
  await h.createJob('j', [h.thing('a')], { schedulingConfig: { startTime: '2026-01-02T04:00' } })
  await h.call('CancelJob', { jobId: 'j' })
  await h.account.timers.advance(120 * MINUTE_MS)
  expect(at(await jobOf(h), 'status')).toBe('CANCELED')
  expect(h.take()).toEqual([])
})
