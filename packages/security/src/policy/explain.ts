import type { AccessDecision } from '@iot-core-local/core'
import type { BoundPolicies } from './bound-policies.js'
import type { CompiledStatement } from './compiled-policy.js'
import { differenceOf } from './difference.js'
import type { Question, Verdict } from './evaluate.js'
import { nearestStatement } from './nearest-statement.js'
import { type PolicyVariables, shownValue } from './variables.js'

/** Turns a verdict into what people and records get: which statement, with which values, or what came nearest and how it differs. */
export function explainVerdict(
  verdict: Verdict,
  policies: BoundPolicies,
  question: Question,
  details: Readonly<Record<string, unknown>>,
): AccessDecision {
  const { action, resource } = question
  const { decision, by } = verdict
  if (by !== undefined) {
    const explanation = `${action} on ${resource} ${decision === 'ALLOWED' ? 'is allowed' : 'is denied explicitly'} by ${by.name}.`
    return { decision, explanation, statement: by.match, ...variablesOf(by.compiled, policies.variables), details }
  }
  const nearest = nearestStatement(policies, question)
  if (nearest === undefined) return { decision, explanation: withoutNearest(policies.policies.length, question), details }
  const { match, name, compiled } = nearest.statement
  const difference = differenceOf(nearest, question, policies.variables)
  return {
    decision,
    explanation: `No policy in effect allows ${action} on ${resource}. Nearest is ${name}: ${difference}`,
    nearestStatement: { ...match, difference },
    ...variablesOf(compiled, policies.variables),
    details,
  }
}

function withoutNearest(policyCount: number, { action, resource }: Question): string {
  return policyCount === 0
    ? `No policy is in effect for this principal, so ${action} is denied. Attach a policy that allows it.`
    : `None of the ${String(policyCount)} policies in effect allows ${action} on ${resource}.`
}

function variablesOf(statement: CompiledStatement, variables: PolicyVariables): { variables?: Readonly<Record<string, string | null>> } {
  if (statement.variableNames.length === 0) return {}
  const values: Record<string, string | null> = {}
  for (const name of statement.variableNames) values[name] = shownValue(name, variables)
  return { variables: values }
}
