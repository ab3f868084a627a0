import { invalidRequest } from '@iot-core-local/core'
import type { Handler, Parts } from '../parts.js'
import { requirePolicy, requireVersion } from './require-policy.js'

/** REG-457. */
export function deletePolicyVersion(parts: Parts): Handler<'DeletePolicyVersion'> {
  const { deps, policyRows } = parts
  return ({ policyName, policyVersionId }) =>
    deps.store.transaction(() => {
      const policy = requirePolicy(parts, policyName)
      const { version } = requireVersion(parts, policy, policyVersionId)
      if (version === policy.defaultVersion) throw invalidRequest('Cannot delete the default version of a policy')
      policyRows.removeVersion(policy.seq, version)
      return {}
    })
}
