import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { at, useJobs } from './use-jobs.js'

const START_MS = Date.parse('2026-01-02T03:04:05.678Z')
const MINUTE_MS = 60_000

function useFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jobs-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'account.db')
}

test('[JOB-323] deadlines that passed while nothing ran fire at the next start, others keep their time', async () => {
  const file = useFile()
  const before = useJobs({ things: ['a', 'b'], account: { file } })
  await before.createJob('short', [before.thing('a')], { timeoutConfig: { inProgressTimeoutInMinutes: 1 } })
  await before.createJob('long', [before.thing('b')], { timeoutConfig: { inProgressTimeoutInMinutes: 10 } })
  await before.callData('StartNextPendingJobExecution', { thingName: 'a' })
  await before.callData('StartNextPendingJobExecution', { thingName: 'b' })
  await before.close()

  const after = useJobs({ things: ['a', 'b'], account: { file, startMs: START_MS + 5 * MINUTE_MS } })
  await after.account.timers.rest()
  expect(await after.statusOf('short', 'a')).toBe('TIMED_OUT')
  expect(after.take().map((message) => message.topic)).toEqual(['$aws/things/a/jobs/notify', '$aws/things/a/jobs/notify-next'])
  await after.account.timers.advance(5 * MINUTE_MS - 1)
  expect(await after.statusOf('long', 'b')).toBe('IN_PROGRESS')
  await after.account.timers.advance(1)
  expect(await after.statusOf('long', 'b')).toBe('TIMED_OUT')
})

test('[JOB-010] a rollout that was cut off goes on where it stopped, each thing once', async () => {
  const file = useFile()
  const members = Array.from({ length: 500 }, (_, index) => `thing-${String(index)}`)
  const setup = { groups: { fleet: members }, account: { file }, options: { sliceSize: 7 } }
  const before = useJobs(setup)
  const input = { jobId: 'j', targets: [before.group('fleet')], document: '{}' }
  await before.iot.CreateJob?.(input, before.account.call)
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve))
  await before.close()
  const notified = before.account.published.filter((message) => message.topic.endsWith('/notify')).length
  expect(notified).toBeGreaterThan(0)
  expect(notified).toBeLessThan(500)

  const after = useJobs(setup)
  await after.account.timers.rest()
  expect(after.account.published.filter((message) => message.topic.endsWith('/notify'))).toHaveLength(500 - notified)
  const described = await after.call('DescribeJob', { jobId: 'j' })
  expect(at(described, 'job.jobProcessDetails.numberOfQueuedThings')).toBe(500)
  expect(at(described, 'job.isConcurrent')).toBe(false)
})

test('[JOB-115] [JOB-036] what happened to things and groups just before the process was killed is made up for at the next start', async () => {
  const file = useFile()
  const options = { sliceSize: 2 }
  const before = useJobs({ things: ['gone'], groups: { g: ['stays', 'leaves', 'moves'], other: [] }, account: { file }, options })
  await before.createJob('follow', [before.group('g')], { targetSelection: 'CONTINUOUS' })
  await before.createJob('once', [before.thing('gone'), before.thing('leaves')])
  await before.createJob('both', [before.group('g'), before.group('other')], { targetSelection: 'CONTINUOUS' })
  before.crash()

  // Of all this no news came: it was committed, and then the process ended.
  const groups = { g: ['stays', 'joins', 'joins-too', 'and-so-does-this'], other: ['moves'] }
  const after = useJobs({ things: ['leaves'], groups, account: { file }, options })
  await after.account.timers.rest()
  const statuses = async (jobId: string) => {
    const listed = at(await after.call('ListJobExecutionsForJob', { jobId }), 'executionSummaries') as object[]
    const entries = listed.map((item) => [String(at(item, 'thingArn')).split('/')[1], at(item, 'jobExecutionSummary.status')] as const)
    expect(new Set(entries.map(([name]) => name)).size).toBe(entries.length)
    return Object.fromEntries(entries) as unknown
  }
  const joined = { stays: 'QUEUED', joins: 'QUEUED', 'joins-too': 'QUEUED', 'and-so-does-this': 'QUEUED' }
  expect(await statuses('follow')).toEqual({ ...joined, leaves: 'REMOVED', moves: 'REMOVED' })
  expect(await statuses('both')).toEqual({ ...joined, leaves: 'REMOVED', moves: 'QUEUED' })
  expect(await statuses('once')).toEqual({ gone: 'REMOVED', leaves: 'QUEUED' })
  // One job after the other.
  expect(after.takeOn('$aws/things/joins/jobs/notify')).toHaveLength(2)
})

test('[JOB-300] [JOB-303] who joined unseen during a slow rollout is served at once, who waits for it goes on waiting', async () => {
  const file = useFile()
  const before = useJobs({ groups: { g: ['a', 'b', 'c', 'd'] }, account: { file } })
  const rollout = { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } }
  await before.createJob('j', [before.group('g')], { targetSelection: 'CONTINUOUS', ...rollout })
  before.crash()
  const after = useJobs({ groups: { g: ['a', 'c', 'd', 'new'] }, things: ['b'], account: { file } })
  await after.account.timers.rest()
  const queued = async () => at(await after.call('DescribeJob', { jobId: 'j' }), 'job.jobProcessDetails.numberOfQueuedThings')
  expect(await after.statusOf('j', 'new')).toBe('QUEUED')
  expect(await queued()).toBe(2)
  await after.account.timers.advance(5 * MINUTE_MS)
  expect(await queued()).toBe(4)
  expect(await after.refusal('iot', 'DescribeJobExecution', { jobId: 'j', thingName: 'b' })).toMatchObject({ status: 404 })
})

test('[JOB-115] after an orderly end nothing is gone through again', async () => {
  const file = useFile()
  const before = useJobs({ groups: { g: ['a'] }, account: { file } })
  await before.createJob('j', [before.group('g')], { targetSelection: 'CONTINUOUS' })
  await before.close()
  const after = useJobs({ groups: { g: ['a'] }, account: { file } })
  after.things.membersOf = () => {
    throw new Error('read')
  }
  await after.account.timers.rest()
  expect(await after.statusOf('j', 'a')).toBe('QUEUED')
})
