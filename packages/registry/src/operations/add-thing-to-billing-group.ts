import { invalidRequest } from '@iot-core-local/core'
import type { EmptyOutput, InputOf } from '../api.js'
import { setBillingGroup, thingAndBillingGroup } from '../billing-groups/billing-membership.js'
import type { Parts } from '../parts.js'

/** AddThingToBillingGroup (REG-313). @throws ResourceNotFoundException, InvalidRequestException when the thing is in another one. */
export function addThingToBillingGroup(parts: Parts, input: InputOf<'AddThingToBillingGroup'>): EmptyOutput {
  const { thing, group } = thingAndBillingGroup(parts, input)
  if (thing.billingGroupName === group.billingGroupName) return {}
  if (thing.billingGroupName !== undefined) {
    throw invalidRequest(`Thing ${thing.thingName} is already in billing group ${thing.billingGroupName}.`)
  }
  setBillingGroup(parts, thing, group)
  return {}
}
