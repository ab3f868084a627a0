import type { Stock } from '../context.js'
import { MANAGED_TEMPLATE_VERSION } from '../model/managed-templates.js'

/** The account field is empty (JOB section 1). */
export function managedTemplateArn(stock: Stock, templateName: string): string {
  const { partition, region } = stock.account.arns
  return `arn:${partition}:iot:${region}::jobtemplate/${templateName}:${MANAGED_TEMPLATE_VERSION}`
}
