import { limitExceeded, resourceAlreadyExists } from '@iot-core-local/core'
import { MAX_DYNAMIC_GROUPS, MAX_GROUPS_PER_THING } from '../limits.js'
import { joinDynamicGroup, leaveGroup } from '../memberships/joining.js'
import { justAfter, LAST } from '../model/page.js'
import { type DynamicPart, snapshotOf, type ThingGroup } from '../model/thing-group.js'
import type { Parts } from '../parts.js'
import type { DynamicGroup, DynamicGroupInput, DynamicGroups, DynamicGroupUpdate } from '../registry-door.js'
import { changedGroup, insertGroup, newGroupProperties, removeGroup, replaceGroup } from '../thing-groups/group-changes.js'
import { checkFamily, checkGroupVersion, requireGroup } from '../thing-groups/group-lookup.js'

/** Dynamic groups for the package that evaluates their queries. */
export function createDynamicGroups(parts: Parts): DynamicGroups {
  const write = <Output>(work: () => Output): Output => parts.deps.store.transaction(work)
  return {
    create: (input) => write(() => create(parts, input)),
    update: (input) => write(() => update(parts, input)),
    delete: ({ thingGroupName, expectedVersion }) =>
      write(() => {
        const group = parts.groups.find(thingGroupName)
        if (group === undefined) return
        checkFamily(group, 'dynamic')
        checkGroupVersion(group, expectedVersion)
        removeGroup(parts, group)
      }),
    setStatus: (thingGroupName, status) =>
      write(() => {
        const dynamic = parts.groups.find(thingGroupName)?.dynamic
        if (dynamic !== undefined) parts.groups.updateDynamic(thingGroupName, { ...dynamic, status })
      }),
    find: (thingGroupName) => {
      const group = parts.groups.find(thingGroupName)
      return group?.dynamic === undefined ? undefined : shown(group, group.dynamic)
    },
    all: () => parts.groups.dynamic().flatMap((group) => (group.dynamic === undefined ? [] : [shown(group, group.dynamic)])),
    groupsOf: (thingName) =>
      parts.memberships
        .groupsOf(thingName)
        .filter(({ isDynamic }) => isDynamic)
        .map(({ groupName }) => groupName),
    membersOf: (thingGroupName, afterThingName, limit) => {
      const group = parts.groups.find(thingGroupName)
      if (group?.dynamic === undefined) return []
      return parts.memberships.members(group.groupKey, {
        from: afterThingName === undefined ? '' : justAfter(afterThingName),
        upto: LAST,
        limit,
      })
    },
    maxGroupsPerThing: MAX_GROUPS_PER_THING,
    addMember: (thingGroupName, thingName) =>
      write(() => {
        const group = parts.groups.find(thingGroupName)
        const thing = parts.things.find(thingName)
        return group?.dynamic !== undefined && thing !== undefined && joinDynamicGroup(parts, thing, group)
      }),
    removeMember: (thingGroupName, thingName) =>
      write(() => {
        const thing = parts.things.find(thingName)
        if (thing !== undefined && parts.groups.find(thingGroupName)?.dynamic !== undefined) leaveGroup(parts, thing, thingGroupName)
      }),
  }
}

function create(parts: Parts, input: DynamicGroupInput): ReturnType<DynamicGroups['create']> {
  const { thingGroupName, indexName, queryString, queryVersion } = input
  const thingGroupArn = parts.deps.arns.thingGroup(thingGroupName)
  const properties = newGroupProperties(input.thingGroupProperties)
  if (parts.groups.find(thingGroupName) !== undefined) {
    throw resourceAlreadyExists(`Thing Group ${thingGroupName} already exists in current account`, {
      resourceId: thingGroupName,
      resourceArn: thingGroupArn,
    })
  }
  if (parts.groups.dynamic().length >= MAX_DYNAMIC_GROUPS) {
    throw limitExceeded(`An account can have at most ${String(MAX_DYNAMIC_GROUPS)} dynamic thing groups.`)
  }
  const dynamic: DynamicPart = { indexName, queryString, queryVersion, status: 'BUILDING' }
  const group = insertGroup(parts, { thingGroupName, ...properties, dynamic }, undefined, input.tags ?? [])
  return { thingGroupName, thingGroupArn, thingGroupId: group.thingGroupId }
}

function update(parts: Parts, input: DynamicGroupUpdate): { version: number } {
  const previous = requireGroup(parts, input.thingGroupName)
  checkFamily(previous, 'dynamic')
  checkGroupVersion(previous, input.expectedVersion)
  const group = changedGroup(previous, input.thingGroupProperties)
  replaceGroup(parts, previous, { ...group, dynamic: group.dynamic === undefined ? undefined : changedQuery(group.dynamic, input) })
  return { version: group.version }
}

function changedQuery(previous: DynamicPart, input: DynamicGroupUpdate): DynamicPart {
  const query = {
    indexName: input.indexName ?? previous.indexName,
    queryString: input.queryString ?? previous.queryString,
    queryVersion: input.queryVersion ?? previous.queryVersion,
  }
  const isChanged =
    query.indexName !== previous.indexName || query.queryString !== previous.queryString || query.queryVersion !== previous.queryVersion
  return { ...query, status: isChanged ? 'REBUILDING' : previous.status }
}

function shown(group: ThingGroup, dynamic: DynamicPart): DynamicGroup {
  return { ...snapshotOf(group), ...dynamic, createdAtMs: group.createdAtMs, creationNumber: group.groupKey }
}
