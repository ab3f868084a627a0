import { invalidRequest, type IotHandlers, limitExceeded, resourceAlreadyExists } from '@iot-core-local/core'
import { startRollout } from '../changes/job-changes.js'
import type { JobsContext } from '../context.js'
import { MAX_TARGETS } from '../limits.js'
import { checkDocument } from '../model/document.js'
import type { Job } from '../model/job.js'
import { checkJobConfig } from './check-job-config.js'
import { configOf } from './config-of.js'
import { checkTargets } from './check-targets.js'
import { refuseMembers } from './refuse-members.js'

/** CreateJob (JOB section 5.2). Answers at once; executions are queued behind it (JOB-010, JOB-504). */
export function createJob(context: JobsContext): NonNullable<IotHandlers['CreateJob']> {
  return (input) => {
    const { jobId, document, documentSource, jobTemplateArn } = input
    if (document !== undefined && documentSource !== undefined) {
      throw invalidRequest('Only one of document and documentSource can be specified.')
    }
    if (document === undefined && documentSource === undefined && jobTemplateArn === undefined) {
      throw invalidRequest('One of document, documentSource and jobTemplateArn must be specified.')
    }
    refuseMembers('CreateJob', {
      documentSource,
      jobTemplateArn,
      presignedUrlConfig: input.presignedUrlConfig,
      schedulingConfig: input.schedulingConfig,
      documentParameters: input.documentParameters,
      destinationPackageVersions: input.destinationPackageVersions,
      namespaceId: input.namespaceId,
    })
    const config = configOf(input)
    checkJobConfig(config)
    const text = document ?? ''
    checkDocument(text, false)
    const targets = checkTargets(context, input.targets)
    if (targets.length > MAX_TARGETS) throw limitExceeded(`A job can have at most ${MAX_TARGETS} targets.`)
    const jobArn = context.account.arns.job(jobId)
    return context.work.run((unit) => {
      if (context.jobs.find(jobId) !== undefined) {
        throw resourceAlreadyExists(`Job ${jobId} already exists.`, { resourceId: jobId, resourceArn: jobArn })
      }
      const job: Job = {
        seq: 0,
        jobId,
        status: 'IN_PROGRESS',
        targetSelection: input.targetSelection ?? 'SNAPSHOT',
        description: input.description,
        config,
        isForceCanceled: false,
        reasonCode: undefined,
        comment: undefined,
        createdAtMs: unit.nowMs,
        updatedAtMs: unit.nowMs,
        completedAtMs: undefined,
      }
      context.jobs.insert(job, text)
      context.jobs.addTargets(jobId, targets)
      for (const tag of input.tags ?? []) context.tags.put(jobArn, tag.Key, tag.Value ?? '')
      context.account.events.publish({ type: 'job.created', jobId })
      startRollout(context, jobId, targets, unit.nowMs)
      return { jobArn, jobId, description: input.description }
    })
  }
}
