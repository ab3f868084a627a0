import { deleteConflict } from '@iot-core-local/core'
import type { Handler, ProvisioningContext } from '../context.js'

/** @throws ResourceNotFoundException; DeleteConflictException (409) for the default version (PRV-510) */
export function deleteProvisioningTemplateVersion({ account, book }: ProvisioningContext): Handler<'DeleteProvisioningTemplateVersion'> {
  return ({ templateName, versionId }) =>
    account.store.transaction(() => {
      const row = book.require(templateName)
      book.requireVersion(templateName, versionId)
      if (row.defaultVersion === versionId) {
        throw deleteConflict(
          `Version ${String(versionId)} is the default version of template ${templateName}: make another one the default first.`,
        )
      }
      book.rows.removeVersion(templateName, versionId)
      return {}
    })
}
