import { invalidRequest, resourceNotFound } from '@iot-core-local/core'
import type { EmptyOutput, InputOf } from '../api.js'
import { announceThingType } from '../events/thing-type-events.js'
import { checkPropagatingAttributes } from '../model/thing-type.js'
import type { Parts } from '../parts.js'

/** UpdateThingType: only `mqtt5Configuration` can change (REG-152). @throws ResourceNotFoundException, InvalidRequestException. */
export function updateThingType(parts: Parts, input: InputOf<'UpdateThingType'>): EmptyOutput {
  const { thingTypeName, thingTypeProperties } = input
  const type = parts.types.find(thingTypeName)
  if (type === undefined) throw resourceNotFound()
  if (thingTypeProperties?.thingTypeDescription !== undefined || thingTypeProperties?.searchableAttributes !== undefined) {
    throw invalidRequest('Can only update mqtt5Configuration.')
  }
  const propagatingAttributes = checkPropagatingAttributes(thingTypeProperties?.mqtt5Configuration)
  if (propagatingAttributes === undefined) return {}
  parts.types.setPropagatingAttributes(thingTypeName, propagatingAttributes)
  announceThingType(parts.announcer, 'UPDATED', { ...type, propagatingAttributes })
  parts.deps.events.publish({ type: 'thingType.changed', thingTypeName })
  return {}
}
