import { type IotHandlers, resourceNotFound } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { MANAGED_TEMPLATE_ENVIRONMENTS, MANAGED_TEMPLATE_VERSION, MANAGED_TEMPLATES } from '../model/managed-templates.js'
import { managedTemplateArn } from './managed-template-arn.js'

/** DescribeManagedJobTemplate (JOB-163). */
export function describeManagedJobTemplate(context: JobsContext): NonNullable<IotHandlers['DescribeManagedJobTemplate']> {
  return ({ templateName, templateVersion = MANAGED_TEMPLATE_VERSION }) => {
    const template = MANAGED_TEMPLATES.find((candidate) => candidate.templateName === templateName)
    if (template === undefined || templateVersion !== MANAGED_TEMPLATE_VERSION) {
      throw resourceNotFound(`Managed job template ${templateName} with version ${templateVersion} does not exist.`)
    }
    return {
      templateName,
      templateArn: managedTemplateArn(context, templateName),
      description: template.description,
      templateVersion,
      environments: [...MANAGED_TEMPLATE_ENVIRONMENTS],
      documentParameters: [...template.parameters],
      document: template.document,
    }
  }
}
