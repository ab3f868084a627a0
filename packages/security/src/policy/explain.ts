import type { AccessDecision, StatementMatch } from '@iot-core-local/core'
import type { CompiledStatement } from './compiled-policy.js'
import type { PolicyInEffect, Question, StatementInEffect, Verdict } from './evaluate.js'
import { type PolicyVariables, variableKey } from './variables.js'

/** Turns a verdict into what people and records get: which statement, with which values, or what came nearest and how it differs. */
export function explainVerdict(
  verdict: Verdict,
  policies: readonly PolicyInEffect[],
  question: Question,
  details: Readonly<Record<string, unknown>>,
): AccessDecision {
  if (verdict.by !== undefined) {
    const statement = statementMatch(verdict.by)
    const verb = verdict.decision === 'ALLOWED' ? 'is allowed' : 'is denied explicitly'
    return {
      decision: verdict.decision,
      explanation: `${question.action} on ${question.resource} ${verb} by ${nameOf(statement)}.`,
      statement,
      ...variablesOf(verdict.by.statement, question.variables),
      details,
    }
  }
  const nearest = nearestStatement(policies, question)
  if (nearest === undefined) {
    const explanation =
      policies.length === 0
        ? `No policy is in effect for this principal, so ${question.action} is denied. Attach a policy that allows it.`
        : `None of the ${String(policies.length)} policies in effect allows ${question.action} on ${question.resource}.`
    return { decision: 'IMPLICIT_DENY', explanation, details }
  }
  const { match, difference } = nearest
  const nearestMatch: StatementMatch = { ...statementMatch(match), difference }
  return {
    decision: 'IMPLICIT_DENY',
    explanation: `No policy in effect allows ${question.action} on ${question.resource}. Nearest is ${nameOf(nearestMatch)}: ${difference}`,
    nearestStatement: nearestMatch,
    ...variablesOf(match.statement, question.variables),
    details,
  }
}

function statementMatch({ from, statement: { index, statement } }: StatementInEffect): StatementMatch {
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

interface Near {
  readonly match: StatementInEffect
  readonly difference: string
}

/** The Allow statement that differs least: in a condition, else in the resource (the longest common beginning wins), else in the action. */
function nearestStatement(policies: readonly PolicyInEffect[], question: Question): Near | undefined {
  let best: StatementInEffect | undefined
  let bestScore = -1
  for (const from of policies) {
    for (const statement of from.policy.statements) {
      if (statement.statement.effect !== 'Allow') continue
      const score = nearness(statement, question)
      if (score > bestScore) {
        best = { from, statement }
        bestScore = score
      }
    }
  }
  return best === undefined ? undefined : { match: best, difference: differenceOf(best.statement, question) }
}

const SAME_ACTION = 100_000
const SAME_RESOURCE = 50_000

function nearness(statement: CompiledStatement, { action, resource, variables }: Question): number {
  const actionScore = statement.coversAction(action) ? SAME_ACTION : 0
  if (statement.coversResource(resource, variables)) return actionScore + SAME_RESOURCE
  return actionScore + Math.max(0, ...statement.resources.map(({ template }) => commonStart(template.text(variables), resource)))
}

function commonStart(a: string, b: string): number {
  let length = 0
  while (length < a.length && length < b.length && a.charCodeAt(length) === b.charCodeAt(length)) length++
  return length
}

function differenceOf(statement: CompiledStatement, question: Question): string {
  const { action, resource, variables } = question
  const sentences: string[] = []
  if (!statement.coversAction(action)) sentences.push(actionDifference(statement, action))
  if (!statement.coversResource(resource, variables)) sentences.push(resourceDifference(statement, question))
  const condition = statement.failingCondition(variables)
  if (condition !== undefined) {
    const { operator, key, values } = condition.condition
    const actual = shown(key, variables)
    sentences.push(
      `Its condition ${operator} wants ${key} to compare with ${JSON.stringify(values)}, and the request has ${actual === null ? 'no value for it' : JSON.stringify(actual)}.`,
    )
  }
  return sentences.join(' ')
}

function actionDifference({ statement }: CompiledStatement, action: string): string {
  return statement.isNotAction ? `Its NotAction names ${action}.` : `It is about ${statement.actions.join(', ')}, not ${action}.`
}

function resourceDifference(statement: CompiledStatement, { resource, variables }: Question): string {
  if (statement.statement.isNotResource) return `Its NotResource names ${resource}.`
  const missing = statement.resources.flatMap(({ template }) => template.variableNames).filter((name) => shown(name, variables) === null)
  if (missing.length > 0) return `Its resource uses \${${missing[0] ?? ''}}, which has no value here.`
  const [pattern = ''] = statement.resources
    .map(({ template }) => template.text(variables))
    .sort((a, b) => commonStart(b, resource) - commonStart(a, resource))
  const kind = kindDifference(pattern, resource)
  if (kind !== undefined) return kind
  const at = commonStart(pattern, resource)
  return `Its resource ${pattern} differs from ${resource} at '${pattern.slice(at, at + 24)}' against '${resource.slice(at, at + 24)}'.`
}

const ARN_PARTS = ['partition', 'service', 'Region', 'account'] as const

/** Names the mistakes that policies are known for: another Region or account, `topic/` where `topicfilter/` is asked (SEC-505, SEC-509). */
function kindDifference(pattern: string, resource: string): string | undefined {
  const wanted = pattern.split(':')
  const asked = resource.split(':')
  for (const [index, part] of ARN_PARTS.entries()) {
    const [ours = '', theirs = ''] = [asked[index + 1], wanted[index + 1]]
    if (wanted.length > 5 && asked.length > 5 && !theirs.includes('*') && !theirs.includes('?') && ours !== theirs) {
      return `Its resource ${pattern} is of the ${part} ${theirs}, the request of the ${part} ${ours}.`
    }
  }
  const [ourType = '', theirType = ''] = [asked[5]?.split('/')[0], wanted[5]?.split('/')[0]]
  if (/[*?]/.test(theirType) || ourType === theirType || theirType === '') return undefined
  return `Its resource ${pattern} is a ${theirType}, and this action is checked against ${ourType}/...`
}
