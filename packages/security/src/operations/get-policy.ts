import type { Handler, Parts } from '../parts.js'
import { requirePolicy, requireVersion } from './require-policy.js'

/** REG-456: the document of the default version. */
export function getPolicy(parts: Parts): Handler<'GetPolicy'> {
  return ({ policyName }) => {
    const policy = requirePolicy(parts, policyName)
    const defaultVersionId = String(policy.defaultVersion)
    return {
      policyName,
      policyArn: parts.deps.arns.policy(policyName),
      policyDocument: requireVersion(parts, policy, defaultVersionId).document,
      defaultVersionId,
      creationDate: new Date(policy.createdMs),
      lastModifiedDate: new Date(policy.modifiedMs),
      generationId: policy.generationId,
    }
  }
}
