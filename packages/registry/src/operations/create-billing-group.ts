import { limitExceeded, resourceAlreadyExists } from '@iot-core-local/core'
import type { InputOf, OutputOf } from '../api.js'
import { MAX_BILLING_GROUPS } from '../limits.js'
import type { Parts } from '../parts.js'
import { addTags } from '../tags/resource-tags.js'

/** CreateBillingGroup; the same configuration again answers the existing ids (REG-310). @throws ResourceAlreadyExistsException, LimitExceededException (REG-312). */
export function createBillingGroup(parts: Parts, input: InputOf<'CreateBillingGroup'>): OutputOf<'CreateBillingGroup'> {
  const { arns, ids, timers } = parts.deps
  const { billingGroupName } = input
  const billingGroupArn = arns.billingGroup(billingGroupName)
  const given = input.billingGroupProperties?.billingGroupDescription
  const description = given === '' ? undefined : given

  const existing = parts.billingGroups.find(billingGroupName)
  if (existing !== undefined) {
    if (existing.description !== description) {
      throw resourceAlreadyExists(`Billing Group ${billingGroupName} already exists in current account with different properties`, {
        resourceId: billingGroupName,
        resourceArn: billingGroupArn,
      })
    }
    return { billingGroupName, billingGroupArn, billingGroupId: existing.billingGroupId }
  }

  if (parts.billingGroups.count() >= MAX_BILLING_GROUPS) {
    throw limitExceeded(`An account can have at most ${String(MAX_BILLING_GROUPS)} billing groups.`)
  }
  const billingGroupId = ids.uuid()
  parts.billingGroups.insert({ billingGroupName, billingGroupId, description, version: 1, createdAtMs: timers.now() })
  addTags(parts, billingGroupArn, input.tags ?? [])
  return { billingGroupName, billingGroupArn, billingGroupId }
}
