import { expect, test } from 'vitest'
import { at, useJobs } from './use-jobs.js'

const MINUTE_MS = 60_000
const THINGS = 10_000
const BASE = 50
const FACTOR = 1.5
const THRESHOLD = 500
const MAXIMUM = 1_000
const MIN_EXECUTED = 6_000

/** The documented rate (JOB-302): base x factor^k after k thresholds, at most the maximum. Each minute has the rate that it begins with. */
function documentedMinutes(): number[] {
  const minutes: number[] = []
  for (let notified = 0; notified < THINGS;) {
    const rate = Math.floor(Math.min(BASE * FACTOR ** Math.floor(notified / THRESHOLD), MAXIMUM))
    minutes.push(Math.min(rate, THINGS - notified))
    notified += minutes.at(-1) ?? 0
  }
  return minutes
}

type Count = Record<string, number>

test('[JOB-302] [JOB-311] [JOB-312] [JOB-603] a rollout to 10,000 things speeds up from 50 to 1,000 a minute until 5% of failures abort it', async () => {
  const names = Array.from({ length: THINGS }, (_, index) => `t${String(index)}`)
  const h = useJobs({ groups: { fleet: names }, events: ['JOB', 'JOB_EXECUTION'], options: { sliceSize: 500 } })
  await h.createJob('update', [h.group('fleet')], {
    jobExecutionsRolloutConfig: {
      maximumPerMinute: MAXIMUM,
      exponentialRate: { baseRatePerMinute: BASE, incrementFactor: FACTOR, rateIncreaseCriteria: { numberOfNotifiedThings: THRESHOLD } },
    },
    abortConfig: {
      criteriaList: [{ failureType: 'FAILED', action: 'CANCEL', thresholdPercentage: 5, minNumberOfExecutedThings: MIN_EXECUTED }],
    },
  })
  const { call } = h.account
  const describe = async () => at(await h.call('DescribeJob', { jobId: 'update' }), 'job')
  const queuedByMinute: number[] = []
  const seen: Count = {}
  let executed = 0
  let failed = 0
  let isAborted = false
  // Every device that is told does its job within the minute; each twentieth fails, the first of them last of all.
  for (let minute = 0; !isAborted && minute < 100; minute++) {
    const told = h.account.published.splice(0).filter(({ topic }) => count(seen, topic) === 'notify-next')
    queuedByMinute.push(told.length)
    await h.account.timers.advance(MINUTE_MS / 2)
    for (const { topic } of told) {
      const [, , thingName = ''] = topic.split('/')
      executed++
      const isFailure = executed % 20 === 0
      if (isFailure) failed++
      await h.data.UpdateJobExecution?.({ thingName, jobId: 'update', status: isFailure ? 'FAILED' : 'SUCCEEDED' }, call)
      isAborted = executed >= MIN_EXECUTED && failed * 100 >= 5 * executed
      if (isAborted) break
    }
    // What the devices did is no news of the next minute.
    for (const { topic } of h.account.published.splice(0)) count(seen, topic)
    await h.account.timers.advance(isAborted ? 0 : MINUTE_MS / 2)
  }
  await h.account.timers.advance(10 * MINUTE_MS)
  for (const { topic } of h.account.published.splice(0)) count(seen, topic)

  const documented = documentedMinutes()
  expect(documented.slice(0, 11)).toEqual([50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 75])
  expect(Math.max(...documented)).toBe(MAXIMUM)
  expect(queuedByMinute).toEqual(documented.slice(0, queuedByMinute.length))
  const notified = queuedByMinute.reduce((sum, queued) => sum + queued, 0)
  expect(notified).toBeLessThan(THINGS)
  expect(executed).toBe(MIN_EXECUTED)
  const job = await describe()
  expect(job).toMatchObject({
    status: 'CANCELED',
    reasonCode: 'ABORT_CRITERIA_MET',
    isConcurrent: false,
    jobProcessDetails: {
      numberOfSucceededThings: executed - failed,
      numberOfFailedThings: failed,
      numberOfCanceledThings: notified - executed,
      numberOfQueuedThings: 0,
      numberOfInProgressThings: 0,
      numberOfRejectedThings: 0,
      numberOfRemovedThings: 0,
      numberOfTimedOutThings: 0,
    },
  })
  expect(seen).toEqual({
    // Queued, and ended by the device or the abort: the list changes twice, and so does what comes first.
    notify: 2 * notified,
    'notify-next': 2 * notified,
    'jobExecution succeeded': executed - failed,
    'jobExecution failed': failed,
    'jobExecution canceled': notified - executed,
    'job cancellation_in_progress': 1,
    'job canceled': 1,
  })
})

/** Counts a message under its kind, and answers the kind. */
function count(seen: Count, topic: string): string {
  const levels = topic.split('/')
  const last = levels.at(-1) ?? ''
  const kind = topic.startsWith('$aws/events/') ? `${levels[2] ?? ''} ${last}` : last
  seen[kind] = (seen[kind] ?? 0) + 1
  return kind
}
