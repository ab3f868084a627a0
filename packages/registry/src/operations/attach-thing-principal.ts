import { invalidRequest, resourceNotFound } from '@iot-core-local/core'
import type { EmptyOutput, InputOf } from '../api.js'
import type { Parts } from '../parts.js'
import { checkPrincipal } from '../thing-principals/known-principal.js'

/**
 * AttachThingPrincipal. The same pair again succeeds, with the other type it changes the type (REG-201, REG-204).
 * @throws ResourceNotFoundException for an unknown thing or certificate, InvalidRequestException for a malformed principal or when an exclusive
 * attachment would not be the principal's only one (REG-203).
 */
export function attachThingPrincipal(parts: Parts, input: InputOf<'AttachThingPrincipal'>): EmptyOutput {
  const { thingName, principal } = input
  const { attachments, things, deps } = parts
  checkPrincipal(parts, principal)
  if (!things.exists(thingName)) throw resourceNotFound()

  const isExclusive = input.thingPrincipalType === 'EXCLUSIVE_THING'
  const exclusiveThing = attachments.exclusiveThingOf(principal)
  if (exclusiveThing !== undefined && exclusiveThing !== thingName) {
    throw invalidRequest(`The principal is exclusively attached to thing ${exclusiveThing}; detach it there first.`)
  }
  const otherThing = isExclusive ? attachments.otherThingOf(principal, thingName) : undefined
  if (otherThing !== undefined) {
    throw invalidRequest(`The principal is attached to thing ${otherThing}; it cannot be exclusively attached to ${thingName}.`)
  }

  if (attachments.find(principal, thingName)?.isExclusive === isExclusive) return {}
  attachments.put({ principal, thingName, isExclusive })
  deps.events.publish({ type: 'thing.principalAttached', thingName, principalArn: principal, isExclusive })
  return {}
}
