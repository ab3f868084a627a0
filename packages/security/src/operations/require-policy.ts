import { resourceNotFound } from '@iot-core-local/core'
import type { Parts } from '../parts.js'
import type { PolicyRow, PolicyVersionRow } from '../store/policy-store.js'

/** @throws ResourceNotFoundException (SEC-903) */
export function requirePolicy({ policyRows }: Parts, policyName: string): PolicyRow {
  const policy = policyRows.find(policyName)
  if (policy === undefined) throw resourceNotFound('Policy not found')
  return policy
}

/** @throws ResourceNotFoundException */
export function requireVersion({ policyRows }: Parts, policy: PolicyRow, policyVersionId: string): PolicyVersionRow {
  const version = /^[1-9]\d{0,14}$/.test(policyVersionId) ? policyRows.findVersion(policy.seq, Number(policyVersionId)) : undefined
  if (version === undefined) throw resourceNotFound(`Policy version not found (name=${policy.name}, version=${policyVersionId})`)
  return version
}
