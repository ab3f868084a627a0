import { resourceAlreadyExists } from '@iot-core-local/core'
import type { InputOf, OutputOf } from '../api.js'
import { announceThingType } from '../events/thing-type-events.js'
import { haveSameProperties, type ThingType, thingTypePropertiesOf } from '../model/thing-type.js'
import type { Parts } from '../parts.js'
import { addTags } from '../tags/resource-tags.js'

/** CreateThingType; the same configuration again answers the existing ids (REG-150). @throws ResourceAlreadyExistsException, InvalidRequestException. */
export function createThingType(parts: Parts, input: InputOf<'CreateThingType'>): OutputOf<'CreateThingType'> {
  const { arns, ids, timers, events } = parts.deps
  const { thingTypeName } = input
  const thingTypeArn = arns.thingType(thingTypeName)
  const properties = thingTypePropertiesOf(input.thingTypeProperties)

  const existing = parts.types.find(thingTypeName)
  if (existing !== undefined) {
    if (!haveSameProperties(existing, properties)) {
      throw resourceAlreadyExists(`Thing type ${thingTypeName} already exists in current account with different properties`, {
        resourceId: thingTypeName,
        resourceArn: thingTypeArn,
      })
    }
    return { thingTypeName, thingTypeArn, thingTypeId: existing.thingTypeId }
  }

  const type: ThingType = {
    thingTypeName,
    thingTypeId: ids.uuid(),
    ...properties,
    createdAtMs: timers.now(),
    deprecatedAtMs: undefined,
  }
  parts.types.insert(type)
  addTags(parts, thingTypeArn, input.tags ?? [])
  announceThingType(parts.announcer, 'CREATED', type)
  events.publish({ type: 'thingType.changed', thingTypeName })
  return { thingTypeName, thingTypeArn, thingTypeId: type.thingTypeId }
}
