import { readFileSync } from 'node:fs'
import { serviceModels } from '@iot-core-local/core'
import { expect, test } from 'vitest'
import { metCriterion } from './abort-criteria.js'
import { ratePerMinute } from './rollout.js'
import { isRetried } from './retry.js'

interface CalcVector {
  readonly id: string
  readonly given: Readonly<Record<string, number>>
  readonly when: { readonly notified?: readonly number[] }
  readonly then: {
    readonly ratePerMinute?: readonly number[]
    readonly accept?: Record<string, unknown[]>
    readonly reject?: Record<string, unknown[]>
  }
}

const vectors = JSON.parse(readFileSync(new URL('../../../../test/conformance/vectors/jobs.json', import.meta.url), 'utf8')) as CalcVector[]

function vector(id: string): CalcVector {
  const found = vectors.find((candidate) => candidate.id === id)
  if (found === undefined) throw new Error(`There is no vector ${id}.`)
  return found
}

test('[JOB-302] JOBV-060 the rate grows by the factor at each threshold', () => {
  const { given, when, then } = vector('JOBV-060')
  const { baseRatePerMinute = 0, incrementFactor = 0, numberOfNotifiedThings = 0, maximumPerMinute = 0 } = given
  const config = {
    maximumPerMinute,
    exponentialRate: { baseRatePerMinute, incrementFactor, rateIncreaseCriteria: { numberOfNotifiedThings } },
  }
  expect(when.notified?.map((notified) => ratePerMinute(config, { notified, succeeded: 0 }))).toEqual(then.ratePerMinute)
})

test('[JOB-302] of two criteria the one further on counts, and the maximum holds', () => {
  const exponentialRate = {
    baseRatePerMinute: 50,
    incrementFactor: 2,
    rateIncreaseCriteria: { numberOfNotifiedThings: 1_000, numberOfSucceededThings: 500 },
  }
  expect(ratePerMinute({ exponentialRate }, { notified: 1_500, succeeded: 1_000 })).toBe(200)
  expect(ratePerMinute({ exponentialRate, maximumPerMinute: 120 }, { notified: 9_000, succeeded: 0 })).toBe(120)
  expect(ratePerMinute({ exponentialRate }, { notified: 9_000, succeeded: 0 })).toBe(1_000)
})

test('[JOB-300] without a configuration there is no rate', () => {
  expect(ratePerMinute(undefined, { notified: 0, succeeded: 0 })).toBeUndefined()
  expect(ratePerMinute({ maximumPerMinute: 7 }, { notified: 0, succeeded: 0 })).toBe(7)
})

test('[JOB-310] [JOB-311] JOBV-062 a criterion is met by enough executions with enough failures among them', () => {
  const config = {
    criteriaList: [
      { action: 'CANCEL', failureType: 'FAILED', minNumberOfExecutedThings: 100, thresholdPercentage: 20 },
      { action: 'CANCEL', failureType: 'TIMED_OUT', minNumberOfExecutedThings: 200, thresholdPercentage: 50 },
    ],
  } as const
  const criteria = { criteriaList: config.criteriaList.map((criterion) => ({ ...criterion })) }
  expect(metCriterion(criteria, { SUCCEEDED: 80, FAILED: 20 })?.failureType).toBe('FAILED')
  expect(metCriterion(criteria, { SUCCEEDED: 81, FAILED: 19 })).toBeUndefined()
  expect(metCriterion(criteria, { SUCCEEDED: 79, FAILED: 20, CANCELED: 50 })).toBeUndefined()
  expect(metCriterion(criteria, { SUCCEEDED: 100, TIMED_OUT: 100 })?.failureType).toBe('TIMED_OUT')
})

test('[JOB-331] [JOB-037] failures are retried while retries of their type are left, rejections never', () => {
  const config = { criteriaList: [{ failureType: 'FAILED' as const, numberOfRetries: 2 }] }
  expect(isRetried(config, 'FAILED', { failed: 2, timedOut: 0 })).toBe(true)
  expect(isRetried(config, 'FAILED', { failed: 3, timedOut: 0 })).toBe(false)
  expect(isRetried(config, 'TIMED_OUT', { failed: 0, timedOut: 1 })).toBe(false)
  expect(isRetried(config, 'REJECTED', { failed: 0, timedOut: 0 })).toBe(false)
  const all = { criteriaList: [{ failureType: 'ALL' as const, numberOfRetries: 2 }] }
  expect(isRetried(all, 'TIMED_OUT', { failed: 1, timedOut: 1 })).toBe(true)
  expect(isRetried(all, 'FAILED', { failed: 2, timedOut: 1 })).toBe(false)
})

test('[JOB-001] [JOB-301] [JOB-330] JOBV-051 the API model that requests are checked against has the bounds', () => {
  const shapes = serviceModels.iot.shapes
  const names: Readonly<Record<string, string>> = {
    jobId: 'JobId',
    expiresInSec: 'ExpiresInSec',
    baseRatePerMinute: 'RolloutRatePerMinute',
    incrementFactor: 'IncrementFactor',
    numberOfRetries: 'NumberOfRetries',
    durationInMinutes: 'DurationInMinutes',
  }
  const isAccepted = (member: string, value: unknown): boolean => {
    const shape = shapes[names[member] ?? '']
    if (shape?.type === 'string' && typeof value === 'string') {
      return (
        value.length >= (shape.min ?? 0) &&
        value.length <= (shape.max ?? Infinity) &&
        new RegExp(`^(?:${shape.pattern ?? ''})$`).test(value)
      )
    }
    if (shape === undefined || !('min' in shape) || typeof value !== 'number') throw new Error(`No bounds for ${member}.`)
    return value >= (shape.min ?? -Infinity) && value <= (shape.max ?? Infinity)
  }
  const { then } = vector('JOBV-051')
  for (const [member, values] of Object.entries(then.accept ?? {})) for (const value of values) expect(isAccepted(member, value)).toBe(true)
  for (const [member, values] of Object.entries(then.reject ?? {}))
    for (const value of values) expect(isAccepted(member, value)).toBe(false)
})
