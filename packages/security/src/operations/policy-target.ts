import { invalidRequest, parseArn, resourceNotFound } from '@iot-core-local/core'
import type { Parts } from '../parts.js'

/** What a policy can be attached to (SEC-504, REG-459). */
export type PolicyTargetKind = 'certificate' | 'thingGroup' | 'cognitoIdentity'

/** `<region>:<uuid>` (SEC-308). */
const COGNITO_IDENTITY = /^[a-z0-9-]+:[0-9a-fA-F-]+$/

/**
 * The kind of a target that exists.
 * @throws ResourceNotFoundException when there is no such certificate or group; InvalidRequestException for what can have no policies.
 */
export function requireTarget({ certificateRows, deps }: Parts, target: string): PolicyTargetKind {
  const arn = parseArn(target)
  if (arn === undefined) {
    if (COGNITO_IDENTITY.test(target)) return 'cognitoIdentity'
    throw invalidRequest(`The target is neither an ARN nor a Cognito identity id: ${target}`)
  }
  if (arn.resourceType === 'cert') {
    const isHere = target === deps.arns.certificate(arn.resourceId) && certificateRows.has(arn.resourceId)
    if (!isHere) throw resourceNotFound(`No certificate with ARN ${target} exists`)
    return 'certificate'
  }
  if (arn.resourceType === 'thinggroup') {
    if (!deps.things.groupExists(target)) throw resourceNotFound(`No thing group with ARN ${target} exists`)
    return 'thingGroup'
  }
  throw invalidRequest(`Policies can be attached to certificates, thing groups and Cognito identities, not to ${target}`)
}
