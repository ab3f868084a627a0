import { invalidRequest, type ThingSnapshot } from '@iot-core-local/core'
import { announceMembership } from '../events/thing-group-events.js'
import { MAX_GROUPS_PER_THING } from '../limits.js'
import type { ThingGroup } from '../model/thing-group.js'
import type { Parts } from '../parts.js'
import type { JoinedGroup } from '../store/memberships-store.js'

/**
 * Makes the thing a direct member of a static group. A member already stays what it is (REG-240).
 * @throws InvalidRequestException on a second group of one hierarchy (REG-242), or at ten groups when no dynamic one may give way (REG-243).
 */
export function joinStaticGroup(parts: Parts, thing: ThingSnapshot, group: ThingGroup, overrideDynamicGroups: boolean): void {
  if (parts.memberships.find(group.groupKey, thing.thingName) !== undefined) return
  const joined = parts.memberships.groupsOf(thing.thingName)
  const sibling = joined.find((other) => !other.isDynamic && other.rootGroupName === group.rootGroupName)
  if (sibling !== undefined) {
    throw invalidRequest(
      `Thing ${thing.thingName} is already in group ${sibling.groupName} of the hierarchy of ${group.rootGroupName}; it cannot also be in ${group.thingGroupName}.`,
    )
  }
  if (joined.length >= MAX_GROUPS_PER_THING) {
    const newest = newestDynamic(joined)
    if (newest === undefined || !overrideDynamicGroups) {
      throw invalidRequest(`Thing ${thing.thingName} is already in ${String(MAX_GROUPS_PER_THING)} groups, the most it can be in.`)
    }
    leaveGroup(parts, thing, newest.groupName)
    recordRefusal(parts, thing.thingName, newest.groupName)
  }
  join(parts, thing, group)
}

/**
 * Lets the thing join a dynamic group; at ten groups it pushes the thing out of its most recently created dynamic group when that is newer (DTG-012).
 * Returns whether the thing is a member now.
 */
export function joinDynamicGroup(parts: Parts, thing: ThingSnapshot, group: ThingGroup): boolean {
  if (parts.memberships.find(group.groupKey, thing.thingName) !== undefined) return true
  const joined = parts.memberships.groupsOf(thing.thingName)
  if (joined.length >= MAX_GROUPS_PER_THING) {
    const newest = newestDynamic(joined)
    if (newest === undefined || newest.groupKey < group.groupKey) {
      recordRefusal(parts, thing.thingName, group.thingGroupName)
      return false
    }
    leaveGroup(parts, thing, newest.groupName)
    recordRefusal(parts, thing.thingName, newest.groupName)
  }
  join(parts, thing, group)
  return true
}

/** Ends a direct membership. Does nothing when there is none (REG-240). */
export function leaveGroup(parts: Parts, thing: ThingSnapshot, groupName: string): void {
  const group = parts.groups.find(groupName)
  const membershipId = group === undefined ? undefined : parts.memberships.find(group.groupKey, thing.thingName)
  if (membershipId === undefined || group === undefined) return
  parts.memberships.delete(group.groupKey, thing.thingName)
  announceLeft(parts, thing, group, membershipId)
  parts.deps.events.publish({ type: 'thingGroup.memberRemoved', thingGroupName: groupName, thingName: thing.thingName })
}

/** Publishes the MQTT event of a membership that ended. */
export function announceLeft(
  parts: Parts,
  thing: Pick<ThingSnapshot, 'thingName' | 'thingId'>,
  group: Pick<ThingGroup, 'thingGroupName' | 'thingGroupId'>,
  membershipId: string,
): void {
  announce(parts, 'REMOVED', thing, group, membershipId)
}

function join(parts: Parts, thing: ThingSnapshot, group: ThingGroup): void {
  const membershipId = parts.deps.ids.uuid()
  parts.memberships.insert(group.groupKey, thing.thingName, membershipId)
  announce(parts, 'ADDED', thing, group, membershipId)
  parts.deps.events.publish({ type: 'thingGroup.memberAdded', thingGroupName: group.thingGroupName, thingName: thing.thingName })
}

function announce(
  { announcer, deps }: Parts,
  operation: 'ADDED' | 'REMOVED',
  thing: Pick<ThingSnapshot, 'thingName' | 'thingId'>,
  group: Pick<ThingGroup, 'thingGroupName' | 'thingGroupId'>,
  membershipId: string,
): void {
  announceMembership(announcer, operation, {
    groupName: group.thingGroupName,
    groupArn: deps.arns.thingGroup(group.thingGroupName),
    groupId: group.thingGroupId,
    thing,
    thingArn: deps.arns.thing(thing.thingName),
    membershipId,
  })
}

function newestDynamic(joined: readonly JoinedGroup[]): JoinedGroup | undefined {
  return joined.filter((group) => group.isDynamic).sort((a, b) => b.groupKey - a.groupKey)[0]
}

/** The log entry of DTG-014. */
function recordRefusal({ deps }: Parts, thingName: string, dynamicThingGroupName: string): void {
  deps.store.afterCommit(() => {
    deps.decisions.record({
      kind: 'api',
      outcome: 'failed',
      eventType: 'AddThingToDynamicThingGroupsFailed',
      reason: 'MAX_GROUPS_PER_THING',
      explanation:
        'The thing failed to be added to the given dynamic thing group(s) because the thing already belongs to the maximum allowed number of groups.',
      details: { thingName, dynamicThingGroupNames: [dynamicThingGroupName] },
    })
  })
}
