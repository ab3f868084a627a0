import { membersInOrder } from '../memberships/members-in-order.js'
import { snapshotOf, type ThingGroup } from '../model/thing-group.js'
import type { Parts } from '../parts.js'
import type { GroupDirectory } from '../registry-door.js'
import type { Member } from '../store/memberships-store.js'
import { paged } from './paged.js'

const PAGE_SIZE = 500

/** The groups as other packages see them. */
export function createGroupDirectory(parts: Parts): GroupDirectory {
  const { groups, memberships } = parts
  return {
    exists: (thingGroupName) => groups.find(thingGroupName) !== undefined,
    find: (thingGroupName) => {
      const group = groups.find(thingGroupName)
      return group === undefined ? undefined : snapshotOf(group)
    },
    all: function* (afterThingGroupName) {
      const all = paged(
        (range) => groups.page(range),
        (group: ThingGroup) => group.thingGroupName,
        afterThingGroupName,
      )
      for (const group of all) yield snapshotOf(group)
    },
    isDynamic: (thingGroupName) => groups.find(thingGroupName)?.dynamic !== undefined,
    membersOf: (thingGroupName, recursive) => (recursive ? membersBelow(parts, thingGroupName) : directMembers(parts, thingGroupName)),
    isMember: (thingGroupName, thingName) => {
      const group = groups.find(thingGroupName)
      return group !== undefined && memberships.find(group.groupKey, thingName) !== undefined
    },
    ancestorsOf: (thingGroupName) => groups.namesOfAncestors(thingGroupName),
    descendantsOf: (thingGroupName) => groups.namesOfDescendants(thingGroupName),
  }
}

function* directMembers({ groups, memberships }: Parts, thingGroupName: string): IterableIterator<string> {
  const group = groups.find(thingGroupName)
  if (group === undefined) return
  yield* paged(
    (range) => memberships.members(group.groupKey, range),
    (name: string) => name,
  )
}

function* membersBelow(parts: Parts, thingGroupName: string): IterableIterator<string> {
  let after: Member | undefined
  for (;;) {
    const page: readonly Member[] = membersInOrder(parts, thingGroupName, after, PAGE_SIZE)
    for (const { thingName } of page) yield thingName
    after = page.at(-1)
    if (after === undefined || page.length < PAGE_SIZE) return
  }
}
