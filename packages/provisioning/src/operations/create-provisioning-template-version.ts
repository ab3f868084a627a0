import type { Handler, ProvisioningContext } from '../context.js'
import { refuseFlaws, versionsLimitExceeded } from '../errors.js'
import { MAX_TEMPLATE_VERSIONS } from '../limits.js'
import { useOf } from '../templates/template-book.js'
import { templateArn } from './template-views.js'

/** Numbers count up and are never used again (PRV-511). @throws ResourceNotFoundException, InvalidRequestException, VersionsLimitExceededException (409) */
export function createProvisioningTemplateVersion(context: ProvisioningContext): Handler<'CreateProvisioningTemplateVersion'> {
  const { account, book } = context
  return ({ templateName, templateBody, setAsDefault = false }) =>
    account.store.transaction(() => {
      const row = book.require(templateName)
      refuseFlaws(() => book.parse(templateBody, useOf(row.type)))
      if (book.rows.countVersions(templateName) >= MAX_TEMPLATE_VERSIONS) {
        throw versionsLimitExceeded(
          `Template ${templateName} has ${String(MAX_TEMPLATE_VERSIONS)} versions already, the most there can be.`,
        )
      }
      const nowMs = account.timers.now()
      const versionId = row.newestVersion + 1
      book.rows.addVersion(templateName, versionId, templateBody, nowMs)
      const defaultVersion = setAsDefault ? versionId : row.defaultVersion
      book.rows.put({ ...row, newestVersion: versionId, defaultVersion, modifiedMs: nowMs })
      return { templateArn: templateArn(context, templateName), templateName, versionId, isDefaultVersion: setAsDefault }
    })
}
