import { invalidRequest, limitExceeded } from '@iot-core-local/core'
import type { Handler, Parts } from '../parts.js'
import { type PolicyTargetKind, requireTarget } from './policy-target.js'
import { requirePolicy } from './require-policy.js'

/** REG-460. */
const MAX_POLICIES: Readonly<Record<PolicyTargetKind, number>> = { certificate: 10, cognitoIdentity: 10, thingGroup: 2 }

/** REG-459: attaching again is no error. */
export function attachPolicy(parts: Parts): Handler<'AttachPolicy'> {
  return ({ policyName, target }) => {
    attach(parts, policyName, target)
    return {}
  }
}

/** @throws ResourceNotFoundException, InvalidRequestException for a dynamic group, LimitExceededException (410) */
export function attach(parts: Parts, policyName: string, target: string): void {
  const { attachments, deps } = parts
  deps.store.transaction(() => {
    const policy = requirePolicy(parts, policyName)
    const kind = requireTarget(parts, target)
    if (kind === 'thingGroup' && deps.things.isDynamicGroup?.(target) === true) {
      throw invalidRequest(`Policies cannot be attached to the dynamic thing group ${target}`)
    }
    if (attachments.has(target, policy.seq)) return
    if (attachments.countOf(target) >= MAX_POLICIES[kind]) {
      throw limitExceeded(`No more than ${String(MAX_POLICIES[kind])} policies can be attached to ${target}`)
    }
    attachments.insert(policy.seq, target, kind === 'thingGroup')
    deps.events.publish({ type: 'policies.changed' })
  })
}
