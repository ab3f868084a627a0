import { invalidRequest, resourceNotFound, versionConflict } from '@iot-core-local/core'
import type { GroupReference } from '../events/thing-group-events.js'
import type { ThingGroup } from '../model/thing-group.js'
import type { Parts } from '../parts.js'

/** A static or dynamic group. @throws ResourceNotFoundException. */
export function requireGroup({ groups }: Parts, thingGroupName: string): ThingGroup {
  const group = groups.find(thingGroupName)
  if (group === undefined) throw resourceNotFound()
  return group
}

/** A static group. @throws ResourceNotFoundException, InvalidRequestException for a dynamic one (REG-291, DTG-009). */
export function requireStaticGroup(parts: Parts, thingGroupName: string): ThingGroup {
  const group = requireGroup(parts, thingGroupName)
  checkFamily(group, 'static')
  return group
}

/** @throws InvalidRequestException when the group is of the other family (REG-291). */
export function checkFamily(group: ThingGroup, family: 'static' | 'dynamic'): void {
  const isDynamic = group.dynamic !== undefined
  if (isDynamic !== (family === 'dynamic')) {
    throw invalidRequest(
      `Thing group ${group.thingGroupName} is a ${isDynamic ? 'dynamic' : 'static'} group; this call is for ${family} groups.`,
    )
  }
}

/** @throws VersionConflictException (REG-235). */
export function checkGroupVersion({ thingGroupName, version }: ThingGroup, expectedVersion: number | undefined): void {
  if (expectedVersion !== undefined && expectedVersion !== version) {
    throw versionConflict(`The version for thing group ${thingGroupName} does not match the expected version.`)
  }
}

/** The ancestors as registry events show them: root first, direct parent last (EVT-040). */
export function ancestorReferences(parts: Parts, group: ThingGroup): GroupReference[] {
  if (group.parentGroupName === undefined) return []
  return parts.groups
    .namesOfAncestors(group.thingGroupName)
    .reverse()
    .map((name) => ({ groupArn: parts.deps.arns.thingGroup(name), groupId: parts.groups.find(name)?.thingGroupId ?? '' }))
}
