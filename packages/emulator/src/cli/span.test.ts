import { expect, test } from 'vitest'
import { spanMs } from './span.js'

test.each([
  ['1h30m', 5_400_000],
  ['90s', 90_000],
  ['250ms', 250],
  ['2d', 172_800_000],
  ['PT1H', 3_600_000],
  ['P1DT2H', 93_600_000],
  ['1.5h', 5_400_000],
])('%s is %d ms', (text, expectedMs) => {
  expect(spanMs(text)).toBe(expectedMs)
})

test.each(['', 'soon', '1', '1h 30m', '-1h', 'P1Y', 'h'])('%j is no span of time', (text) => {
  expect(() => spanMs(text)).toThrow(expect.objectContaining({ code: 'ICL_CONFIG_INVALID' }))
})
