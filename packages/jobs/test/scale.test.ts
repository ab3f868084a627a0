import { expect, test } from 'vitest'
import { at, useJobs } from './use-jobs.js'

test('[JOB-010] a job on a large group is rolled out in many turns of the event loop, a bounded slice in each', async () => {
  const members = Array.from({ length: 2_000 }, (_, index) => `thing-${String(index)}`)
  const h = useJobs({ groups: { fleet: members }, options: { sliceSize: 50 } })
  const input = { jobId: 'j', targets: [h.group('fleet')], document: '{}' }
  await h.iot.CreateJob?.(input, h.account.call)
  expect(h.account.published).toEqual([])
  let largestSlice = 0
  let turns = 0
  for (let seen = 0; seen < 4_000; turns++) {
    await new Promise((resolve) => setImmediate(resolve))
    largestSlice = Math.max(largestSlice, h.account.published.length - seen)
    seen = h.account.published.length
    if (turns > 1_000) break
  }
  // A notify and a notify-next for each execution of a slice.
  expect(largestSlice).toBe(100)
  await h.account.timers.rest()
  expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job.jobProcessDetails.numberOfQueuedThings')).toBe(2_000)
})

test('[JOB-010] a group that cannot be read to its end is read again from its start, and nothing is lost', async () => {
  const members = Array.from({ length: 300 }, (_, index) => `thing-${String(index)}`)
  const h = useJobs({ groups: { fleet: members }, options: { sliceSize: 10 } })
  const original = h.things.membersOf.bind(h.things)
  h.things.membersOf = function* (name) {
    yield* [...original(name)].slice(0, 150)
    throw new Error('the group cannot be read on')
  }
  await h.createJob('j', [h.group('fleet')])
  h.things.membersOf = original
  await h.account.timers.advance(60_000)
  expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job.jobProcessDetails.numberOfQueuedThings')).toBe(300)
})

test('[JOB-016] other jobs get their turn while a large one is rolled out', async () => {
  const members = Array.from({ length: 1_000 }, (_, index) => `thing-${String(index)}`)
  const h = useJobs({ things: ['lamp'], groups: { fleet: members }, options: { sliceSize: 10 } })
  await h.iot.CreateJob?.({ jobId: 'large', targets: [h.group('fleet')], document: '{}' }, h.account.call)
  await h.iot.CreateJob?.({ jobId: 'small', targets: [h.thing('lamp')], document: '{}' }, h.account.call)
  await h.account.timers.rest()
  const topics = h.account.published.map((message) => message.topic)
  expect(topics.indexOf('$aws/things/lamp/jobs/notify')).toBeLessThan(100)
})

test('[JOB-010] a rollout whose group cannot be read does not hold up other jobs, and is tried again after a minute', async () => {
  const h = useJobs({ things: ['lamp'], groups: { broken: ['a'] } })
  const original = h.things.membersOf.bind(h.things)
  h.things.membersOf = () => {
    throw new Error('the group cannot be read')
  }
  await h.createJob('first', [h.group('broken')])
  await h.createJob('second', [h.thing('lamp')])
  expect(await h.statusOf('second', 'lamp')).toBe('QUEUED')
  h.things.membersOf = original
  await h.account.timers.advance(60_000)
  expect(await h.statusOf('first', 'a')).toBe('QUEUED')
})
