import { expect, test } from 'vitest'
import { DEVICE_STATUSES, EXECUTION_STATUSES, isPending, mayChange } from './transitions.js'

test('[JOB-031] nothing leads out of a terminal status', () => {
  for (const from of EXECUTION_STATUSES.filter((status) => !isPending(status))) {
    for (const to of EXECUTION_STATUSES) {
      expect(mayChange(from, to, 'device')).toBe(false)
      expect(mayChange(from, to, 'service')).toBe(false)
    }
  }
})

test('[JOB-030] a device can bring a pending execution to the four statuses it may set, and to no other', () => {
  for (const to of EXECUTION_STATUSES) {
    expect(mayChange('QUEUED', to, 'device')).toBe(DEVICE_STATUSES.includes(to))
    expect(mayChange('IN_PROGRESS', to, 'device')).toBe(DEVICE_STATUSES.includes(to))
  }
})

test('[JOB-320] a queued execution never times out', () => {
  expect(mayChange('QUEUED', 'TIMED_OUT', 'service')).toBe(false)
  expect(mayChange('IN_PROGRESS', 'TIMED_OUT', 'service')).toBe(true)
})
