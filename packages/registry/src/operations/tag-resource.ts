import type { EmptyOutput, InputOf } from '../api.js'
import type { Parts } from '../parts.js'
import { addTags, checkTaggable } from '../tags/resource-tags.js'

/** TagResource (REG-530 to REG-533). @throws InvalidRequestException, ResourceNotFoundException, LimitExceededException. */
export function tagResource(parts: Parts, { resourceArn, tags }: InputOf<'TagResource'>): EmptyOutput {
  checkTaggable(parts, resourceArn)
  addTags(parts, resourceArn, tags)
  return {}
}
