import { resourceNotFound, type ThingSnapshot } from '@iot-core-local/core'
import { resolveName } from '../model/name-or-arn.js'
import type { ThingGroup } from '../model/thing-group.js'
import type { Parts } from '../parts.js'
import { requireStaticGroup } from '../thing-groups/group-lookup.js'

interface MembershipInput {
  readonly thingName?: string | undefined
  readonly thingArn?: string | undefined
  readonly thingGroupName?: string | undefined
  readonly thingGroupArn?: string | undefined
}

/** The thing and the static group that a membership call names by name or ARN (REG-239). @throws InvalidRequestException, ResourceNotFoundException. */
export function thingAndGroup(parts: Parts, input: MembershipInput): { thing: ThingSnapshot; group: ThingGroup } {
  const { arns } = parts.deps
  const groupName = resolveName(arns, {
    name: input.thingGroupName,
    arn: input.thingGroupArn,
    resourceType: 'thinggroup',
    // The leading space is the service's.
    missing: ' Both thingGroupArn and thingGroupName are empty. Need to specify at least one of them',
  })
  const thingName = resolveName(arns, {
    name: input.thingName,
    arn: input.thingArn,
    resourceType: 'thing',
    missing: 'Both thingArn and thingName are empty. Need to specify at least one of them',
  })
  const group = requireStaticGroup(parts, groupName)
  return { thing: requireThing(parts, thingName), group }
}

/** @throws ResourceNotFoundException. */
export function requireThing({ things }: Parts, thingName: string): ThingSnapshot {
  const thing = things.find(thingName)
  if (thing === undefined) throw resourceNotFound()
  return thing
}
