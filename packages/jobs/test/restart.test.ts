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
