import type { JobConfig } from './job.js'
import type { ExecutionStatus } from './job-execution.js'

export type RetryConfig = NonNullable<JobConfig['jobExecutionsRetryConfig']>

/** The failures of a thing since its count began, the latest included. */
export interface Failures {
  readonly failed: number
  readonly timedOut: number
}

/** Whether an execution that ended in `status` is tried again: FAILED and TIMED_OUT are, while retries of their type are left (JOB-331). */
export function isRetried(config: RetryConfig | undefined, status: ExecutionStatus, failures: Failures): boolean {
  if (config === undefined || (status !== 'FAILED' && status !== 'TIMED_OUT')) return false
  return config.criteriaList.some((criterion) => {
    if (criterion.failureType === 'ALL') return failures.failed + failures.timedOut <= criterion.numberOfRetries
    if (criterion.failureType !== status) return false
    return (status === 'FAILED' ? failures.failed : failures.timedOut) <= criterion.numberOfRetries
  })
}
