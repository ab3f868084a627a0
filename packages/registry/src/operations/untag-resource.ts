import type { EmptyOutput, InputOf } from '../api.js'
import type { Parts } from '../parts.js'
import { checkTaggable } from '../tags/resource-tags.js'

/** UntagResource; an absent key is no error (REG-533). @throws InvalidRequestException, ResourceNotFoundException. */
export function untagResource(parts: Parts, { resourceArn, tagKeys }: InputOf<'UntagResource'>): EmptyOutput {
  checkTaggable(parts, resourceArn)
  for (const key of tagKeys) parts.tags.delete(resourceArn, key)
  return {}
}
