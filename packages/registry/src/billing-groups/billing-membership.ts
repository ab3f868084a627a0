import { resourceNotFound, type ThingSnapshot } from '@iot-core-local/core'
import { requireThing } from '../memberships/thing-and-group.js'
import { resolveName } from '../model/name-or-arn.js'
import type { Parts } from '../parts.js'
import type { BillingGroup } from '../store/billing-groups-store.js'

interface BillingMembershipInput {
  readonly thingName?: string | undefined
  readonly thingArn?: string | undefined
  readonly billingGroupName?: string | undefined
  readonly billingGroupArn?: string | undefined
}

/** The thing and the billing group that a call names by name or ARN (REG-313). @throws InvalidRequestException, ResourceNotFoundException. */
export function thingAndBillingGroup(parts: Parts, input: BillingMembershipInput): { thing: ThingSnapshot; group: BillingGroup } {
  const { arns } = parts.deps
  const billingGroupName = resolveName(arns, {
    name: input.billingGroupName,
    arn: input.billingGroupArn,
    resourceType: 'billinggroup',
    missing: 'Both billingGroupName and billingGroupArn cannot be null',
  })
  const thingName = resolveName(arns, {
    name: input.thingName,
    arn: input.thingArn,
    resourceType: 'thing',
    missing: 'Both thingName and thingArn cannot be null',
  })
  const group = parts.billingGroups.find(billingGroupName)
  if (group === undefined) throw resourceNotFound()
  return { thing: requireThing(parts, thingName), group }
}

/** Puts the thing into a billing group, or into none; its version stays (REG-112). */
export function setBillingGroup({ things, deps }: Parts, thing: ThingSnapshot, group: BillingGroup | undefined): void {
  things.setBillingGroup(thing.thingName, group?.groupKey)
  deps.events.publish({
    type: 'thing.billingGroupChanged',
    thing: { ...thing, billingGroupName: group?.billingGroupName },
    previousBillingGroupName: thing.billingGroupName,
  })
}
