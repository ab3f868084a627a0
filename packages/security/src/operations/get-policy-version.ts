import type { Handler, Parts } from '../parts.js'
import { requirePolicy, requireVersion } from './require-policy.js'

/** REG-456: the generation is the policy's, not the version's. */
export function getPolicyVersion(parts: Parts): Handler<'GetPolicyVersion'> {
  return ({ policyName, policyVersionId }) => {
    const policy = requirePolicy(parts, policyName)
    const { createdMs, document, version } = requireVersion(parts, policy, policyVersionId)
    return {
      policyArn: parts.deps.arns.policy(policyName),
      policyName,
      policyDocument: document,
      policyVersionId: String(version),
      isDefaultVersion: version === policy.defaultVersion,
      creationDate: new Date(createdMs),
      lastModifiedDate: new Date(createdMs),
      generationId: policy.generationId,
    }
  }
}
