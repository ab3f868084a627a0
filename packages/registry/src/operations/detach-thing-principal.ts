import { resourceNotFound } from '@iot-core-local/core'
import type { EmptyOutput, InputOf } from '../api.js'
import { parseThingPrincipal } from '../model/principal-id.js'
import type { Parts } from '../parts.js'

/** DetachThingPrincipal, at once (REG-206, REG-015). @throws ResourceNotFoundException for a pair that is not attached, InvalidRequestException. */
export function detachThingPrincipal({ attachments, deps }: Parts, input: InputOf<'DetachThingPrincipal'>): EmptyOutput {
  const { thingName, principal } = input
  parseThingPrincipal(principal)
  if (attachments.find(principal, thingName) === undefined) throw resourceNotFound()
  attachments.delete(principal, thingName)
  deps.events.publish({ type: 'thing.principalDetached', thingName, principalArn: principal })
  return {}
}
