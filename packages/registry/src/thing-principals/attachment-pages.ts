import { resourceNotFound } from '@iot-core-local/core'
import { type Page, type PageInput, pageByName } from '../model/page.js'
import type { Parts } from '../parts.js'
import type { Attachment } from '../store/thing-principals-store.js'
import { checkPrincipal } from './known-principal.js'

/** REG-202. */
export type ThingPrincipalType = 'EXCLUSIVE_THING' | 'NON_EXCLUSIVE_THING'

/** A page of the principals of a thing, by principal. @throws ResourceNotFoundException (REG-207). */
export function pageOfPrincipals(
  { attachments, things }: Parts,
  operation: string,
  input: PageInput & { readonly thingName: string },
  type?: ThingPrincipalType,
): Page<Attachment> {
  const { thingName } = input
  if (!things.exists(thingName)) {
    throw resourceNotFound(`Failed to list principals for thing ${thingName} because the thing does not exist in your account`)
  }
  return pageByName(
    `${operation}:${thingName}:${type ?? ''}`,
    input,
    (attachment: Attachment) => attachment.principal,
    (range) => attachments.ofThing(thingName, range, isExclusiveType(type)),
  )
}

/** A page of the things of a principal, by name. @throws ResourceNotFoundException for an unknown certificate, InvalidRequestException. */
export function pageOfThings(
  parts: Parts,
  operation: string,
  input: PageInput & { readonly principal: string },
  type?: ThingPrincipalType,
): Page<Attachment> {
  const { principal } = input
  checkPrincipal(parts, principal)
  return pageByName(
    `${operation}:${principal}:${type ?? ''}`,
    input,
    (attachment: Attachment) => attachment.thingName,
    (range) => parts.attachments.ofPrincipal(principal, range, isExclusiveType(type)),
  )
}

/** The `thingPrincipalType` of an attachment. */
export function typeOf({ isExclusive }: Attachment): ThingPrincipalType {
  return isExclusive ? 'EXCLUSIVE_THING' : 'NON_EXCLUSIVE_THING'
}

function isExclusiveType(type: ThingPrincipalType | undefined): boolean | undefined {
  return type === undefined ? undefined : type === 'EXCLUSIVE_THING'
}
