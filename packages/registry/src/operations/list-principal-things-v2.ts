import type { InputOf, OutputOf } from '../api.js'
import type { Parts } from '../parts.js'
import { pageOfThings, typeOf } from '../thing-principals/attachment-pages.js'

/** ListPrincipalThingsV2: with the type of each attachment, and a filter by it (REG-208). @throws ResourceNotFoundException, InvalidRequestException. */
export function listPrincipalThingsV2(parts: Parts, input: InputOf<'ListPrincipalThingsV2'>): OutputOf<'ListPrincipalThingsV2'> {
  const { items, nextToken } = pageOfThings(parts, 'ListPrincipalThingsV2', input, input.thingPrincipalType)
  const principalThingObjects = items.map((item) => ({ thingName: item.thingName, thingPrincipalType: typeOf(item) }))
  return { principalThingObjects, ...(nextToken === undefined ? {} : { nextToken }) }
}
