import { invalidRequest } from '@iot-core-local/core'
import type { EmptyOutput, InputOf } from '../api.js'
import { joinStaticGroup, leaveGroup } from '../memberships/joining.js'
import { requireThing } from '../memberships/thing-and-group.js'
import type { Parts } from '../parts.js'
import { requireStaticGroup } from '../thing-groups/group-lookup.js'

/** UpdateThingGroupsForThing: removals first, all or nothing (REG-244). @throws ResourceNotFoundException, InvalidRequestException. */
export function updateThingGroupsForThing(parts: Parts, input: InputOf<'UpdateThingGroupsForThing'>): EmptyOutput {
  const { thingName, thingGroupsToAdd = [], thingGroupsToRemove = [] } = input
  if (thingName === undefined) throw invalidRequest('thingName is needed.')
  const inBoth = thingGroupsToAdd.find((name) => thingGroupsToRemove.includes(name))
  if (inBoth !== undefined) throw invalidRequest(`Thing group ${inBoth} cannot be both added and removed.`)
  const thing = requireThing(parts, thingName)
  for (const name of thingGroupsToRemove) leaveGroup(parts, thing, requireStaticGroup(parts, name).thingGroupName)
  for (const name of thingGroupsToAdd) {
    joinStaticGroup(parts, thing, requireStaticGroup(parts, name), input.overrideDynamicGroups === true)
  }
  return {}
}
