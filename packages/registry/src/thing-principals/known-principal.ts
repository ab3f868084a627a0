import { resourceNotFound } from '@iot-core-local/core'
import { parseThingPrincipal } from '../model/principal-id.js'
import type { Parts } from '../parts.js'

/** Checks a principal: a certificate must be registered here, Cognito identities live elsewhere. @throws InvalidRequestException, ResourceNotFoundException (REG-201). */
export function checkPrincipal({ deps }: Parts, principal: string): void {
  const parsed = parseThingPrincipal(principal)
  if (parsed.kind === 'certificate' && !deps.principals.exists(parsed.arn)) throw resourceNotFound()
}
