import type { InputOf, OutputOf } from '../api.js'
import { membersInOrder } from '../memberships/members-in-order.js'
import { pageByKey, pageByName, readToken } from '../model/page.js'
import type { Parts } from '../parts.js'
import type { Member } from '../store/memberships-store.js'
import { requireGroup } from '../thing-groups/group-lookup.js'

type Input = InputOf<'ListThingsInThingGroup'>
type Output = OutputOf<'ListThingsInThingGroup'>

/** ListThingsInThingGroup: direct members by name; with `recursive` the group's own, then those of each descendant (REG-245). @throws ResourceNotFoundException. */
export function listThingsInThingGroup(parts: Parts, input: Input): Output {
  const { thingGroupName } = input
  const group = requireGroup(parts, thingGroupName)
  if (input.recursive === true) return recursively(parts, input)
  const { items, nextToken } = pageByName(
    `ListThingsInThingGroup:${thingGroupName}`,
    input,
    (name: string) => name,
    (range) => parts.memberships.members(group.groupKey, range),
  )
  return { things: items, ...(nextToken === undefined ? {} : { nextToken }) }
}

function recursively(parts: Parts, input: Input): Output {
  const scope = `ListThingsInThingGroup:${input.thingGroupName}:recursive`
  const [groupName, thingName] = readToken(scope, input.nextToken, 2)
  const after = groupName === undefined || thingName === undefined ? undefined : { groupName, thingName }
  const { items, nextToken } = pageByKey(
    scope,
    input,
    (member: Member) => [member.groupName, member.thingName],
    (limit) => membersInOrder(parts, input.thingGroupName, after, limit),
  )
  return { things: items.map((member) => member.thingName), ...(nextToken === undefined ? {} : { nextToken }) }
}
