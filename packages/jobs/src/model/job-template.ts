import type { JobConfig } from './job.js'
import type { SchedulingConfig } from './schedule.js'

export type MaintenanceWindows = NonNullable<SchedulingConfig['maintenanceWindows']>

/** The configuration that a template hands on to its jobs. */
export type TemplateConfig = Pick<
  JobConfig,
  | 'timeoutConfig'
  | 'jobExecutionsRolloutConfig'
  | 'abortConfig'
  | 'jobExecutionsRetryConfig'
  | 'presignedUrlConfig'
  | 'documentSource'
  | 'destinationPackageVersions'
>

/** A custom job template (JOB section 5.5). */
export interface JobTemplate {
  readonly jobTemplateId: string
  readonly description: string
  readonly document: string
  readonly config: TemplateConfig
  readonly maintenanceWindows: MaintenanceWindows | undefined
  readonly createdAtMs: number
}
