import type { EmptyOutput, InputOf } from '../api.js'
import { checkBillingGroupVersion } from '../billing-groups/billing-group-version.js'
import type { Parts } from '../parts.js'
import { sweep } from '../sweeps/sweep-slice.js'

/** DeleteBillingGroup: also with things in it, also when it does not exist (REG-312). @throws VersionConflictException. */
export function deleteBillingGroup(parts: Parts, input: InputOf<'DeleteBillingGroup'>): EmptyOutput {
  const { billingGroupName } = input
  const group = parts.billingGroups.find(billingGroupName)
  if (group === undefined) return {}
  checkBillingGroupVersion(group, input.expectedVersion)
  parts.billingGroups.delete(billingGroupName)
  sweep(parts, { kind: 'billingGroup', groupKey: group.groupKey, groupName: billingGroupName, groupId: group.billingGroupId })
  parts.tags.deleteAll(parts.deps.arns.billingGroup(billingGroupName))
  return {}
}
