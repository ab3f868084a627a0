import { expect, test } from 'vitest'
import { type Duration, durationMs } from './duration.js'

test('the parts of a duration add up', () => {
  expect(durationMs({ days: 1, hours: 1, minutes: 1, seconds: 1, milliseconds: 1 })).toBe(90_061_001)
  expect(durationMs({})).toBe(0)
})

test.each(['1s', 5, null, { minute: 1 }, { minutes: '1' }, ['1s']])('%j is no duration', (given) => {
  expect(() => durationMs(given as Duration)).toThrow(/is not a duration: give an object such as/)
})
