import { conflict, invalidRequest, type IotHandlers, type IotOperations, parseArn, type Validated } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { checkDocument } from '../model/document.js'
import type { JobTemplate } from '../model/job-template.js'
import { readDestinations } from '../model/package-versions.js'
import { readSchedule } from '../model/schedule.js'
import { checkJobConfig } from './check-job-config.js'
import { configOf } from './config-of.js'
import { findJob } from './find-job.js'
import { jobTemplateArn } from './job-template-arn.js'
import { readDocumentSource } from './read-document-source.js'

type CreateJobTemplateInput = Validated<IotOperations['CreateJobTemplate']['input']>

/** CreateJobTemplate, from a document or from a job (JOB-160). */
export function createJobTemplate(context: JobsContext): NonNullable<IotHandlers['CreateJobTemplate']> {
  return (input) => {
    const { jobTemplateId, document, documentSource } = input
    if (document !== undefined && documentSource !== undefined) {
      throw invalidRequest('Only one of document and documentSource can be specified.')
    }
    if (documentSource === undefined) return create(context, input, document)
    if (context.templates.find(jobTemplateId) !== undefined) throw taken(jobTemplateId)
    return readDocumentSource(context, documentSource).then((text) => create(context, input, text))
  }
}

/** Creates the template once its own document, if it has one, is at hand. */
function create(context: JobsContext, input: CreateJobTemplateInput, ownDocument: string | undefined) {
  const { jobTemplateId, jobArn, documentSource, maintenanceWindows } = input
  const job = jobArn === undefined ? undefined : findJob(context, jobIdOf(context, jobArn))
  const text = ownDocument ?? (job === undefined ? undefined : context.documents.sourceOf(job.jobId))
  if (text === undefined) throw invalidRequest('One of jobArn, document and documentSource must be specified.')
  const { schedulingConfig, ...settings } = { ...job?.config, ...configOf(input) }
  const {
    timeoutConfig,
    jobExecutionsRolloutConfig,
    abortConfig,
    jobExecutionsRetryConfig,
    presignedUrlConfig,
    destinationPackageVersions,
  } = settings
  const { region, arns } = context.account
  const packages = readDestinations(destinationPackageVersions, arns)
  checkDocument(text, { hasPresignRole: presignedUrlConfig?.roleArn !== undefined, region, packages })
  const windows = maintenanceWindows ?? schedulingConfig?.maintenanceWindows
  readSchedule(windows === undefined ? undefined : { maintenanceWindows: windows })
  const config = configOf({
    timeoutConfig,
    jobExecutionsRolloutConfig,
    abortConfig,
    jobExecutionsRetryConfig,
    presignedUrlConfig,
    destinationPackageVersions,
  })
  checkJobConfig(config)
  const arn = jobTemplateArn(context, jobTemplateId)
  const template: JobTemplate = {
    jobTemplateId,
    description: input.description,
    document: text,
    config: documentSource === undefined ? config : { ...config, documentSource },
    maintenanceWindows: windows,
    createdAtMs: context.account.timers.now(),
  }
  context.account.store.transaction(() => {
    if (context.templates.find(jobTemplateId) !== undefined) {
      throw taken(jobTemplateId)
    }
    context.templates.insert(template)
    if (input.tags !== undefined) context.tags.add(arn, input.tags)
  })
  return { jobTemplateArn: arn, jobTemplateId }
}

/** JOB-160. */
function taken(jobTemplateId: string): Error {
  return conflict(`Job template ${jobTemplateId} already exists.`, jobTemplateId)
}

function jobIdOf(context: JobsContext, arn: string): string {
  const jobId = parseArn(arn)?.resourceId ?? ''
  if (jobId === '' || context.account.arns.job(jobId) !== arn) throw invalidRequest(`Invalid job ARN: ${arn}.`)
  return jobId
}
