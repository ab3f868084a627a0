import { decodePageToken, encodePageToken, type IotHandlers } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { MANAGED_TEMPLATE_ENVIRONMENTS, MANAGED_TEMPLATE_VERSION, MANAGED_TEMPLATES } from '../model/managed-templates.js'
import { managedTemplateArn } from './managed-template-arn.js'
import { pageSize } from './page-size.js'

const SCOPE = 'ListManagedJobTemplates'

/** ListManagedJobTemplates, by name; with `templateName` the versions of one. */
export function listManagedJobTemplates(context: JobsContext): NonNullable<IotHandlers['ListManagedJobTemplates']> {
  return ({ templateName, maxResults, nextToken }) => {
    const limit = pageSize(maxResults)
    const [afterName = ''] = decodePageToken(SCOPE, nextToken) ?? []
    const found = MANAGED_TEMPLATES.filter((template) => templateName === undefined || template.templateName === templateName).filter(
      (template) => template.templateName > String(afterName),
    )
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      managedJobTemplates: page.map((template) => ({
        templateArn: managedTemplateArn(context, template.templateName),
        templateName: template.templateName,
        description: template.description,
        environments: [...MANAGED_TEMPLATE_ENVIRONMENTS],
        templateVersion: MANAGED_TEMPLATE_VERSION,
      })),
      ...(found.length > limit && last !== undefined ? { nextToken: encodePageToken(SCOPE, [last.templateName]) } : {}),
    }
  }
}
