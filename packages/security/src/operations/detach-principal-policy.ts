import type { Handler, Parts } from '../parts.js'
import { detach } from './detach-policy.js'
import { requirePolicy } from './require-policy.js'

/** REG-510. Unlike DetachPolicy it models a missing policy. */
export function detachPrincipalPolicy(parts: Parts): Handler<'DetachPrincipalPolicy'> {
  return ({ policyName, principal }) => {
    requirePolicy(parts, policyName)
    detach(parts, policyName, principal)
    return {}
  }
}
