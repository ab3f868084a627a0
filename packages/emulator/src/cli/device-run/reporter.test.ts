import { expect, test } from 'vitest'
import { createReporter } from './reporter.js'

function told(isJson: boolean) {
  const lines: string[] = []
  const terminal = {
    out: (text: string) => void lines.push(`out ${text}`),
    err: (text: string) => void lines.push(`err ${text}`),
    isOutTerminal: false,
    isErrColoured: false,
  }
  const reporter = createReporter(terminal, isJson, () => new Date('2026-01-02T03:04:05.678Z'))
  reporter.say('job', 'Job a', { jobId: 'a' })
  const before = reporter.hasComplained
  reporter.complain('disconnected', 'Gone', { why: 'b' })
  return { lines, complained: [before, reporter.hasComplained] }
}

test('people get lines with the time, complaints on standard error', () => {
  const { lines, complained } = told(false)
  expect(lines).toEqual([expect.stringMatching(/^out \d\d:04:05 {2}Job a$/), expect.stringMatching(/^err \d\d:04:05 {2}Gone$/)])
  expect(complained).toEqual([false, true])
})

test('programs get one object a line, complaints too', () => {
  expect(told(true).lines).toEqual([
    'out {"time":"2026-01-02T03:04:05.678Z","event":"job","jobId":"a"}',
    'out {"time":"2026-01-02T03:04:05.678Z","event":"disconnected","why":"b","message":"Gone"}',
  ])
})
