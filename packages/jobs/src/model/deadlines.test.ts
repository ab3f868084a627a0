import { expect, test } from 'vitest'
import { deadlinesAtStart, effectiveDeadlineMs, withStepTimeout } from './deadlines.js'

test('[JOB-322] JOBV-061 the earlier of the step timer and the in-progress timer counts', () => {
  const noon = Date.parse('2026-01-01T12:00:00Z')
  const time = (text: string): number => Date.parse(`2026-01-01T${text}:00Z`)
  const started = deadlinesAtStart(noon, 20)
  expect(effectiveDeadlineMs(started)).toBe(time('12:20'))
  const first = withStepTimeout(started, time('12:05'), 7)
  expect(effectiveDeadlineMs(first)).toBe(time('12:12'))
  const second = withStepTimeout(first, time('12:10'), 5)
  expect(effectiveDeadlineMs(second)).toBe(time('12:15'))
  expect(effectiveDeadlineMs(withStepTimeout(second, time('12:13'), 9))).toBe(time('12:20'))
  expect(effectiveDeadlineMs(withStepTimeout(second, time('12:13'), -1))).toBe(time('12:20'))
})
