import { invalidRequest, type IotHandlers } from '@iot-core-local/core'
import { cancelJob as cancel } from '../changes/job-changes.js'
import type { JobsContext } from '../context.js'
import { isEnded } from '../model/job.js'
import { findJob } from './find-job.js'

/** CancelJob (JOB-141 to JOB-143). */
export function cancelJob(context: JobsContext): NonNullable<IotHandlers['CancelJob']> {
  return ({ jobId, force, reasonCode, comment }) =>
    context.work.run((unit) => {
      const job = findJob(context, jobId)
      if (isEnded(job.status)) throw invalidRequest(`Job ${jobId} is ${job.status} and cannot be canceled.`)
      cancel(context, unit, job, { isForced: force ?? false, reasonCode, comment })
      return { jobArn: context.account.arns.job(jobId), jobId, description: job.description }
    })
}
