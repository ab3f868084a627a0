import type { InputOf, OutputOf } from '../api.js'
import { readToken } from '../model/page.js'
import type { Parts } from '../parts.js'
import { checkTaggable } from '../tags/resource-tags.js'

/** ListTagsForResource: at most 50, so one page holds all and every token is a foreign one (REG-025). @throws InvalidRequestException, ResourceNotFoundException. */
export function listTagsForResource(parts: Parts, input: InputOf<'ListTagsForResource'>): OutputOf<'ListTagsForResource'> {
  checkTaggable(parts, input.resourceArn)
  readToken('ListTagsForResource', input.nextToken, 0)
  return { tags: parts.tags.of(input.resourceArn) }
}
