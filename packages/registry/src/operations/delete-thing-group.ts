import { invalidRequest } from '@iot-core-local/core'
import type { EmptyOutput, InputOf } from '../api.js'
import type { Parts } from '../parts.js'
import { removeGroup } from '../thing-groups/group-changes.js'
import { checkFamily, checkGroupVersion } from '../thing-groups/group-lookup.js'

/**
 * DeleteThingGroup; a group that does not exist is deleted with success (REG-237).
 * @throws InvalidRequestException while it has children or when it is dynamic (REG-291), VersionConflictException.
 */
export function deleteThingGroup(parts: Parts, { thingGroupName, expectedVersion }: InputOf<'DeleteThingGroup'>): EmptyOutput {
  const group = parts.groups.find(thingGroupName)
  if (group === undefined) return {}
  checkFamily(group, 'static')
  checkGroupVersion(group, expectedVersion)
  if (parts.groups.countChildren(thingGroupName) > 0) {
    throw invalidRequest(`Cannot delete thing group : ${thingGroupName} when there are still child groups attached to it`)
  }
  removeGroup(parts, group)
  return {}
}
