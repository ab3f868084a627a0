import { invalidRequest, resourceAlreadyExists } from '@iot-core-local/core'
import type { InputOf, OutputOf } from '../api.js'
import { MAX_CHILD_GROUPS, MAX_GROUP_DEPTH } from '../limits.js'
import { isSameGroup, type ThingGroup } from '../model/thing-group.js'
import type { Parts } from '../parts.js'
import { insertGroup, newGroupProperties } from '../thing-groups/group-changes.js'
import { requireStaticGroup } from '../thing-groups/group-lookup.js'

/**
 * CreateThingGroup; the same properties and parent again answer the existing ids (REG-230).
 * @throws ResourceAlreadyExistsException, ResourceNotFoundException for an unknown parent (REG-231), InvalidRequestException for a hierarchy
 * too deep, too wide (REG-232) or under a dynamic group (REG-233).
 */
export function createThingGroup(parts: Parts, input: InputOf<'CreateThingGroup'>): OutputOf<'CreateThingGroup'> {
  const { thingGroupName, parentGroupName } = input
  const thingGroupArn = parts.deps.arns.thingGroup(thingGroupName)
  const properties = newGroupProperties(input.thingGroupProperties)

  const existing = parts.groups.find(thingGroupName)
  if (existing !== undefined) {
    if (existing.dynamic !== undefined || !isSameGroup(existing, { ...properties, parentGroupName })) {
      throw resourceAlreadyExists(`Thing Group ${thingGroupName} already exists in current account with different properties`, {
        resourceId: thingGroupName,
        resourceArn: thingGroupArn,
      })
    }
    return { thingGroupName, thingGroupArn, thingGroupId: existing.thingGroupId }
  }

  const parent = parentGroupName === undefined ? undefined : parentWithRoom(parts, parentGroupName)
  const group = insertGroup(parts, { thingGroupName, ...properties, dynamic: undefined }, parent, input.tags ?? [])
  return { thingGroupName, thingGroupArn, thingGroupId: group.thingGroupId }
}

function parentWithRoom(parts: Parts, parentGroupName: string): ThingGroup {
  const parent = requireStaticGroup(parts, parentGroupName)
  if (parent.depth >= MAX_GROUP_DEPTH) {
    throw invalidRequest(
      `A hierarchy of thing groups can have at most ${String(MAX_GROUP_DEPTH)} levels; ${parentGroupName} is on the last.`,
    )
  }
  if (parts.groups.countChildren(parentGroupName) >= MAX_CHILD_GROUPS) {
    throw invalidRequest(`A thing group can have at most ${String(MAX_CHILD_GROUPS)} direct child groups; ${parentGroupName} has them all.`)
  }
  return parent
}
