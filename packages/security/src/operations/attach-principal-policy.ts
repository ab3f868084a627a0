import { invalidRequest, parseArn } from '@iot-core-local/core'
import type { Handler, Parts } from '../parts.js'
import { attach } from './attach-policy.js'

/** REG-510, REG-511: the deprecated twin of AttachPolicy takes certificates and Cognito identities, no groups. */
export function attachPrincipalPolicy(parts: Parts): Handler<'AttachPrincipalPolicy'> {
  return ({ policyName, principal }) => {
    const arn = parseArn(principal)
    if (arn !== undefined && arn.resourceType !== 'cert') throw invalidRequest('The given ARN does not represent a cert')
    attach(parts, policyName, principal)
    return {}
  }
}
