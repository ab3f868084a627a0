import { expect, test } from 'vitest'
import { expiresAtMs } from './retention.js'

test.each([
  ['2026-01-02T03:04:05.678Z', '2026-07-02T03:04:05.678Z'],
  ['2026-08-31T00:00:00.000Z', '2027-02-28T00:00:00.000Z'],
  ['2027-08-30T12:00:00.000Z', '2028-02-29T12:00:00.000Z'],
])('[CMD-012] six months after %s is %s', (from, to) => {
  expect(new Date(expiresAtMs(Date.parse(from))).toISOString()).toBe(to)
})
