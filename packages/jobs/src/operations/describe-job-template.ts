import { type IotHandlers, resourceNotFound } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { jobTemplateArn } from './job-template-arn.js'

/** DescribeJobTemplate (JOB-161). */
export function describeJobTemplate(context: JobsContext): NonNullable<IotHandlers['DescribeJobTemplate']> {
  return ({ jobTemplateId }) => {
    const template = context.templates.find(jobTemplateId)
    if (template === undefined) throw resourceNotFound(`Job template ${jobTemplateId} does not exist.`)
    return {
      jobTemplateArn: jobTemplateArn(context, jobTemplateId),
      jobTemplateId,
      description: template.description,
      document: template.document,
      createdAt: new Date(template.createdAtMs),
      ...template.config,
      ...(template.maintenanceWindows === undefined ? {} : { maintenanceWindows: template.maintenanceWindows }),
    }
  }
}
