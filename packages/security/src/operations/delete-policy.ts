import { deleteConflict } from '@iot-core-local/core'
import type { Handler, Parts } from '../parts.js'
import { requirePolicy } from './require-policy.js'

/** REG-458. */
export function deletePolicy(parts: Parts): Handler<'DeletePolicy'> {
  const { attachments, deps, policyRows } = parts
  return ({ policyName }) =>
    deps.store.transaction(() => {
      const policy = requirePolicy(parts, policyName)
      if (attachments.isPolicyAttached(policy.seq)) {
        throw deleteConflict(`The policy cannot be deleted as the policy is attached to one or more principals (name=${policyName})`)
      }
      if (policyRows.versions(policy.seq).length > 1) {
        throw deleteConflict(`The policy cannot be deleted as versions other than than default version exist (name=${policyName})`)
      }
      policyRows.remove(policy.seq)
      deps.tags?.removeAll(deps.arns.policy(policyName))
      deps.events.publish({ type: 'policies.changed' })
      return {}
    })
}
