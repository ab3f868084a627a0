import { expect, test } from 'vitest'
import { nextTime, parseCron } from './cron.js'

const next = (expression: string, from: string): string | undefined => {
  const timeMs = nextTime(parseCron(expression), Date.parse(from))
  return timeMs === undefined ? undefined : new Date(timeMs).toISOString().slice(0, 16)
}

test.each([
  ['cron(0 3 * * ? *)', '2026-01-02T03:00:00Z', '2026-01-02T03:00'],
  ['cron(0 3 * * ? *)', '2026-01-02T03:00:01Z', '2026-01-03T03:00'],
  ['30 22 ? * MON-FRI *', '2026-01-02T23:00:00Z', '2026-01-05T22:30'],
  ['0/20 5,17 * * *', '2026-01-02T05:30:00Z', '2026-01-02T05:40'],
  ['0 0 L * ? *', '2028-02-01T00:00:00Z', '2028-02-29T00:00'],
  ['0 0 1 JAN ? 2027', '2026-06-01T00:00:00Z', '2027-01-01T00:00'],
  ['0 0 ? * 1 *', '2026-01-02T00:00:00Z', '2026-01-04T00:00'],
])('[JOB-343] %s after %s is %s', (expression, from, wanted) => {
  expect(next(expression, from)).toBe(wanted)
})

test('[JOB-343] a time that never comes again is no time', () => {
  expect(next('0 0 1 1 ? 2020', '2026-01-01T00:00:00Z')).toBeUndefined()
})

test.each(['', '* * * *', '60 0 * * ? *', '0 24 * * ? *', '0 0 0 * ? *', '0 0 * FOO ? *', '0 0 5-1 * ? *', '*/0 * * * ? *', 'a b c d e f'])(
  '[JOB-343] %s is refused',
  (expression) => {
    expect(() => parseCron(expression)).toThrow('not valid')
  },
)
