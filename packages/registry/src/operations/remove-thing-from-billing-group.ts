import type { EmptyOutput, InputOf } from '../api.js'
import { setBillingGroup, thingAndBillingGroup } from '../billing-groups/billing-membership.js'
import type { Parts } from '../parts.js'

/** RemoveThingFromBillingGroup; a thing that is not in it is removed with success (REG-313). @throws ResourceNotFoundException, InvalidRequestException. */
export function removeThingFromBillingGroup(parts: Parts, input: InputOf<'RemoveThingFromBillingGroup'>): EmptyOutput {
  const { thing, group } = thingAndBillingGroup(parts, input)
  if (thing.billingGroupName === group.billingGroupName) setBillingGroup(parts, thing, undefined)
  return {}
}
