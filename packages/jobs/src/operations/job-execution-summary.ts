import type { JobExecution } from '../model/job-execution.js'

/** JobExecutionSummary of the control plane (JOB-135). */
export function jobExecutionSummary(execution: JobExecution) {
  return {
    status: execution.status,
    queuedAt: new Date(execution.queuedAtMs),
    ...(execution.startedAtMs === undefined ? {} : { startedAt: new Date(execution.startedAtMs) }),
    lastUpdatedAt: new Date(execution.updatedAtMs),
    executionNumber: execution.executionNumber,
    retryAttempt: execution.retryAttempt,
  }
}
