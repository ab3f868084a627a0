import type { InputOf, OutputOf } from '../api.js'
import { shownProperties } from '../model/thing-group.js'
import type { Parts } from '../parts.js'
import { requireGroup } from '../thing-groups/group-lookup.js'

/** DescribeThingGroup, static and dynamic (REG-234). @throws ResourceNotFoundException. */
export function describeThingGroup(parts: Parts, { thingGroupName }: InputOf<'DescribeThingGroup'>): OutputOf<'DescribeThingGroup'> {
  const { arns } = parts.deps
  const group = requireGroup(parts, thingGroupName)
  const creationDate = new Date(group.createdAtMs)
  return {
    thingGroupName,
    thingGroupId: group.thingGroupId,
    thingGroupArn: arns.thingGroup(thingGroupName),
    version: group.version,
    thingGroupProperties: shownProperties(group),
    thingGroupMetadata:
      group.parentGroupName === undefined
        ? { creationDate }
        : {
            parentGroupName: group.parentGroupName,
            rootToParentThingGroups: parts.groups
              .namesOfAncestors(thingGroupName)
              .reverse()
              .map((groupName) => ({ groupName, groupArn: arns.thingGroup(groupName) })),
            creationDate,
          },
    ...group.dynamic,
  }
}
