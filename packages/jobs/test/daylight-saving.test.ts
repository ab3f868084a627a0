import { expect, onTestFinished, test } from 'vitest'
import { at, type JobsHarness, useJobs } from './use-jobs.js'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/** Runs the test as on a machine in that time zone: the schedule must not follow it. */
function useZone(zone: string): void {
  const before = process.env['TZ']
  process.env['TZ'] = zone
  onTestFinished(() => {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  })
}

const statusOf = async (h: JobsHarness): Promise<unknown> => at(await h.call('DescribeJob', { jobId: 'j' }), 'job.status')

/** The times, in UTC to the minute, at which the job opens and closes between now and `untilMs`. */
async function turns(h: JobsHarness, untilMs: number, stepMs = 10 * MINUTE_MS): Promise<string[]> {
  const seen: string[] = []
  const { account } = h
  for (let before = await statusOf(h); account.timers.now() < untilMs;) {
    await account.timers.advance(stepMs)
    const status = await statusOf(h)
    if (status !== before) seen.push(`${new Date(account.timers.now()).toISOString().slice(0, 16)} ${String(status)}`)
    before = status
  }
  return seen
}

/** Zones, and the midnight in UTC before the night in which their clocks change. */
const changes = [
  ['America/New_York', '2026-03-08', 'loses 02:00 to 03:00'],
  ['America/New_York', '2026-11-01', 'has 01:00 to 02:00 twice'],
  ['Europe/Berlin', '2026-03-29', 'loses 02:00 to 03:00'],
  ['Europe/Berlin', '2026-10-25', 'has 02:00 to 03:00 twice'],
  ['Australia/Lord_Howe', '2026-04-05', 'has half an hour twice'],
] as const

test.each(changes)('[JOB-012] [JOB-343] a daily window keeps its time in UTC in the night in which %s on %s %s', async (zone, day) => {
  useZone(zone)
  const midnightMs = Date.parse(`${day}T00:00:00Z`)
  expect(new Date(midnightMs - 24 * HOUR_MS).getTimezoneOffset()).not.toBe(new Date(midnightMs + 24 * HOUR_MS).getTimezoneOffset())
  const h = useJobs({ groups: { g: ['a'] }, account: { startMs: midnightMs - 24 * HOUR_MS } })
  await h.createJob('j', [h.group('g')], {
    targetSelection: 'CONTINUOUS',
    // In every one of the zones the hour that is lost or doubled lies in or beside this window on one of the days.
    schedulingConfig: { maintenanceWindows: [{ startTime: 'cron(30 0 * * ? *)', durationInMinutes: 450 }] },
  })
  const date = (days: number): string => new Date(midnightMs + days * 24 * HOUR_MS).toISOString().slice(0, 10)
  expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job.scheduledJobRollouts')).toEqual(
    [-1, 0, 1, 2, 3, 4, 5].map((days) => ({ startTime: `${date(days)}T00:30` })),
  )
  expect(await turns(h, midnightMs + 48 * HOUR_MS)).toEqual(
    [-1, 0, 1].flatMap((days) => [`${date(days)}T00:30 IN_PROGRESS`, `${date(days)}T08:00 SCHEDULED`]),
  )
  expect(await h.statusOf('j', 'a')).toBe('QUEUED')
})

test('[JOB-343] windows of 23 h 50 min leave ten minutes each day, the day of 23 hours included', async () => {
  useZone('America/New_York')
  const h = useJobs({ groups: { g: ['a'] }, account: { startMs: Date.parse('2026-03-07T12:00:00Z') } })
  await h.createJob('j', [h.group('g')], {
    targetSelection: 'CONTINUOUS',
    schedulingConfig: { maintenanceWindows: [{ startTime: '0 0 * * ? *', durationInMinutes: 1_430 }] },
  })
  expect(await statusOf(h)).toBe('IN_PROGRESS')
  expect(await turns(h, Date.parse('2026-03-09T12:00:00Z'))).toEqual([
    '2026-03-07T23:50 SCHEDULED',
    '2026-03-08T00:00 IN_PROGRESS',
    '2026-03-08T23:50 SCHEDULED',
    '2026-03-09T00:00 IN_PROGRESS',
  ])
})

test.each([
  // The same wall clock before and after the change, each with the offset that then holds; and a time that the local clock never shows.
  ['2026-03-29T01:59:00+01:00', '2026-03-29T00:59'],
  ['2026-03-29T03:00:00+02:00', '2026-03-29T01:00'],
  ['2026-03-29T02:30', '2026-03-29T02:30'],
])('[JOB-340] [JOB-341] a job to start at %s starts at %s UTC, wherever the machine is', async (startTime, startsAt) => {
  useZone('Europe/Berlin')
  const h = useJobs({ things: ['a'], account: { startMs: Date.parse('2026-03-28T23:00:00Z') } })
  await h.createJob('j', [h.thing('a')], { schedulingConfig: { startTime, endTime: '2026-03-29T04:00', endBehavior: 'CANCEL' } })
  expect(await turns(h, Date.parse('2026-03-29T03:59:00Z'), MINUTE_MS)).toEqual([`${startsAt} IN_PROGRESS`])
  await h.account.timers.advance(MINUTE_MS)
  expect(await h.statusOf('j', 'a')).toBe('CANCELED')
  expect(await statusOf(h)).toBe('COMPLETED')
})
