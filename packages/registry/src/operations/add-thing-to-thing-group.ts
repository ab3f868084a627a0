import type { EmptyOutput, InputOf } from '../api.js'
import { joinStaticGroup } from '../memberships/joining.js'
import { thingAndGroup } from '../memberships/thing-and-group.js'
import type { Parts } from '../parts.js'

/** AddThingToThingGroup (REG-239 to REG-243). @throws ResourceNotFoundException, InvalidRequestException. */
export function addThingToThingGroup(parts: Parts, input: InputOf<'AddThingToThingGroup'>): EmptyOutput {
  const { thing, group } = thingAndGroup(parts, input)
  joinStaticGroup(parts, thing, group, input.overrideDynamicGroups === true)
  return {}
}
