import { resourceNotFound } from '@iot-core-local/core'
import type { InputOf, OutputOf } from '../api.js'
import type { Parts } from '../parts.js'

/** DescribeBillingGroup (REG-311). @throws ResourceNotFoundException. */
export function describeBillingGroup(
  { billingGroups, deps }: Parts,
  { billingGroupName }: InputOf<'DescribeBillingGroup'>,
): OutputOf<'DescribeBillingGroup'> {
  const group = billingGroups.find(billingGroupName)
  if (group === undefined) throw resourceNotFound()
  return {
    billingGroupName,
    billingGroupId: group.billingGroupId,
    billingGroupArn: deps.arns.billingGroup(billingGroupName),
    version: group.version,
    billingGroupProperties: group.description === undefined ? {} : { billingGroupDescription: group.description },
    billingGroupMetadata: { creationDate: new Date(group.createdAtMs) },
  }
}
