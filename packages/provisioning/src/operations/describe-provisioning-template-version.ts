import type { Handler, ProvisioningContext } from '../context.js'

/** @throws ResourceNotFoundException */
export function describeProvisioningTemplateVersion({ book }: ProvisioningContext): Handler<'DescribeProvisioningTemplateVersion'> {
  return ({ templateName, versionId }) => {
    const { defaultVersion } = book.require(templateName)
    const { version, body, createdMs } = book.requireVersion(templateName, versionId)
    return { creationDate: new Date(createdMs), versionId: version, templateBody: body, isDefaultVersion: version === defaultVersion }
  }
}
