import type { InputOf, OutputOf } from '../api.js'
import type { Parts } from '../parts.js'
import { pageOfPrincipals } from '../thing-principals/attachment-pages.js'

/** ListThingPrincipals: exclusive and other attachments (REG-207, REG-209). @throws ResourceNotFoundException. */
export function listThingPrincipals(parts: Parts, input: InputOf<'ListThingPrincipals'>): OutputOf<'ListThingPrincipals'> {
  const { items, nextToken } = pageOfPrincipals(parts, 'ListThingPrincipals', input)
  return { principals: items.map(({ principal }) => principal), ...(nextToken === undefined ? {} : { nextToken }) }
}
