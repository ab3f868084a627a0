import { expect, test } from 'vitest'
import { parsePattern } from './time-pattern.js'
import { parseMoment } from './time-parser.js'
import { offsetMinutes, shortName } from './time-zone.js'

const read = (text: string, pattern: string): number | undefined => parseMoment(text, parsePattern(pattern) ?? [])

test('[RUL-653] text is read by its pattern, in UTC and at midnight when it says nothing else', () => {
  expect(read('2026-02-28', 'yyyy-MM-dd')).toBe(Date.UTC(2026, 1, 28))
  expect(read('28 Feb 2026 09:05 PM', 'dd MMM yyyy hh:mm a')).toBe(Date.UTC(2026, 1, 28, 21, 5))
  expect(read('2026-07-01T12:00:00.250Z', "yyyy-MM-dd'T'HH:mm:ss.SSSX")).toBe(Date.UTC(2026, 6, 1, 12, 0, 0, 250))
  expect(read('2026-07-01 12:00 America/Los_Angeles', 'yyyy-MM-dd HH:mm z')).toBe(Date.UTC(2026, 6, 1, 19))
})

test('[RUL-653] text that does not fit, days that do not exist and unknown zones give nothing', () => {
  expect(read('2026-02-30', 'yyyy-MM-dd')).toBeUndefined()
  expect(read('2026-02', 'yyyy-MM-dd')).toBeUndefined()
  expect(read('2026-02-01 Nowhere/Land', 'yyyy-MM-dd VV')).toBeUndefined()
  expect(parsePattern("yyyy 'open")).toBeUndefined()
})

test('[RUL-639] zones have the offset and the short name of their moment', () => {
  const [winter, summer] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 6, 1)]
  expect([winter, summer].map((at) => offsetMinutes('Europe/Berlin', at))).toEqual([60, 120])
  expect(['Europe/Berlin', 'America/New_York', 'UTC', 'UTC+01:00'].map((zone) => shortName(zone, summer))).toEqual([
    'CEST',
    'EDT',
    'UTC',
    '+01:00',
  ])
})
