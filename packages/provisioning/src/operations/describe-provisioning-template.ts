import type { Handler, ProvisioningContext } from '../context.js'
import { templateSummary } from './template-views.js'

/** With the body of the default version (PRV-510). @throws ResourceNotFoundException */
export function describeProvisioningTemplate(context: ProvisioningContext): Handler<'DescribeProvisioningTemplate'> {
  const { book } = context
  return ({ templateName }) => {
    const row = book.require(templateName)
    const { hookArn, hookPayloadVersion } = row
    return {
      ...templateSummary(context, row),
      defaultVersionId: row.defaultVersion,
      templateBody: book.requireVersion(templateName, row.defaultVersion).body,
      provisioningRoleArn: row.roleArn,
      ...(hookArn === null
        ? {}
        : { preProvisioningHook: { targetArn: hookArn, ...(hookPayloadVersion === null ? {} : { payloadVersion: hookPayloadVersion }) } }),
    }
  }
}
