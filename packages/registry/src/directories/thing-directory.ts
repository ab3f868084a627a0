import type { ThingSnapshot } from '@iot-core-local/core'
import type { Parts } from '../parts.js'
import type { ThingDirectory } from '../registry-door.js'
import { paged } from './paged.js'

/** The things as other packages see them. */
export function createThingDirectory({ things, types, memberships }: Parts): ThingDirectory {
  return {
    exists: (thingName) => things.exists(thingName),
    find: (thingName) => things.find(thingName),
    all: (afterThingName) =>
      paged(
        (range) => things.page(range),
        (thing: ThingSnapshot) => thing.thingName,
        afterThingName,
      ),
    groupsOf: (thingName) =>
      memberships
        .groupsOf(thingName)
        .filter(({ isDynamic }) => !isDynamic)
        .map(({ groupName }) => groupName),
    allGroupsOf: (thingName) => memberships.groupsOf(thingName).map(({ groupName }) => groupName),
    propagatingAttributesOf: (thingName) => {
      const thingTypeName = things.find(thingName)?.thingTypeName
      return (thingTypeName === undefined ? undefined : types.find(thingTypeName)?.propagatingAttributes) ?? []
    },
  }
}
