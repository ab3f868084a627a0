import type { InputOf, OutputOf } from '../api.js'
import type { Parts } from '../parts.js'
import { pageOfThings } from '../thing-principals/attachment-pages.js'

/** ListPrincipalThings: exclusive and other attachments (REG-207, REG-209). @throws ResourceNotFoundException, InvalidRequestException. */
export function listPrincipalThings(parts: Parts, input: InputOf<'ListPrincipalThings'>): OutputOf<'ListPrincipalThings'> {
  const { items, nextToken } = pageOfThings(parts, 'ListPrincipalThings', input)
  return { things: items.map(({ thingName }) => thingName), ...(nextToken === undefined ? {} : { nextToken }) }
}
