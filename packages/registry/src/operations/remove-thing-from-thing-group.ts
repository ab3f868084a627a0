import type { EmptyOutput, InputOf } from '../api.js'
import { leaveGroup } from '../memberships/joining.js'
import { thingAndGroup } from '../memberships/thing-and-group.js'
import type { Parts } from '../parts.js'

/** RemoveThingFromThingGroup; a thing that is no member is removed with success (REG-239, REG-240). @throws ResourceNotFoundException, InvalidRequestException. */
export function removeThingFromThingGroup(parts: Parts, input: InputOf<'RemoveThingFromThingGroup'>): EmptyOutput {
  const { thing, group } = thingAndGroup(parts, input)
  leaveGroup(parts, thing, group.thingGroupName)
  return {}
}
