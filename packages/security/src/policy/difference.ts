import type { BoundResource, CompiledCondition } from './compiled-policy.js'
import type { Question } from './evaluate.js'
import type { GlobReach } from './glob.js'
import type { NearestStatement } from './nearest-statement.js'
import { parseTemplate } from './template.js'
import { NO_VALUES, type PolicyVariables, shownValue, variableKey } from './variables.js'

/** Why the nearest statement does not allow what was asked: one sentence for each thing that differs. */
export function differenceOf(nearest: NearestStatement, question: Question, variables: PolicyVariables): string {
  const { compiled } = nearest.statement
  const { action } = question
  const sentences: string[] = []
  if (!nearest.coversAction) {
    const { actions, isNotAction } = compiled.statement
    sentences.push(isNotAction ? `Its NotAction names ${action}.` : `It is about ${actions.join(', ')}, not ${action}.`)
  }
  sentences.push(...resourceDifferences(nearest, question, variables))
  for (const condition of compiled.conditions) if (!condition.holds(variables)) sentences.push(conditionDifference(condition, variables))
  return sentences.join(' ')
}

function resourceDifferences(nearest: NearestStatement, question: Question, variables: PolicyVariables): readonly string[] {
  const { statement, resource, reach } = nearest
  if (resource === undefined) {
    return statement.coversResource(question.resource) ? [] : [`Its NotResource names ${question.resource}.`]
  }
  const pattern = resource.pattern.template.text(variables)
  const place =
    reach === undefined ? [] : [partDifference(pattern, question, reach) ?? placeOf(pattern, resource, question.resource, reach)]
  return resource.missing === undefined ? place : [missingValue(pattern, resource.missing, variables), ...place]
}

function missingValue(pattern: string, name: string, variables: PolicyVariables): string {
  const several = shownValue(name, variables)
  const reason = several === null ? becauseMissing(name, variables) : `: it has several (${several})`
  return `Its resource ${pattern} uses \${${name}}, which has no ${several === null ? '' : 'single '}value here${reason}.`
}

function becauseMissing(name: string, variables: PolicyVariables): string {
  const reason = variables.whyMissing?.(variableKey(name))
  return reason === undefined ? '' : `: ${reason}`
}

function placeOf(pattern: string, { glob }: BoundResource, asked: string, reach: GlobReach): string {
  const met = asked.slice(0, reach.subjectEnd)
  const [wanted, found] = [glob.restAfter(reach), asked.slice(reach.subjectEnd)]
  if (wanted === '') return `Its resource ${pattern} ends after '${met}', where ${asked} goes on with '${found}'.`
  if (found === '') return `Its resource ${pattern} goes on with '${wanted}', where ${asked} ends.`
  return `Its resource ${pattern} differs from ${asked} at '${wanted}' against '${found}' (after '${met}').`
}

const ARN_PARTS = ['partition', 'service', 'Region', 'account'] as const
const TOPIC_TYPES: readonly string[] = ['topic', 'topicfilter']

/** Names the mistakes that policies are known for: another Region or account, `topic/` where `topicfilter/` is asked (SEC-505, SEC-509). */
function partDifference(pattern: string, { action, resource }: Question, reach: GlobReach): string | undefined {
  const slash = resource.indexOf('/')
  if (slash >= 0 && reach.subjectEnd > slash) return undefined
  const wanted = pattern.split(':')
  const asked = resource.split(':')
  if (wanted.length < 6 || asked.length < 6) return undefined
  for (const [index, part] of ARN_PARTS.entries()) {
    const [ours = '', theirs = ''] = [asked[index + 1], wanted[index + 1]]
    if (!doesFit(theirs, ours)) return `Its resource ${pattern} is of the ${part} ${theirs}, the request of the ${part} ${ours}.`
  }
  const [ourType = '', theirType = ''] = [asked[5]?.split('/')[0], wanted[5]?.split('/')[0]]
  if (theirType === '' || doesFit(theirType, ourType)) return undefined
  const areTopics = TOPIC_TYPES.includes(ourType) && TOPIC_TYPES.includes(theirType)
  const rule = areTopics ? ': publishing and receiving are about topic/, subscribing is about topicfilter/' : ''
  return `Its resource ${pattern} is a ${theirType}, and ${action} is checked against ${ourType}/${rule}.`
}

function doesFit(pattern: string, text: string): boolean {
  if (pattern === '*' || pattern === text) return true
  return /[*?]/.test(pattern) && parseTemplate(pattern).lenientGlob(NO_VALUES).matches(text)
}

function conditionDifference({ condition: { operator, key, values } }: CompiledCondition, variables: PolicyVariables): string {
  const actual = shownValue(key, variables)
  const met = actual === null ? `no value for it${becauseMissing(key, variables)}` : JSON.stringify(actual)
  return `Its condition ${operator} wants ${key} to compare with ${JSON.stringify(values)}, and the request has ${met}.`
}
