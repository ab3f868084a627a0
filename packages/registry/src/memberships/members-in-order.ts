import { justAfter, LAST } from '../model/page.js'
import type { Parts } from '../parts.js'
import type { Member } from '../store/memberships-store.js'

/**
 * Members of a group and of all groups below it: the group's own by name, then those of each descendant, descendants by name.
 * A thing is in one group of a hierarchy only (REG-242), so nobody comes twice.
 */
export function membersInOrder({ groups, memberships }: Parts, groupName: string, after: Member | undefined, limit: number): Member[] {
  const current = after?.groupName ?? groupName
  const from = after === undefined ? '' : justAfter(after.thingName)
  const group = groups.find(current)
  const names = group === undefined ? [] : memberships.members(group.groupKey, { from, upto: LAST, limit })
  const members = names.map((thingName): Member => ({ groupName: current, thingName }))
  if (members.length === limit) return members
  const below = memberships.membersBelow(groupName, current === groupName ? '' : current, limit - members.length)
  return members.concat(below)
}
