import type { IotOperations, Validated } from '@iot-core-local/core'
import { parseDateTime } from './date-time.js'

/** JOB section 2. */
export type JobStatus = 'SCHEDULED' | 'IN_PROGRESS' | 'COMPLETED' | 'CANCELED' | 'DELETION_IN_PROGRESS'

export type TargetSelection = 'SNAPSHOT' | 'CONTINUOUS'

type CreateJobInput = Validated<IotOperations['CreateJob']['input']>

/** The members of CreateJob that are kept as they came. */
export type JobConfig = Pick<
  CreateJobInput,
  | 'timeoutConfig'
  | 'jobExecutionsRolloutConfig'
  | 'abortConfig'
  | 'jobExecutionsRetryConfig'
  | 'schedulingConfig'
  | 'jobTemplateArn'
  | 'documentParameters'
  | 'namespaceId'
  | 'presignedUrlConfig'
  | 'documentSource'
  | 'destinationPackageVersions'
>

export interface Job {
  /** Order of creation. */
  readonly seq: number
  readonly jobId: string
  readonly status: JobStatus
  readonly targetSelection: TargetSelection
  readonly description: string | undefined
  readonly config: JobConfig
  readonly isForceCanceled: boolean
  readonly reasonCode: string | undefined
  readonly comment: string | undefined
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly completedAtMs: number | undefined
}

/** Whether nothing about the job will change any more but its deletion. */
export function isEnded(status: JobStatus): boolean {
  return JOB_ENDED[status]
}

const JOB_ENDED: Readonly<Record<JobStatus, boolean>> = {
  SCHEDULED: false,
  IN_PROGRESS: false,
  COMPLETED: true,
  CANCELED: true,
  DELETION_IN_PROGRESS: true,
}

/** Whether the job's end time has passed: it queues nothing any more (JOB-013, JOB-342). */
export function isPastEnd(job: Job, nowMs: number): boolean {
  const endTime = job.config.schedulingConfig?.endTime
  return endTime !== undefined && parseDateTime('endTime', endTime) <= nowMs
}
