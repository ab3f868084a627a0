import type { BoundPolicies, BoundStatement } from './bound-policies.js'

export interface Question {
  readonly action: string
  readonly resource: string
}

export type Verdict =
  | { readonly decision: 'ALLOWED' | 'EXPLICIT_DENY'; readonly by: BoundStatement }
  | { readonly decision: 'IMPLICIT_DENY'; readonly by: undefined }

/** SEC-701: a Deny that applies decides; else one Allow is enough; else it is denied. */
export function evaluate(policies: BoundPolicies, { action, resource }: Question): Verdict {
  const { deny, allow } = policies.statementsFor(action)
  const denying = deny.first(resource)
  if (denying !== undefined) return { decision: 'EXPLICIT_DENY', by: denying }
  const allowing = allow.first(resource)
  if (allowing !== undefined) return { decision: 'ALLOWED', by: allowing }
  return IMPLICIT_DENY
}

const IMPLICIT_DENY: Verdict = { decision: 'IMPLICIT_DENY', by: undefined }
