import { invalidRequest, type IotHandlers, limitExceeded } from '@iot-core-local/core'
import { startRollout, updateJob } from '../changes/job-changes.js'
import type { JobsContext } from '../context.js'
import { MAX_TARGETS } from '../limits.js'
import { checkTargets } from './check-targets.js'
import { findJob } from './find-job.js'

/** AssociateTargetsWithJob (JOB-148). */
export function associateTargetsWithJob(context: JobsContext): NonNullable<IotHandlers['AssociateTargetsWithJob']> {
  return ({ jobId, targets, comment, namespaceId }) => {
    return context.work.run((unit) => {
      const job = findJob(context, jobId, namespaceId)
      if (job.targetSelection !== 'CONTINUOUS') throw invalidRequest(`Job ${jobId} is not CONTINUOUS.`)
      if (job.status !== 'IN_PROGRESS') throw invalidRequest(`Job ${jobId} is ${job.status}, not IN_PROGRESS.`)
      const known = context.jobs.targets(jobId)
      const added = checkTargets(context, targets).filter(
        ({ kind, name }) => !known.some((target) => target.kind === kind && target.name === name),
      )
      if (known.length + added.length > MAX_TARGETS) throw limitExceeded(`A job can have at most ${MAX_TARGETS} targets.`)
      context.jobs.addTargets(jobId, added)
      updateJob(context, unit, job, { comment: comment ?? job.comment })
      if (added.length > 0) startRollout(context, jobId, added, unit.nowMs)
      return { jobArn: context.account.arns.job(jobId), jobId, description: job.description }
    })
  }
}
