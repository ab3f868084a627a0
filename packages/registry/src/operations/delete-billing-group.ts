import type { EmptyOutput, InputOf } from '../api.js'
import { setBillingGroup } from '../billing-groups/billing-membership.js'
import { checkBillingGroupVersion } from '../billing-groups/billing-group-version.js'
import { LAST } from '../model/page.js'
import type { Parts } from '../parts.js'

/** DeleteBillingGroup: also with things in it, also when it does not exist (REG-312). @throws VersionConflictException. */
export function deleteBillingGroup(parts: Parts, input: InputOf<'DeleteBillingGroup'>): EmptyOutput {
  const { billingGroupName } = input
  const group = parts.billingGroups.find(billingGroupName)
  if (group === undefined) return {}
  checkBillingGroupVersion(group, input.expectedVersion)
  for (const thingName of parts.things.namesOfBillingGroup(billingGroupName, { from: '', upto: LAST, limit: -1 })) {
    const thing = parts.things.find(thingName)
    if (thing !== undefined) setBillingGroup(parts, thing, undefined)
  }
  parts.billingGroups.delete(billingGroupName)
  parts.tags.deleteAll(parts.deps.arns.billingGroup(billingGroupName))
  return {}
}
