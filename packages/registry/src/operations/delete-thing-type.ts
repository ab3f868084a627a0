import { invalidRequest, resourceNotFound } from '@iot-core-local/core'
import type { EmptyOutput, InputOf } from '../api.js'
import { announceThingType } from '../events/thing-type-events.js'
import type { Parts } from '../parts.js'

/** DeleteThingType: deprecated, for five minutes, and without things (REG-154). @throws ResourceNotFoundException, InvalidRequestException. */
export function deleteThingType(parts: Parts, { thingTypeName }: InputOf<'DeleteThingType'>): EmptyOutput {
  const { timers, arns, events } = parts.deps
  const type = parts.types.find(thingTypeName)
  if (type === undefined) throw resourceNotFound()
  if (type.deprecatedAtMs === undefined) {
    throw invalidRequest(`Cannot delete thing type : ${thingTypeName}. Deprecate the thing type before deleting it.`)
  }
  if (timers.now() < type.deprecatedAtMs + parts.options.thingTypeDeletionDelayMs) {
    throw invalidRequest(`Cannot delete thing type : ${thingTypeName}. Please wait for 5 minutes after deprecation and then retry`)
  }
  if (parts.things.hasThingOfType(thingTypeName)) {
    throw invalidRequest(`Cannot delete thing type : ${thingTypeName}. There are still things associated with it.`)
  }
  parts.types.delete(thingTypeName)
  parts.tags.deleteAll(arns.thingType(thingTypeName))
  announceThingType(parts.announcer, 'DELETED', type)
  events.publish({ type: 'thingType.changed', thingTypeName })
  return {}
}
