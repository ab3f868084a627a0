import { limitExceeded, resourceAlreadyExists } from '@iot-core-local/core'
import type { Handler, ProvisioningContext } from '../context.js'
import { refuseFlaws } from '../errors.js'
import { MAX_TEMPLATES } from '../limits.js'
import { useOf } from '../templates/template-book.js'
import { checkHook } from './check-hook.js'
import { templateArn } from './template-views.js'

const FIRST_VERSION = 1

/**
 * PRV-510 to PRV-515. A template is disabled unless the caller enables it (unconfirmed, PRV-515).
 * @throws InvalidRequestException for a flaw in the template, ResourceAlreadyExistsException (409), LimitExceededException (410)
 */
export function createProvisioningTemplate(context: ProvisioningContext): Handler<'CreateProvisioningTemplate'> {
  const { account, book, tags } = context
  return (input) => {
    const { templateName, templateBody } = input
    const type = input.type ?? 'FLEET_PROVISIONING'
    const hook = input.preProvisioningHook === undefined ? undefined : checkHook(input.preProvisioningHook, type)
    refuseFlaws(() => book.parse(templateBody, useOf(type)))
    const arn = templateArn(context, templateName)
    return account.store.transaction(() => {
      if (book.rows.find(templateName) !== undefined) {
        const resource = { resourceId: templateName, resourceArn: arn }
        throw resourceAlreadyExists(`Template with name ${templateName} already exists`, resource)
      }
      if (book.rows.count() >= MAX_TEMPLATES)
        throw limitExceeded(`An account has no more than ${String(MAX_TEMPLATES)} provisioning templates.`)
      const nowMs = account.timers.now()
      book.rows.put({
        name: templateName,
        description: input.description ?? null,
        isEnabled: input.enabled === true ? 1 : 0,
        roleArn: input.provisioningRoleArn,
        type,
        hookArn: hook?.targetArn ?? null,
        hookPayloadVersion: hook?.payloadVersion ?? null,
        defaultVersion: FIRST_VERSION,
        newestVersion: FIRST_VERSION,
        createdMs: nowMs,
        modifiedMs: nowMs,
      })
      book.rows.addVersion(templateName, FIRST_VERSION, templateBody, nowMs)
      if (input.tags !== undefined && input.tags.length > 0) tags.add(arn, input.tags)
      return { templateArn: arn, templateName, defaultVersionId: FIRST_VERSION }
    })
  }
}
