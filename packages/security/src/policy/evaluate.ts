import type { CompiledPolicy, CompiledStatement } from './compiled-policy.js'
import type { PolicyVariables } from './variables.js'

/** A policy that counts for a principal, and where it comes from. */
export interface PolicyInEffect {
  readonly policyName: string
  readonly policyArn: string
  readonly versionId: string
  /** `principal`, the ARN of the thing group it is attached to, or another sentence part for people. */
  readonly source: string
  readonly policy: CompiledPolicy
}

export interface Question {
  readonly action: string
  readonly resource: string
  readonly variables: PolicyVariables
}

export interface StatementInEffect {
  readonly from: PolicyInEffect
  readonly statement: CompiledStatement
}

export type Verdict =
  | { readonly decision: 'ALLOWED' | 'EXPLICIT_DENY'; readonly by: StatementInEffect }
  | { readonly decision: 'IMPLICIT_DENY'; readonly by: undefined }

/** SEC-701: a Deny that applies decides; else one Allow is enough; else it is denied. */
export function evaluate(policies: readonly PolicyInEffect[], question: Question): Verdict {
  const { action, resource, variables } = question
  let allow: StatementInEffect | undefined
  for (const from of policies) {
    for (const statement of from.policy.statementsFor(action)) {
      const isDeny = statement.statement.effect === 'Deny'
      if (!isDeny && allow !== undefined) continue
      if (!statement.applies(resource, variables)) continue
      if (isDeny) return { decision: 'EXPLICIT_DENY', by: { from, statement } }
      allow = { from, statement }
    }
  }
  return allow === undefined ? { decision: 'IMPLICIT_DENY', by: undefined } : { decision: 'ALLOWED', by: allow }
}
