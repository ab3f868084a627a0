import { invalidRequest, resourceNotFound, type ThingSnapshot } from '@iot-core-local/core'
import type { EmptyOutput, InputOf } from '../api.js'
import { announceAssociation, announceThing } from '../events/thing-events.js'
import { applyAttributes, checkThingAttributes, haveSameAttributes } from '../model/attributes.js'
import { searchableOf, type ThingType } from '../model/thing-type.js'
import { checkThingVersion } from '../model/thing-version.js'
import type { Parts } from '../parts.js'

/**
 * UpdateThing: type and attributes; every call makes a new version (REG-106, REG-111).
 * @throws ResourceNotFoundException for an unknown thing or type, VersionConflictException (REG-110), InvalidRequestException for a type given
 * and removed at once (REG-108), a deprecated type (REG-103) or too many attributes (REG-104, REG-109).
 */
export function updateThing(parts: Parts, input: InputOf<'UpdateThing'>): EmptyOutput {
  const { thingName } = input
  const previous = parts.things.find(thingName)
  if (previous === undefined) throw resourceNotFound()
  checkThingVersion(previous, input.expectedVersion)

  const thingTypeName = nextTypeName(parts, previous, input)
  const attributes = applyAttributes(previous.attributes, input.attributePayload)
  checkThingAttributes(attributes, thingTypeName)

  const thing: ThingSnapshot = { ...previous, thingTypeName, attributes, version: previous.version + 1 }
  parts.things.update(thing)
  if (previous.thingTypeName !== thingTypeName || !haveSameAttributes(previous.attributes, attributes)) {
    parts.things.removeSearchable(thingName, searchableOf(previous.attributes, typeOf(parts, previous)))
    parts.things.addSearchable(thingName, searchableOf(attributes, typeOf(parts, thing)))
  }
  announceThing(parts.announcer, 'UPDATED', thing)
  if (previous.thingTypeName !== thingTypeName) announceTypeChange(parts, previous, thing)
  parts.deps.events.publish({ type: 'thing.updated', thing, previous })
  return {}
}

function nextTypeName(parts: Parts, previous: ThingSnapshot, input: InputOf<'UpdateThing'>): string | undefined {
  const { thingTypeName, removeThingType } = input
  if (removeThingType === true) {
    if (thingTypeName !== undefined) throw invalidRequest('thingTypeName and removeThingType cannot be given together.')
    return undefined
  }
  if (thingTypeName === undefined || thingTypeName === previous.thingTypeName) return previous.thingTypeName
  const type = parts.types.find(thingTypeName)
  if (type === undefined) throw resourceNotFound()
  if (type.deprecatedAtMs !== undefined) throw invalidRequest(`Can not update a thing to use deprecated thing type: ${thingTypeName}`)
  return thingTypeName
}

function typeOf(parts: Parts, { thingTypeName }: ThingSnapshot): ThingType | undefined {
  return thingTypeName === undefined ? undefined : parts.types.find(thingTypeName)
}

function announceTypeChange({ announcer }: Parts, previous: ThingSnapshot, thing: ThingSnapshot): void {
  if (previous.thingTypeName !== undefined) announceAssociation(announcer, 'REMOVED', thing, previous.thingTypeName)
  if (thing.thingTypeName !== undefined) announceAssociation(announcer, 'ADDED', thing, thing.thingTypeName)
}
