import { resourceNotFound } from '@iot-core-local/core'
import type { EmptyOutput, InputOf } from '../api.js'
import { announceThingType } from '../events/thing-type-events.js'
import type { Parts } from '../parts.js'

/** DeprecateThingType, and its reversal (REG-153). The first deprecation's date stays (REG-156). @throws ResourceNotFoundException. */
export function deprecateThingType(parts: Parts, input: InputOf<'DeprecateThingType'>): EmptyOutput {
  const { thingTypeName } = input
  const type = parts.types.find(thingTypeName)
  if (type === undefined) throw resourceNotFound()
  const isWanted = input.undoDeprecate !== true
  if (isWanted === (type.deprecatedAtMs !== undefined)) return {}
  const deprecatedAtMs = isWanted ? parts.deps.timers.now() : undefined
  parts.types.setDeprecatedAtMs(thingTypeName, deprecatedAtMs)
  announceThingType(parts.announcer, 'UPDATED', { ...type, deprecatedAtMs })
  parts.deps.events.publish({ type: 'thingType.changed', thingTypeName })
  return {}
}
