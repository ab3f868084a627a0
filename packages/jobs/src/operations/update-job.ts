import { invalidRequest, type IotHandlers } from '@iot-core-local/core'
import { updateJob as writeJob } from '../changes/job-changes.js'
import type { JobsContext } from '../context.js'
import { checkTimeoutMinutes } from '../executions/checks.js'
import { isEnded } from '../model/job.js'
import { findJob } from './find-job.js'
import { refuseMembers } from './refuse-members.js'

/** UpdateJob. A new timeout is for executions that start from now on (JOB-140). */
export function updateJob(context: JobsContext): NonNullable<IotHandlers['UpdateJob']> {
  return (input) => {
    refuseMembers('UpdateJob', {
      presignedUrlConfig: input.presignedUrlConfig,
      jobExecutionsRolloutConfig: input.jobExecutionsRolloutConfig,
      abortConfig: input.abortConfig,
      jobExecutionsRetryConfig: input.jobExecutionsRetryConfig,
      namespaceId: input.namespaceId,
    })
    const { timeoutConfig } = input
    if (timeoutConfig?.inProgressTimeoutInMinutes !== undefined) {
      checkTimeoutMinutes('timeoutConfig.inProgressTimeoutInMinutes', timeoutConfig.inProgressTimeoutInMinutes)
    }
    context.work.run((unit) => {
      const job = findJob(context, input.jobId)
      if (isEnded(job.status)) throw invalidRequest(`Job ${job.jobId} is ${job.status} and cannot be updated.`)
      writeJob(context, unit, job, {
        description: input.description ?? job.description,
        config: { ...job.config, ...(timeoutConfig === undefined ? {} : { timeoutConfig }) },
      })
    })
    return {}
  }
}
