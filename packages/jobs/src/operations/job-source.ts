import { invalidRequest, type IotOperations, parseArn, resourceNotFound, type Validated } from '@iot-core-local/core'
import type { Stock } from '../context.js'
import { checkDocument } from '../model/document.js'
import { fillDocument } from '../model/document-parameters.js'
import type { JobConfig } from '../model/job.js'
import { MANAGED_TEMPLATE_VERSION, MANAGED_TEMPLATES } from '../model/managed-templates.js'
import type { DestinationVersion } from '../model/package-versions.js'
import { configOf } from './config-of.js'
import { findPackages, withoutContent } from './find-packages.js'

export type CreateJobInput = Validated<IotOperations['CreateJob']['input']>

/** What a new job takes from its request and, behind it, from its template. */
export interface JobSource {
  readonly document: string
  readonly description: string | undefined
  readonly config: JobConfig
  /** What it brings to its things, found in the catalog. */
  readonly packages: readonly DestinationVersion[]
}

/**
 * Puts together what a job is made of (JOB-110, JOB-122). Members of the request go before those of the template.
 * @throws InvalidRequestException; ResourceNotFoundException for a template or package version that does not exist
 */
export function jobSource(stock: Stock, input: CreateJobInput, ownDocument: string | undefined): JobSource {
  const template = input.jobTemplateArn === undefined ? undefined : findTemplate(stock, input.jobTemplateArn, input, ownDocument)
  if (template?.isManaged !== true && Object.keys(input.documentParameters ?? {}).length > 0) {
    throw invalidRequest('documentParameters can be used with managed job templates only.')
  }
  if (ownDocument !== undefined && input.documentParameters !== undefined) {
    throw invalidRequest('documentParameters are for the document of the managed job template, not for one of the request.')
  }
  const own = configOf(input)
  const document = ownDocument ?? template?.document
  if (document === undefined) throw invalidRequest('One of document, documentSource and jobTemplateArn must be specified.')
  const presignedUrlConfig = own.presignedUrlConfig ?? template?.config.presignedUrlConfig
  const packages = findPackages(stock, own.destinationPackageVersions ?? template?.config.destinationPackageVersions)
  const named = checkDocument(document, {
    hasPresignRole: presignedUrlConfig?.roleArn !== undefined,
    region: stock.account.region,
    packages,
  })
  return {
    document,
    packages: packages.map((version) => (named.has(version.packageName) ? version : withoutContent(version))),
    description: input.description ?? template?.description,
    config: {
      ...template?.config,
      ...own,
      ...(input.documentSource === undefined ? {} : { documentSource: input.documentSource }),
      ...withWindows(own.schedulingConfig, template?.config.schedulingConfig),
      ...(input.jobTemplateArn === undefined ? {} : { jobTemplateArn: input.jobTemplateArn }),
      ...(input.namespaceId === undefined ? {} : { namespaceId: input.namespaceId }),
      ...(input.documentParameters === undefined ? {} : { documentParameters: input.documentParameters }),
    },
  }
}

interface FoundTemplate extends Omit<JobSource, 'packages'> {
  readonly isManaged: boolean
}

function findTemplate(stock: Stock, arn: string, input: CreateJobInput, ownDocument: string | undefined): FoundTemplate {
  const parsed = parseArn(arn)
  const { region, accountId } = stock.account
  if (parsed?.service !== 'iot' || parsed.region !== region || parsed.resourceType !== 'jobtemplate') {
    throw invalidRequest(`Invalid job template ARN: ${arn}.`)
  }
  if (parsed.accountId === '') {
    const managed = MANAGED_TEMPLATES.find(({ templateName }) => parsed.resourceId === `${templateName}:${MANAGED_TEMPLATE_VERSION}`)
    if (managed === undefined) throw resourceNotFound(`Managed job template ${parsed.resourceId} does not exist.`)
    const document = ownDocument ?? fillDocument(managed, input.documentParameters ?? {})
    return { isManaged: true, document, description: managed.description, config: {} }
  }
  const template = parsed.accountId === accountId ? stock.templates.find(parsed.resourceId) : undefined
  if (template === undefined) throw resourceNotFound(`Job template ${parsed.resourceId} does not exist.`)
  const { maintenanceWindows } = template
  return {
    isManaged: false,
    document: template.document,
    description: template.description,
    config: { ...template.config, ...(maintenanceWindows === undefined ? {} : { schedulingConfig: { maintenanceWindows } }) },
  }
}

/** A template knows only windows: they join the times of the request, unless it has windows of its own. */
function withWindows(own: JobConfig['schedulingConfig'], template: JobConfig['schedulingConfig']): Pick<JobConfig, 'schedulingConfig'> {
  return own === undefined && template === undefined ? {} : { schedulingConfig: { ...template, ...own } }
}
