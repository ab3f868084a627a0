import { invalidRequest } from '@iot-core-local/core'
import type { EmptyOutput, InputOf } from '../api.js'
import { announceAssociation, announceThing } from '../events/thing-events.js'
import { leaveGroup } from '../memberships/joining.js'
import { searchableOf } from '../model/thing-type.js'
import { checkThingVersion } from '../model/thing-version.js'
import type { Parts } from '../parts.js'

/**
 * DeleteThing. A thing that does not exist is deleted with success (REG-113); memberships go with the thing (REG-115).
 * @throws VersionConflictException (REG-110), InvalidRequestException while a principal is attached (REG-114).
 */
export function deleteThing(parts: Parts, { thingName, expectedVersion }: InputOf<'DeleteThing'>): EmptyOutput {
  const thing = parts.things.find(thingName)
  if (thing === undefined) return {}
  checkThingVersion(thing, expectedVersion)
  if (parts.attachments.hasPrincipals(thingName)) {
    throw invalidRequest(`Cannot delete. Thing ${thingName} is still attached to one or more principals`)
  }
  const type = thing.thingTypeName === undefined ? undefined : parts.types.find(thing.thingTypeName)
  for (const { groupName } of parts.memberships.groupsOf(thingName)) leaveGroup(parts, thing, groupName)
  parts.things.removeSearchable(thingName, searchableOf(thing.attributes, type))
  parts.things.delete(thingName)
  if (thing.thingTypeName !== undefined) announceAssociation(parts.announcer, 'REMOVED', thing, thing.thingTypeName)
  announceThing(parts.announcer, 'DELETED', thing)
  parts.deps.events.publish({ type: 'thing.deleted', thing })
  return {}
}
