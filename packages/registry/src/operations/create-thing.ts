import { invalidRequest, resourceAlreadyExists, resourceNotFound, type ThingSnapshot } from '@iot-core-local/core'
import type { InputOf, OutputOf } from '../api.js'
import { announceAssociation, announceThing } from '../events/thing-events.js'
import { applyAttributes, checkThingAttributes, haveSameAttributes } from '../model/attributes.js'
import { searchableOf, type ThingType } from '../model/thing-type.js'
import type { Parts } from '../parts.js'

/**
 * CreateThing. The same configuration again answers the existing ids (REG-101).
 * @throws ResourceAlreadyExistsException, ResourceNotFoundException for an unknown type or billing group (REG-102), InvalidRequestException
 * for a deprecated type (REG-103) or too many attributes (REG-104).
 */
export function createThing(parts: Parts, input: InputOf<'CreateThing'>): OutputOf<'CreateThing'> {
  const { arns, ids, events } = parts.deps
  const { thingName, thingTypeName, billingGroupName } = input
  const attributes = applyAttributes({}, { attributes: input.attributePayload?.attributes })
  const thingArn = arns.thing(thingName)

  const existing = parts.things.find(thingName)
  if (existing !== undefined) {
    if (!isSameThing(existing, { thingTypeName, billingGroupName, attributes })) {
      throw resourceAlreadyExists(`Thing ${thingName} already exists in account with different attributes`, {
        resourceId: thingName,
        resourceArn: thingArn,
      })
    }
    return { thingName, thingArn, thingId: existing.thingId }
  }

  const type = thingTypeName === undefined ? undefined : usableType(parts, thingTypeName)
  const billingGroup = billingGroupName === undefined ? undefined : parts.billingGroups.find(billingGroupName)
  if (billingGroupName !== undefined && billingGroup === undefined) throw resourceNotFound()
  checkThingAttributes(attributes, thingTypeName)

  const thing: ThingSnapshot = { thingName, thingId: ids.uuid(), thingTypeName, billingGroupName, attributes, version: 1 }
  parts.things.insert(thing, billingGroup?.groupKey)
  parts.things.addSearchable(thingName, searchableOf(attributes, type))
  announceThing(parts.announcer, 'CREATED', thing)
  if (thingTypeName !== undefined) announceAssociation(parts.announcer, 'ADDED', thing, thingTypeName)
  events.publish({ type: 'thing.created', thing })
  return { thingName, thingArn, thingId: thing.thingId }
}

function usableType(parts: Parts, thingTypeName: string): ThingType {
  const type = parts.types.find(thingTypeName)
  if (type === undefined) throw resourceNotFound()
  // Spelling and missing space are the service's (REG-103).
  if (type.deprecatedAtMs !== undefined) throw invalidRequest(`Can not create new thing with depreated thing type:${thingTypeName}`)
  return type
}

function isSameThing(a: ThingSnapshot, b: Pick<ThingSnapshot, 'thingTypeName' | 'billingGroupName' | 'attributes'>): boolean {
  return a.thingTypeName === b.thingTypeName && a.billingGroupName === b.billingGroupName && haveSameAttributes(a.attributes, b.attributes)
}
