import type { JobExecutionStatusName } from '@iot-core-local/core'

export type ExecutionStatus = JobExecutionStatusName

export type StatusDetails = Readonly<Record<string, string>>

/** One execution of one job on one thing (JOB-003). */
export interface JobExecution {
  /** Order of creation: finer than the stamps, which devices see in whole seconds (JOB-042). */
  readonly seq: number
  readonly jobId: string
  readonly thingName: string
  /** The namespace of its job; empty for none. */
  readonly namespaceId: string
  readonly executionNumber: number
  readonly status: ExecutionStatus
  /** Undefined when nothing was ever set. */
  readonly statusDetails: StatusDetails | undefined
  readonly retryAttempt: number
  readonly isForceCanceled: boolean
  readonly versionNumber: number
  readonly queuedAtMs: number
  readonly startedAtMs: number | undefined
  readonly updatedAtMs: number
  /** When the in-progress timer and the step timer run out, where they run (JOB-320, JOB-321). */
  readonly inProgressDeadlineMs: number | undefined
  readonly stepDeadlineMs: number | undefined
  /** Whether its job has a schedule (JOB-043). */
  readonly isScheduled: boolean
}

/** Whether there is something to show in `statusDetails` (JOB-421: absent when nothing was set). */
export function shownDetails(execution: Pick<JobExecution, 'statusDetails'>): StatusDetails | undefined {
  const details = execution.statusDetails
  return details === undefined || Object.keys(details).length === 0 ? undefined : details
}
