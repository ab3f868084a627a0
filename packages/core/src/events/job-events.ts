export type JobExecutionStatusName = 'QUEUED' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'REJECTED' | 'REMOVED' | 'CANCELED'

export type JobEvent =
  | { readonly type: 'job.created'; readonly jobId: string }
  | { readonly type: 'job.statusChanged'; readonly jobId: string; readonly status: string; readonly previousStatus: string }
  | { readonly type: 'job.deleted'; readonly jobId: string }
  | {
      readonly type: 'jobExecution.statusChanged'
      readonly jobId: string
      readonly thingName: string
      readonly executionNumber: number
      readonly status: JobExecutionStatusName
      readonly previousStatus: JobExecutionStatusName | undefined
    }
  | {
      readonly type: 'jobExecution.deleted'
      readonly jobId: string
      readonly thingName: string
      readonly executionNumber: number
      /** What it had when it was deleted. */
      readonly status: JobExecutionStatusName
    }
