import { invalidRequest, type IotHandlers } from '@iot-core-local/core'
import { updateJob as writeJob } from '../changes/job-changes.js'
import type { JobsContext } from '../context.js'
import { checkDocument } from '../model/document.js'
import { isEnded, type JobConfig } from '../model/job.js'
import { checkJobConfig } from './check-job-config.js'
import { configOf } from './config-of.js'
import { findJob } from './find-job.js'

/** UpdateJob. A new timeout is for executions that start from now on (JOB-140). */
export function updateJob(context: JobsContext): NonNullable<IotHandlers['UpdateJob']> {
  return (input) => {
    const config = configOf(input)
    checkJobConfig(config)
    context.work.run((unit) => {
      const job = findJob(context, input.jobId, input.namespaceId)
      if (isEnded(job.status)) throw invalidRequest(`Job ${job.jobId} is ${job.status} and cannot be updated.`)
      checkRetryChange(job.config, config)
      if (config.presignedUrlConfig !== undefined && config.presignedUrlConfig.roleArn === undefined) {
        checkDocument(context.documents.sourceOf(job.jobId), {
          hasPresignRole: false,
          region: context.account.region,
          packages: context.packages.of(job.jobId),
        })
      }
      writeJob(context, unit, job, {
        description: input.description ?? job.description,
        config: { ...job.config, ...config },
      })
    })
    return {}
  }
}

/** The number of retries can be changed to 0 only (JOB-140). @throws InvalidRequestException */
function checkRetryChange(current: JobConfig, change: JobConfig): void {
  for (const { failureType, numberOfRetries } of change.jobExecutionsRetryConfig?.criteriaList ?? []) {
    const before = current.jobExecutionsRetryConfig?.criteriaList.find((criterion) => criterion.failureType === failureType)
    if (numberOfRetries !== 0 && numberOfRetries !== before?.numberOfRetries) {
      throw invalidRequest('The number of retries of a job can be changed to 0 only.')
    }
  }
}
