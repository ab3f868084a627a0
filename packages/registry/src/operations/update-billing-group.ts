import { resourceNotFound } from '@iot-core-local/core'
import type { InputOf, OutputOf } from '../api.js'
import { checkBillingGroupVersion } from '../billing-groups/billing-group-version.js'
import type { Parts } from '../parts.js'

/** UpdateBillingGroup; a description that is not sent stays (REG-311). @throws ResourceNotFoundException, VersionConflictException. */
export function updateBillingGroup({ billingGroups }: Parts, input: InputOf<'UpdateBillingGroup'>): OutputOf<'UpdateBillingGroup'> {
  const { billingGroupName } = input
  const group = billingGroups.find(billingGroupName)
  if (group === undefined) throw resourceNotFound()
  checkBillingGroupVersion(group, input.expectedVersion)
  const given = input.billingGroupProperties.billingGroupDescription
  const description = given === undefined ? group.description : given === '' ? undefined : given
  const version = group.version + 1
  billingGroups.update(billingGroupName, description, version)
  return { version }
}
