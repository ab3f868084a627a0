import type { AccessDecision, StatementMatch } from '@iot-core-local/core'
import type { BoundPolicies, BoundStatement } from './bound-policies.js'
import type { CompiledStatement } from './compiled-policy.js'
import type { Question, Verdict } from './evaluate.js'
import { type PolicyVariables, variableKey } from './variables.js'

/** Turns a verdict into what people and records get: which statement, with which values, or what came nearest and how it differs. */
export function explainVerdict(
  verdict: Verdict,
  policies: BoundPolicies,
  question: Question,
  details: Readonly<Record<string, unknown>>,
): AccessDecision {
  const { action, resource } = question
  if (verdict.by !== undefined) {
    const statement = statementMatch(verdict.by)
    const verb = verdict.decision === 'ALLOWED' ? 'is allowed' : 'is denied explicitly'
    return {
      decision: verdict.decision,
      explanation: `${action} on ${resource} ${verb} by ${nameOf(statement)}.`,
      statement,
      ...variablesOf(verdict.by.compiled, policies.variables),
      details,
    }
  }
  const nearest = nearestStatement(policies, question)
  if (nearest === undefined) {
    const count = policies.policies.length
    const explanation =
      count === 0
        ? `No policy is in effect for this principal, so ${action} is denied. Attach a policy that allows it.`
        : `None of the ${String(count)} policies in effect allows ${action} on ${resource}.`
    return { decision: 'IMPLICIT_DENY', explanation, details }
  }
  const difference = differenceOf(nearest, question, policies.variables)
  const nearestMatch: StatementMatch = { ...statementMatch(nearest), difference }
  return {
    decision: 'IMPLICIT_DENY',
    explanation: `No policy in effect allows ${action} on ${resource}. Nearest is ${nameOf(nearestMatch)}: ${difference}`,
    nearestStatement: nearestMatch,
    ...variablesOf(nearest.compiled, policies.variables),
    details,
  }
}

function statementMatch({ from, compiled: { index, statement } }: BoundStatement): StatementMatch {
  return {
    policyName: from.policyName,
    policyVersionId: from.versionId,
    source: from.source,
    statementIndex: index,
    ...(statement.sid === undefined ? {} : { sid: statement.sid }),
    effect: statement.effect,
    actions: statement.actions,
    resources: statement.resources,
  }
}

function nameOf(match: StatementMatch): string {
  const sid = match.sid === undefined || match.sid === '' ? '' : ` (${match.sid})`
  return `statement ${String(match.statementIndex)}${sid} of policy ${match.policyName}, version ${match.policyVersionId}`
}

function variablesOf(statement: CompiledStatement, variables: PolicyVariables): { variables?: Readonly<Record<string, string | null>> } {
  if (statement.variableNames.length === 0) return {}
  const values: Record<string, string | null> = {}
  for (const name of statement.variableNames) values[name] = shown(name, variables)
  return { variables: values }
}

function shown(name: string, variables: PolicyVariables): string | null {
  const value = variables.valueOf(variableKey(name))
  return value === undefined ? null : typeof value === 'string' ? value : value.join(', ')
}

const SAME_RESOURCE = Number.MAX_SAFE_INTEGER

/**
 * The Allow statement that differs least. Statements about the action come before others; among them one whose resource fits (so a condition failed),
 * else the one whose resource begins most like the one asked about.
 */
function nearestStatement(policies: BoundPolicies, { action, resource }: Question): BoundStatement | undefined {
  return (
    closest(policies.statementsFor(action).allowing, resource) ??
    closest(
      policies.statements.filter(({ compiled }) => compiled.statement.effect === 'Allow'),
      resource,
    )
  )
}

function closest(statements: readonly BoundStatement[], resource: string): BoundStatement | undefined {
  let best: BoundStatement | undefined
  let bestScore = -1
  for (const statement of statements) {
    const score = statement.coversResource(resource) ? SAME_RESOURCE : likeness(statement.resourceTexts, resource)
    if (score > bestScore) {
      best = statement
      bestScore = score
    }
  }
  return best
}

function likeness(patterns: readonly string[], resource: string): number {
  let longest = 0
  for (const pattern of patterns) longest = Math.max(longest, commonStart(pattern, resource))
  return longest
}

function commonStart(a: string, b: string): number {
  const end = Math.min(a.length, b.length)
  let length = 0
  while (length < end && a.charCodeAt(length) === b.charCodeAt(length)) length++
  return length
}

function differenceOf(bound: BoundStatement, { action, resource }: Question, variables: PolicyVariables): string {
  const { compiled } = bound
  const sentences: string[] = []
  if (!compiled.coversAction(action)) {
    const { actions, isNotAction } = compiled.statement
    sentences.push(isNotAction ? `Its NotAction names ${action}.` : `It is about ${actions.join(', ')}, not ${action}.`)
  }
  if (!bound.coversResource(resource)) sentences.push(resourceDifference(bound, resource, variables))
  const condition = compiled.failingCondition(variables)
  if (condition !== undefined) {
    const { operator, key, values } = condition.condition
    const actual = shown(key, variables)
    const met = actual === null ? 'no value for it' : JSON.stringify(actual)
    sentences.push(`Its condition ${operator} wants ${key} to compare with ${JSON.stringify(values)}, and the request has ${met}.`)
  }
  return sentences.join(' ')
}

function resourceDifference({ compiled, resourceTexts }: BoundStatement, resource: string, variables: PolicyVariables): string {
  if (compiled.statement.isNotResource) return `Its NotResource names ${resource}.`
  const missing = compiled.resources.flatMap(({ template }) => template.variableNames).find((name) => shown(name, variables) === null)
  if (missing !== undefined) return `Its resource uses \${${missing}}, which has no value here.`
  const [pattern = ''] = [...resourceTexts].sort((a, b) => commonStart(b, resource) - commonStart(a, resource))
  const at = commonStart(pattern, resource)
  return (
    kindDifference(pattern, resource) ??
    `Its resource ${pattern} differs from ${resource} at '${pattern.slice(at, at + 24)}' against '${resource.slice(at, at + 24)}'.`
  )
}

const ARN_PARTS = ['partition', 'service', 'Region', 'account'] as const

/** Names the mistakes that policies are known for: another Region or account, `topic/` where `topicfilter/` is asked (SEC-505, SEC-509). */
function kindDifference(pattern: string, resource: string): string | undefined {
  const wanted = pattern.split(':')
  const asked = resource.split(':')
  if (wanted.length < 6 || asked.length < 6) return undefined
  for (const [index, part] of ARN_PARTS.entries()) {
    const [ours = '', theirs = ''] = [asked[index + 1], wanted[index + 1]]
    if (!/[*?]/.test(theirs) && ours !== theirs)
      return `Its resource ${pattern} is of the ${part} ${theirs}, the request of the ${part} ${ours}.`
  }
  const [ourType = '', theirType = ''] = [asked[5]?.split('/')[0], wanted[5]?.split('/')[0]]
  if (/[*?]/.test(theirType) || ourType === theirType || theirType === '') return undefined
  return `Its resource ${pattern} is a ${theirType}, and this action is checked against ${ourType}/...`
}
