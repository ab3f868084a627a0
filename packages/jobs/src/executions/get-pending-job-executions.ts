import type { JobsContext } from '../context.js'
import { PENDING_SHOWN, PENDING_SHOWN_SCHEDULED } from '../limits.js'
import type { DeviceQueue } from '../model/device-queue.js'
import type { JobExecution } from '../model/job-execution.js'

export interface PendingExecutions {
  readonly inProgress: readonly JobExecution[]
  readonly queued: readonly JobExecution[]
}

/** GetPendingJobExecutions: the first of the pending list (JOB-043). A thing nobody knows has none (JOB-434). */
export function getPendingExecutions(context: JobsContext, queue: DeviceQueue): PendingExecutions {
  const { shown: pending } = context.executions.view(queue, PENDING_SHOWN, PENDING_SHOWN_SCHEDULED)
  return {
    inProgress: pending.filter((execution) => execution.status === 'IN_PROGRESS'),
    queued: pending.filter((execution) => execution.status === 'QUEUED'),
  }
}
