import type { ProvisioningContext } from '../context.js'
import type { TemplateRow } from '../store/templates-store.js'

/** The ARN of a provisioning template (PRV-511). */
export function templateArn({ account }: Pick<ProvisioningContext, 'account'>, name: string): string {
  return account.arns.iot(`provisioningtemplate/${name}`)
}

/** What Describe and List have in common. */
export function templateSummary(context: Pick<ProvisioningContext, 'account'>, row: TemplateRow) {
  return {
    templateArn: templateArn(context, row.name),
    templateName: row.name,
    ...(row.description === null ? {} : { description: row.description }),
    creationDate: new Date(row.createdMs),
    lastModifiedDate: new Date(row.modifiedMs),
    enabled: row.isEnabled === 1,
    type: row.type,
  }
}
