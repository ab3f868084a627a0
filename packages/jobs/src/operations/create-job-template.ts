import { conflict, invalidRequest, type IotHandlers, parseArn } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { checkDocument } from '../model/document.js'
import type { JobTemplate } from '../model/job-template.js'
import { readSchedule } from '../model/schedule.js'
import { checkJobConfig } from './check-job-config.js'
import { configOf } from './config-of.js'
import { findJob } from './find-job.js'
import { jobTemplateArn } from './job-template-arn.js'
import { refuseMembers } from './refuse-members.js'

/** CreateJobTemplate, from a document or from a job (JOB-160). */
export function createJobTemplate(context: JobsContext): NonNullable<IotHandlers['CreateJobTemplate']> {
  return (input) => {
    const { jobTemplateId, jobArn, document, documentSource, maintenanceWindows } = input
    if (document !== undefined && documentSource !== undefined) {
      throw invalidRequest('Only one of document and documentSource can be specified.')
    }
    refuseMembers('CreateJobTemplate', {
      documentSource,
      presignedUrlConfig: input.presignedUrlConfig,
      destinationPackageVersions: input.destinationPackageVersions,
    })
    const job = jobArn === undefined ? undefined : findJob(context, jobIdOf(context, jobArn))
    const text = document ?? (job === undefined ? undefined : context.documents.textOf(job.jobId))
    if (text === undefined) throw invalidRequest('One of jobArn, document and documentSource must be specified.')
    checkDocument(text, false)
    const { timeoutConfig, jobExecutionsRolloutConfig, abortConfig, jobExecutionsRetryConfig, schedulingConfig } = {
      ...job?.config,
      ...configOf(input),
    }
    const windows = maintenanceWindows ?? schedulingConfig?.maintenanceWindows
    readSchedule(windows === undefined ? undefined : { maintenanceWindows: windows })
    const config = configOf({ timeoutConfig, jobExecutionsRolloutConfig, abortConfig, jobExecutionsRetryConfig })
    checkJobConfig(config)
    const arn = jobTemplateArn(context, jobTemplateId)
    const template: JobTemplate = {
      jobTemplateId,
      description: input.description,
      document: text,
      config,
      maintenanceWindows: windows,
      createdAtMs: context.account.timers.now(),
    }
    context.account.store.transaction(() => {
      if (context.templates.find(jobTemplateId) !== undefined) {
        throw conflict(`Job template ${jobTemplateId} already exists.`, jobTemplateId)
      }
      context.templates.insert(template)
      if (input.tags !== undefined) context.tags.add(arn, input.tags)
    })
    return { jobTemplateArn: arn, jobTemplateId }
  }
}

function jobIdOf(context: JobsContext, arn: string): string {
  const jobId = parseArn(arn)?.resourceId ?? ''
  if (jobId === '' || context.account.arns.job(jobId) !== arn) throw invalidRequest(`Invalid job ARN: ${arn}.`)
  return jobId
}
