import type { ThingSnapshot } from '@iot-core-local/core'
import type { ThingGroup } from '../model/thing-group.js'
import type { Announcer } from './announcer.js'

/** A member of `rootToParentThingGroups` in events: an id where DescribeThingGroup has a name (EVT-040). */
export interface GroupReference {
  readonly groupArn: string
  readonly groupId: string
}

/** THING_GROUP_EVENT (EVT-039 to EVT-042). `ancestors`: root first, direct parent last. */
export function announceThingGroup(
  announcer: Announcer,
  operation: 'CREATED' | 'UPDATED' | 'DELETED',
  group: ThingGroup,
  ancestors: readonly GroupReference[],
): void {
  announcer.announce(
    'THING_GROUP',
    `thingGroup/${group.thingGroupName}/${operation.toLowerCase()}`,
    ({ eventId, timestamp, accountId }) => ({
      eventType: 'THING_GROUP_EVENT',
      eventId,
      timestamp,
      operation,
      accountId,
      thingGroupId: group.thingGroupId,
      thingGroupName: group.thingGroupName,
      versionNumber: group.version,
      parentGroupName: group.parentGroupName ?? null,
      parentGroupId: ancestors.at(-1)?.groupId ?? null,
      description: group.description ?? null,
      rootToParentThingGroups: ancestors,
      attributes: group.attributes,
      dynamicGroupMappingId: group.dynamic === undefined ? null : group.thingGroupId,
    }),
  )
}

/** THING_GROUP_HIERARCHY_EVENT (EVT-046); `thingGroupName` is the parent. */
export function announceHierarchy(announcer: Announcer, operation: 'ADDED' | 'REMOVED', parent: ThingGroup, child: ThingGroup): void {
  const topic = `thingGroupHierarchy/thingGroup/${parent.thingGroupName}/childThingGroup/${child.thingGroupName}/${operation.toLowerCase()}`
  announcer.announce('THING_GROUP_HIERARCHY', topic, ({ eventId, timestamp, accountId }) => ({
    eventType: 'THING_GROUP_HIERARCHY_EVENT',
    eventId,
    timestamp,
    operation,
    accountId,
    thingGroupId: parent.thingGroupId,
    thingGroupName: parent.thingGroupName,
    childGroupId: child.thingGroupId,
    childGroupName: child.thingGroupName,
  }))
}

/** What a membership event tells. */
export interface MembershipFacts {
  readonly groupName: string
  readonly groupArn: string
  readonly groupId: string
  readonly thing: Pick<ThingSnapshot, 'thingName' | 'thingId'>
  readonly thingArn: string
  readonly membershipId: string
}

/** THING_GROUP_MEMBERSHIP_EVENT (EVT-043, EVT-044). */
export function announceMembership(announcer: Announcer, operation: 'ADDED' | 'REMOVED', facts: MembershipFacts): void {
  const topic = `thingGroupMembership/thingGroup/${facts.groupName}/thing/${facts.thing.thingName}/${operation.toLowerCase()}`
  announcer.announce('THING_GROUP_MEMBERSHIP', topic, ({ eventId, timestamp, accountId }) => ({
    eventType: 'THING_GROUP_MEMBERSHIP_EVENT',
    eventId,
    timestamp,
    operation,
    accountId,
    groupArn: facts.groupArn,
    groupId: facts.groupId,
    thingArn: facts.thingArn,
    thingId: facts.thing.thingId,
    membershipId: facts.membershipId,
  }))
}
