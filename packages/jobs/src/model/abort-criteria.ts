import type { JobConfig } from './job.js'
import type { ExecutionStatus } from './job-execution.js'

export type AbortConfig = NonNullable<JobConfig['abortConfig']>
export type AbortCriterion = AbortConfig['criteriaList'][number]

/** Executions that ran to an end. Those cancelled or removed were not executed; deleted ones are no longer counted (JOB-311). */
const EXECUTED: readonly ExecutionStatus[] = ['SUCCEEDED', 'FAILED', 'REJECTED', 'TIMED_OUT']

/** The first criterion that is met; undefined while none is (JOB-311). */
export function metCriterion(
  config: AbortConfig | undefined,
  counts: Partial<Record<ExecutionStatus, number>>,
): AbortCriterion | undefined {
  const count = (statuses: readonly ExecutionStatus[]): number => statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0)
  const executed = count(EXECUTED)
  return config?.criteriaList.find((criterion) => {
    if (executed < criterion.minNumberOfExecutedThings) return false
    const failures = count(criterion.failureType === 'ALL' ? ['FAILED', 'REJECTED', 'TIMED_OUT'] : [criterion.failureType])
    return failures * 100 >= criterion.thresholdPercentage * executed
  })
}
