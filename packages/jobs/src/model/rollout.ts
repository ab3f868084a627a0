import type { JobConfig } from './job.js'

export type RolloutConfig = NonNullable<JobConfig['jobExecutionsRolloutConfig']>

/** The most a minute that a configured rollout can have, and its default (JOB-300). */
const MAX_PER_MINUTE = 1_000

/** How far a rollout is. */
export interface RolloutProgress {
  /** Executions queued by the rollout so far. */
  readonly notified: number
  readonly succeeded: number
}

/**
 * How many executions a minute may be queued now; undefined when nothing is configured and there is no limit.
 * Exponential: base x factor^k after k thresholds, which lie at N, 2N, 3N ...; with two criteria the one further on counts (JOB-301, JOB-302).
 */
export function ratePerMinute(config: RolloutConfig | undefined, progress: RolloutProgress): number | undefined {
  const exponential = config?.exponentialRate
  const maximum = config?.maximumPerMinute
  if (exponential === undefined) return maximum
  const { numberOfNotifiedThings, numberOfSucceededThings } = exponential.rateIncreaseCriteria
  const steps = Math.max(
    numberOfNotifiedThings === undefined ? 0 : Math.floor(progress.notified / numberOfNotifiedThings),
    numberOfSucceededThings === undefined ? 0 : Math.floor(progress.succeeded / numberOfSucceededThings),
  )
  const rate = exponential.baseRatePerMinute * exponential.incrementFactor ** steps
  return Math.floor(Math.min(rate, maximum ?? MAX_PER_MINUTE))
}
