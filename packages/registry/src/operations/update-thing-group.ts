import type { InputOf, OutputOf } from '../api.js'
import type { Parts } from '../parts.js'
import { changedGroup, replaceGroup } from '../thing-groups/group-changes.js'
import { checkGroupVersion, requireStaticGroup } from '../thing-groups/group-lookup.js'

/** UpdateThingGroup (REG-235, REG-236). @throws ResourceNotFoundException, VersionConflictException, InvalidRequestException for a dynamic group. */
export function updateThingGroup(parts: Parts, input: InputOf<'UpdateThingGroup'>): OutputOf<'UpdateThingGroup'> {
  const previous = requireStaticGroup(parts, input.thingGroupName)
  checkGroupVersion(previous, input.expectedVersion)
  const group = changedGroup(previous, input.thingGroupProperties)
  replaceGroup(parts, previous, group)
  return { version: group.version }
}
