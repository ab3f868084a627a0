import { invalidRequest, limitExceeded, notImplemented, parseArn, resourceNotFound } from '@iot-core-local/core'
import { MAX_TAGS_PER_RESOURCE } from '../limits.js'
import type { Parts } from '../parts.js'

/** A tag as calls give it. */
export interface TagInput {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

/** Adds tags to a resource that exists; those of the same key are replaced (REG-532). @throws InvalidRequestException, LimitExceededException beyond 50. */
export function addTags({ tags }: Parts, resourceArn: string, added: readonly TagInput[]): void {
  for (const { Key: key, Value: value } of added) {
    if (key === undefined || key === '') throw invalidRequest('A tag needs a key.')
    if (key.toLowerCase().startsWith('aws:')) throw invalidRequest(`The tag key ${key} begins with the reserved prefix aws:.`)
    tags.put(resourceArn, key, value ?? '')
  }
  if (tags.count(resourceArn) > MAX_TAGS_PER_RESOURCE) {
    throw limitExceeded(`A resource can have at most ${String(MAX_TAGS_PER_RESOURCE)} tags.`)
  }
}

/**
 * Checks that the ARN names a resource that can have tags (REG-531, REG-533).
 * @throws InvalidRequestException when malformed or not taggable, ResourceNotFoundException when there is no such resource.
 */
export function checkTaggable(parts: Parts, resourceArn: string): void {
  const arn = parseArn(resourceArn)
  if (arn?.service !== 'iot' || arn.resourceId === '') throw invalidRequest(`${resourceArn} is not the ARN of an AWS IoT resource.`)
  if (arn.resourceType === 'thing' || arn.resourceType === 'cert')
    throw invalidRequest(`Resources of type ${arn.resourceType} cannot be tagged.`)
  if (resourceArn !== parts.deps.arns.iot(arn.resource)) throw resourceNotFound()
  let isThere: boolean | undefined
  switch (arn.resourceType) {
    case 'thinggroup':
      isThere = parts.groups.find(arn.resourceId) !== undefined
      break
    case 'thingtype':
      isThere = parts.types.find(arn.resourceId) !== undefined
      break
    case 'billinggroup':
      isThere = parts.billingGroups.find(arn.resourceId) !== undefined
      break
    default:
      if (parts.deps.resources === undefined) throw notImplemented(`Tagging of resources of type ${arn.resourceType}`)
      isThere = parts.deps.resources.exists(arn)
  }
  if (isThere === undefined) throw invalidRequest(`Resources of type ${arn.resourceType} cannot be tagged.`)
  if (!isThere) throw resourceNotFound()
}
