import type { InputOf, OutputOf } from '../api.js'
import { pageByName } from '../model/page.js'
import { shownMetadata, shownProperties, type ThingType } from '../model/thing-type.js'
import type { Parts } from '../parts.js'

/** ListThingTypes by name; `thingTypeName` selects that one type (REG-151). */
export function listThingTypes({ types, deps }: Parts, input: InputOf<'ListThingTypes'>): OutputOf<'ListThingTypes'> {
  const only = input.thingTypeName
  const { items, nextToken } = pageByName(
    'ListThingTypes',
    input,
    (type: ThingType) => type.thingTypeName,
    (range) => (only === undefined ? types.page(range) : [types.find(only)].filter((type) => type !== undefined)),
  )
  const thingTypes = items.map((type) => ({
    thingTypeName: type.thingTypeName,
    thingTypeArn: deps.arns.thingType(type.thingTypeName),
    thingTypeProperties: shownProperties(type),
    thingTypeMetadata: shownMetadata(type),
  }))
  return { thingTypes, ...(nextToken === undefined ? {} : { nextToken }) }
}
