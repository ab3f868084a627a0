import type { InputOf, OutputOf } from '../api.js'
import { type NameRange, pageByName } from '../model/page.js'
import type { Parts } from '../parts.js'
import { requireGroup } from '../thing-groups/group-lookup.js'

type Input = InputOf<'ListThingGroups'>

/**
 * ListThingGroups by name (REG-246, REG-247): all groups, with `recursive` false only roots; of a parent its children, with `recursive` true all below.
 * @throws ResourceNotFoundException for an unknown parent.
 */
export function listThingGroups(parts: Parts, input: Input): OutputOf<'ListThingGroups'> {
  const { parentGroup, recursive, namePrefixFilter = '' } = input
  if (parentGroup !== undefined) requireGroup(parts, parentGroup)
  const scope = `ListThingGroups:${parentGroup ?? ''}:${String(recursive ?? '')}:${namePrefixFilter}`
  const { items, nextToken } = pageByName(scope, input, (name: string) => name, readerOf(parts, input), namePrefixFilter)
  const thingGroups = items.map((groupName) => ({ groupName, groupArn: parts.deps.arns.thingGroup(groupName) }))
  return { thingGroups, ...(nextToken === undefined ? {} : { nextToken }) }
}

function readerOf({ groups }: Parts, { parentGroup, recursive }: Input): (range: NameRange) => string[] {
  if (parentGroup === undefined) return (range) => (recursive === false ? groups.namesOfRoots(range) : groups.names(range))
  return (range) => (recursive === true ? groups.namesOfDescendants(parentGroup, range) : groups.namesOfChildren(parentGroup, range))
}
