import { invalidRequest } from '@iot-core-local/core'
import type { Handler, ProvisioningContext } from '../context.js'
import { checkHook } from './check-hook.js'

/** PRV-510. The type never changes (PRV-512). @throws ResourceNotFoundException for an unknown template, InvalidRequestException for an unknown version or a hook given and removed at once */
export function updateProvisioningTemplate({ account, book }: ProvisioningContext): Handler<'UpdateProvisioningTemplate'> {
  return (input) => {
    const { templateName, defaultVersionId, removePreProvisioningHook = false } = input
    if (removePreProvisioningHook && input.preProvisioningHook !== undefined) {
      throw invalidRequest('preProvisioningHook and removePreProvisioningHook cannot be given together.')
    }
    return account.store.transaction(() => {
      const row = book.require(templateName)
      if (defaultVersionId !== undefined && book.rows.findVersion(templateName, defaultVersionId) === undefined) {
        throw invalidRequest(`Template ${templateName} has no version ${String(defaultVersionId)}.`)
      }
      const given = input.preProvisioningHook === undefined ? undefined : checkHook(input.preProvisioningHook, row.type)
      const hook =
        given === undefined
          ? { hookArn: row.hookArn, hookPayloadVersion: row.hookPayloadVersion }
          : { hookArn: given.targetArn, hookPayloadVersion: given.payloadVersion }
      book.rows.put({
        ...row,
        description: input.description ?? row.description,
        isEnabled: input.enabled === undefined ? row.isEnabled : input.enabled ? 1 : 0,
        roleArn: input.provisioningRoleArn ?? row.roleArn,
        defaultVersion: defaultVersionId ?? row.defaultVersion,
        ...(removePreProvisioningHook ? { hookArn: null, hookPayloadVersion: null } : hook),
        modifiedMs: account.timers.now(),
      })
      return {}
    })
  }
}
