import { resourceNotFound } from '@iot-core-local/core'
import type { InputOf, OutputOf } from '../api.js'
import { pageByName } from '../model/page.js'
import type { Parts } from '../parts.js'

/** ListThingGroupsForThing: direct groups, without ancestors, by name (REG-245). @throws ResourceNotFoundException. */
export function listThingGroupsForThing(
  { things, memberships, deps }: Parts,
  input: InputOf<'ListThingGroupsForThing'>,
): OutputOf<'ListThingGroupsForThing'> {
  const { thingName } = input
  if (!things.exists(thingName)) throw resourceNotFound()
  const { items, nextToken } = pageByName(
    `ListThingGroupsForThing:${thingName}`,
    input,
    (name: string) => name,
    ({ from, upto, limit }) =>
      memberships
        .groupsOf(thingName)
        .map(({ groupName }) => groupName)
        .filter((name) => name >= from && name < upto)
        .slice(0, limit),
  )
  const thingGroups = items.map((groupName) => ({ groupName, groupArn: deps.arns.thingGroup(groupName) }))
  return { thingGroups, ...(nextToken === undefined ? {} : { nextToken }) }
}
