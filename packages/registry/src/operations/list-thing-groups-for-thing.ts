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
  const names = memberships.groupsOf(thingName).map(({ groupName }) => groupName)
  // Whoever is a member exists: only who is in no group has to be looked for.
  if (names.length === 0 && !things.exists(thingName)) throw resourceNotFound()
  const { items, nextToken } = pageByName(
    `ListThingGroupsForThing:${thingName}`,
    input,
    (name: string) => name,
    ({ from, upto, limit }) => names.filter((name) => name >= from && name < upto).slice(0, limit),
  )
  const thingGroups = items.map((groupName) => ({ groupName, groupArn: deps.arns.thingGroup(groupName) }))
  return { thingGroups, ...(nextToken === undefined ? {} : { nextToken }) }
}
