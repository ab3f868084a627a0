import { versionsLimitExceeded } from '../errors.js'
import type { Handler, Parts } from '../parts.js'
import { parsePolicyDocument } from '../policy/document.js'
import { requirePolicy } from './require-policy.js'

const MAX_VERSIONS = 5

/** REG-455: numbers are never used again. */
export function createPolicyVersion(parts: Parts): Handler<'CreatePolicyVersion'> {
  const { deps, policyRows } = parts
  return ({ policyName, policyDocument, setAsDefault }) =>
    deps.store.transaction(() => {
      const policy = requirePolicy(parts, policyName)
      parsePolicyDocument(policyDocument)
      if (policyRows.versions(policy.seq).length >= MAX_VERSIONS) {
        throw versionsLimitExceeded(`The policy ${policyName} already has the maximum number of versions (${String(MAX_VERSIONS)})`)
      }
      const version = policy.lastVersion + 1
      const nowMs = deps.timers.now()
      policyRows.addVersion(policy.seq, version, policyDocument, nowMs)
      const isDefaultVersion = setAsDefault === true
      if (isDefaultVersion) {
        policyRows.setDefault(policy.seq, version, nowMs)
        deps.events.publish({ type: 'policies.changed' })
      }
      return { policyArn: deps.arns.policy(policyName), policyDocument, policyVersionId: String(version), isDefaultVersion }
    })
}
