import { announceHierarchy, announceThingGroup } from '../events/thing-group-events.js'
import { applyAttributes, checkGroupAttributes } from '../model/attributes.js'
import { snapshotOf, type ThingGroup, type ThingGroupPropertiesInput } from '../model/thing-group.js'
import type { Parts } from '../parts.js'
import { sweep } from '../sweeps/sweep-slice.js'
import { addTags, type TagInput } from '../tags/resource-tags.js'
import { ancestorReferences } from './group-lookup.js'

/** What the caller decides about a new group. */
export type NewGroup = Pick<ThingGroup, 'thingGroupName' | 'description' | 'attributes' | 'dynamic'>

/** Description and attributes of a group that is to be created. @throws InvalidRequestException beyond 50 attributes (REG-232). */
export function newGroupProperties(input: ThingGroupPropertiesInput | undefined): Pick<ThingGroup, 'description' | 'attributes'> {
  const attributes = applyAttributes({}, { attributes: input?.attributePayload?.attributes })
  checkGroupAttributes(attributes)
  const description = input?.thingGroupDescription
  return { description: description === '' ? undefined : description, attributes }
}

/** Stores a new group, static or dynamic, and says so. */
export function insertGroup(parts: Parts, wanted: NewGroup, parent: ThingGroup | undefined, tags: readonly TagInput[]): ThingGroup {
  const { deps, groups, announcer } = parts
  groups.insert({
    ...wanted,
    thingGroupId: deps.ids.uuid(),
    parentGroupName: parent?.thingGroupName,
    rootGroupName: parent?.rootGroupName ?? wanted.thingGroupName,
    depth: (parent?.depth ?? 0) + 1,
    version: 1,
    createdAtMs: deps.timers.now(),
  })
  const group = groups.find(wanted.thingGroupName)
  if (group === undefined) throw new Error(`Thing group ${wanted.thingGroupName} was not stored.`)
  addTags(parts, deps.arns.thingGroup(group.thingGroupName), tags)
  announceThingGroup(announcer, 'CREATED', group, ancestorReferences(parts, group))
  if (parent !== undefined) announceHierarchy(announcer, 'ADDED', parent, group)
  deps.events.publish({ type: 'thingGroup.created', group: snapshotOf(group) })
  return group
}

/**
 * The group after an update of its properties: attributes as in UpdateThing, a description that is not sent stays (REG-236).
 * @throws InvalidRequestException beyond 50 attributes.
 */
export function changedGroup(group: ThingGroup, input: ThingGroupPropertiesInput | undefined): ThingGroup {
  const attributes = applyAttributes(group.attributes, input?.attributePayload)
  checkGroupAttributes(attributes)
  const given = input?.thingGroupDescription
  const description = given === undefined ? group.description : given === '' ? undefined : given
  return { ...group, description, attributes, version: group.version + 1 }
}

/** Stores an update of a group, static or dynamic, and says so. */
export function replaceGroup(parts: Parts, previous: ThingGroup, group: ThingGroup): void {
  parts.groups.update(group)
  if (group.dynamic !== undefined) parts.groups.updateDynamic(group.thingGroupName, group.dynamic)
  announceThingGroup(parts.announcer, 'UPDATED', group, ancestorReferences(parts, group))
  parts.deps.events.publish({ type: 'thingGroup.updated', group: snapshotOf(group), previous: snapshotOf(previous) })
}

/** Deletes a group without children: its memberships and tags go with it (REG-237). */
export function removeGroup(parts: Parts, group: ThingGroup): void {
  const { deps, groups, announcer } = parts
  const { thingGroupName } = group
  const ancestors = ancestorReferences(parts, group)
  const parent = group.parentGroupName === undefined ? undefined : groups.find(group.parentGroupName)
  sweep(parts, { kind: 'thingGroup', groupKey: group.groupKey, groupName: thingGroupName, groupId: group.thingGroupId })
  groups.delete(thingGroupName)
  parts.tags.deleteAll(deps.arns.thingGroup(thingGroupName))
  if (parent !== undefined) announceHierarchy(announcer, 'REMOVED', parent, group)
  announceThingGroup(announcer, 'DELETED', group, ancestors)
  deps.events.publish({ type: 'thingGroup.deleted', group: snapshotOf(group) })
}
