import type { ExecutionStatus } from '../model/job-execution.js'

/** The eight counters, all present also when 0 (JOB-132). They count executions, not things (JOB-133). */
export function jobProcessDetails(counts: Partial<Record<ExecutionStatus, number>>) {
  return {
    numberOfCanceledThings: counts.CANCELED ?? 0,
    numberOfSucceededThings: counts.SUCCEEDED ?? 0,
    numberOfFailedThings: counts.FAILED ?? 0,
    numberOfRejectedThings: counts.REJECTED ?? 0,
    numberOfQueuedThings: counts.QUEUED ?? 0,
    numberOfInProgressThings: counts.IN_PROGRESS ?? 0,
    numberOfRemovedThings: counts.REMOVED ?? 0,
    numberOfTimedOutThings: counts.TIMED_OUT ?? 0,
  }
}
