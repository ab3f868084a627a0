import { invalidRequest, type IotHandlers, limitExceeded } from '@iot-core-local/core'
import { startDeletion } from '../changes/job-changes.js'
import type { JobsContext } from '../context.js'
import { stateForbids } from '../errors.js'
import { MAX_JOBS_IN_DELETION } from '../limits.js'
import { findJob } from './find-job.js'

/** DeleteJob (JOB-015, JOB-145). */
export function deleteJob(context: JobsContext): NonNullable<IotHandlers['DeleteJob']> {
  return ({ jobId, force, namespaceId }) => {
    context.work.run((unit) => {
      const job = findJob(context, jobId, namespaceId)
      if (job.status === 'DELETION_IN_PROGRESS') throw invalidRequest(`Job ${jobId} is being deleted already.`)
      if (force !== true && job.status !== 'COMPLETED' && job.status !== 'CANCELED') {
        throw stateForbids(`Job ${jobId} is ${job.status}: only a COMPLETED or CANCELED job can be deleted without force.`)
      }
      if (context.jobs.inStatus('DELETION_IN_PROGRESS', MAX_JOBS_IN_DELETION) >= MAX_JOBS_IN_DELETION) {
        throw limitExceeded(`At most ${MAX_JOBS_IN_DELETION} jobs can be in DELETION_IN_PROGRESS.`)
      }
      startDeletion(context, unit, job)
    })
    return {}
  }
}
