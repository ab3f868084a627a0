import type { Handler, Parts } from '../parts.js'
import { requirePolicy, requireVersion } from './require-policy.js'

/** REG-463: in force at once. */
export function setDefaultPolicyVersion(parts: Parts): Handler<'SetDefaultPolicyVersion'> {
  const { deps, policyRows } = parts
  return ({ policyName, policyVersionId }) =>
    deps.store.transaction(() => {
      const policy = requirePolicy(parts, policyName)
      const { version } = requireVersion(parts, policy, policyVersionId)
      policyRows.setDefault(policy.seq, version, deps.timers.now())
      deps.events.publish({ type: 'policies.changed' })
      return {}
    })
}
