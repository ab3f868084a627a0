import { invalidRequest, type IotHandlers, limitExceeded, resourceAlreadyExists } from '@iot-core-local/core'
import { addTask, startRollout } from '../changes/job-changes.js'
import type { JobsContext } from '../context.js'
import { MAX_TARGETS } from '../limits.js'
import type { Job } from '../model/job.js'
import { checkSchedule } from '../model/schedule.js'
import { checkJobConfig } from './check-job-config.js'
import { checkTargets } from './check-targets.js'
import { type CreateJobInput, jobSource } from './job-source.js'
import { readDocumentSource } from './read-document-source.js'

/** CreateJob (JOB section 5.2). Answers at once; executions are queued behind it (JOB-010, JOB-504). */
export function createJob(context: JobsContext): NonNullable<IotHandlers['CreateJob']> {
  return (input) => {
    const { jobId, document, documentSource } = input
    if (document !== undefined && documentSource !== undefined) {
      throw invalidRequest('Only one of document and documentSource can be specified.')
    }
    if (documentSource === undefined) return create(context, input, document)
    // What is wrong for sure is found before anything is fetched.
    checkTargets(context, input.targets)
    if (context.jobs.find(jobId) !== undefined) throw taken(context, jobId)
    return readDocumentSource(context, documentSource).then((text) => create(context, input, text))
  }
}

/** Creates the job once its own document, if it has one, is at hand. */
function create(context: JobsContext, input: CreateJobInput, ownDocument: string | undefined) {
  const { jobId } = input
  const { document: text, description, config, packages } = jobSource(context, input, ownDocument)
  checkJobConfig(config)
  const { schedulingConfig } = config
  const targetSelection = input.targetSelection ?? 'SNAPSHOT'
  if (schedulingConfig !== undefined) checkSchedule(schedulingConfig, targetSelection, context.account.timers.now())
  // JOB-011; a job that only has an end begins at once.
  const isDeferred = schedulingConfig?.startTime !== undefined || (schedulingConfig?.maintenanceWindows ?? []).length > 0
  const targets = checkTargets(context, input.targets)
  if (targets.length > MAX_TARGETS) throw limitExceeded(`A job can have at most ${MAX_TARGETS} targets.`)
  const jobArn = context.account.arns.job(jobId)
  return context.work.run((unit) => {
    if (context.jobs.find(jobId) !== undefined) {
      throw taken(context, jobId)
    }
    const job: Job = {
      seq: 0,
      jobId,
      status: isDeferred ? 'SCHEDULED' : 'IN_PROGRESS',
      targetSelection,
      description,
      config,
      isForceCanceled: false,
      reasonCode: undefined,
      comment: undefined,
      createdAtMs: unit.nowMs,
      updatedAtMs: unit.nowMs,
      completedAtMs: undefined,
    }
    context.jobs.insert(job, text)
    context.packages.insert(jobId, packages)
    context.jobs.addTargets(jobId, targets)
    if (input.tags !== undefined) context.tags.add(jobArn, input.tags)
    context.account.events.publish({ type: 'job.created', jobId })
    if (!isDeferred) startRollout(context, jobId, targets, unit.nowMs)
    if (schedulingConfig !== undefined) addTask(context, jobId, 'schedule', {}, unit.nowMs)
    return { jobArn, jobId, description }
  })
}

/** JOB-112. */
function taken(context: JobsContext, jobId: string): Error {
  return resourceAlreadyExists(`Job ${jobId} already exists.`, { resourceId: jobId, resourceArn: context.account.arns.job(jobId) })
}
