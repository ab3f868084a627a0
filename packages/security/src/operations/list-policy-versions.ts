import type { Handler, Parts } from '../parts.js'
import { requirePolicy } from './require-policy.js'

/** REG-024, REG-025: newest first, in one piece. */
export function listPolicyVersions(parts: Parts): Handler<'ListPolicyVersions'> {
  return ({ policyName }) => {
    const policy = requirePolicy(parts, policyName)
    const policyVersions = parts.policyRows.versions(policy.seq).map(({ version, createdMs }) => ({
      versionId: String(version),
      isDefaultVersion: version === policy.defaultVersion,
      createDate: new Date(createdMs),
    }))
    return { policyVersions }
  }
}
