import { resourceNotFound } from '@iot-core-local/core'
import type { InputOf, OutputOf } from '../api.js'
import { shownMetadata, shownProperties } from '../model/thing-type.js'
import type { Parts } from '../parts.js'

/** DescribeThingType (REG-151). @throws ResourceNotFoundException. */
export function describeThingType({ types, deps }: Parts, { thingTypeName }: InputOf<'DescribeThingType'>): OutputOf<'DescribeThingType'> {
  const type = types.find(thingTypeName)
  if (type === undefined) throw resourceNotFound()
  return {
    thingTypeName,
    thingTypeId: type.thingTypeId,
    thingTypeArn: deps.arns.thingType(thingTypeName),
    thingTypeProperties: shownProperties(type),
    thingTypeMetadata: shownMetadata(type),
  }
}
