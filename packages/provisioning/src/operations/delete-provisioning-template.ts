import { deleteConflict } from '@iot-core-local/core'
import type { Handler, ProvisioningContext } from '../context.js'
import { templateArn } from './template-views.js'

/** With all its versions. @throws ResourceNotFoundException; DeleteConflictException (409) while a CA certificate names it (unconfirmed, PRV-510). */
export function deleteProvisioningTemplate(context: ProvisioningContext): Handler<'DeleteProvisioningTemplate'> {
  const { account, book, cas, tags } = context
  return ({ templateName }) =>
    account.store.transaction(() => {
      book.require(templateName)
      if (cas.isTemplateInUse(templateName)) {
        throw deleteConflict(`Template ${templateName} is named by the registrationConfig of a CA certificate.`)
      }
      book.rows.remove(templateName)
      tags.removeAll(templateArn(context, templateName))
      return {}
    })
}
