import type { InputOf, OutputOf } from '../api.js'
import type { Parts } from '../parts.js'
import { pageOfPrincipals, typeOf } from '../thing-principals/attachment-pages.js'

/** ListThingPrincipalsV2: with the type of each attachment, and a filter by it (REG-208). @throws ResourceNotFoundException. */
export function listThingPrincipalsV2(parts: Parts, input: InputOf<'ListThingPrincipalsV2'>): OutputOf<'ListThingPrincipalsV2'> {
  const { items, nextToken } = pageOfPrincipals(parts, 'ListThingPrincipalsV2', input, input.thingPrincipalType)
  const thingPrincipalObjects = items.map((item) => ({ principal: item.principal, thingPrincipalType: typeOf(item) }))
  return { thingPrincipalObjects, ...(nextToken === undefined ? {} : { nextToken }) }
}
