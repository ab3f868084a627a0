import { malformedPolicy } from '../errors.js'
import { COMPARISONS } from './operators.js'

/*
 * Policy documents as AWS IoT takes them (SEC-501, REG-453, REG-454): strict about the shape of the JSON, `Effect` and the form of resources and operators,
 * lenient about the names of actions. `Version` may be missing, as in IAM.
 */

/** Characters of a document, white space not counted (SEC-502). */
const MAX_DOCUMENT_CHARACTERS = 2048

export interface PolicyStatement {
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly isNotAction: boolean
  readonly resources: readonly string[]
  readonly isNotResource: boolean
  readonly conditions: readonly PolicyCondition[]
}

export interface PolicyCondition {
  /** As written: `ForAllValues:StringEqualsIfExists`. */
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

export interface PolicyDocument {
  readonly statements: readonly PolicyStatement[]
}

/** Reads and checks a policy document. @throws MalformedPolicyException (400) */
export function parsePolicyDocument(text: string): PolicyDocument {
  const size = text.replace(/\s+/g, '').length
  if (size === 0) throw malformedPolicy('the document is empty')
  if (size > MAX_DOCUMENT_CHARACTERS) {
    throw malformedPolicy(`the document has ${String(size)} characters without white space, more than ${String(MAX_DOCUMENT_CHARACTERS)}`)
  }
  const document = objectOf(parseJson(text), 'the document')
  onlyMembers(document, ['Version', 'Id', 'Statement'], 'the document')
  const version = document['Version']
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw malformedPolicy('Version must be "2012-10-17"')
  }
  if (document['Id'] !== undefined && typeof document['Id'] !== 'string') throw malformedPolicy('Id must be a string')
  const statements = Array.isArray(document['Statement']) ? (document['Statement'] as readonly unknown[]) : [document['Statement']]
  if (statements.length === 0) throw malformedPolicy('Statement must hold at least one statement')
  return { statements: statements.map((statement, index) => parseStatement(statement, `Statement[${String(index)}]`)) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformedPolicy('the document is not JSON')
  }
}

function parseStatement(value: unknown, where: string): PolicyStatement {
  const statement = objectOf(value, where)
  onlyMembers(statement, ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'], where)
  const { Sid: sid, Effect: effect } = statement
  if (sid !== undefined && typeof sid !== 'string') throw malformedPolicy(`${where}.Sid must be a string`)
  if (effect !== 'Allow' && effect !== 'Deny') throw malformedPolicy(`${where}.Effect must be "Allow" or "Deny"`)
  const actions = eitherOf(statement, 'Action', 'NotAction', where)
  const resources = eitherOf(statement, 'Resource', 'NotResource', where)
  checkActions(actions.texts, where)
  checkResources(resources.texts)
  return {
    ...(sid === undefined ? {} : { sid }),
    effect,
    actions: actions.texts,
    isNotAction: actions.isNegated,
    resources: resources.texts,
    isNotResource: resources.isNegated,
    conditions: parseConditions(statement['Condition'], where),
  }
}

function eitherOf(
  statement: Readonly<Record<string, unknown>>,
  name: string,
  notName: string,
  where: string,
): { texts: readonly string[]; isNegated: boolean } {
  const isNegated = statement[name] === undefined
  if (isNegated === (statement[notName] === undefined)) throw malformedPolicy(`${where} must have either ${name} or ${notName}`)
  const value = isNegated ? statement[notName] : statement[name]
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (texts.length === 0 || !texts.every((text) => typeof text === 'string')) {
    throw malformedPolicy(`${where}.${isNegated ? notName : name} must be a string or a list of strings`)
  }
  return { texts, isNegated }
}

function checkActions(actions: readonly string[], where: string): void {
  const bad = actions.filter((action) => action !== '*' && !/^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(action))
  if (bad.length > 0) throw malformedPolicy(`${where} has actions that are not of the form service:Action : ${bad.join(', ')}`)
}

function checkResources(resources: readonly string[]): void {
  const bad = resources.filter((resource) => resource !== '*' && !resource.startsWith('arn:'))
  if (bad.length > 0) throw malformedPolicy(`The following resources are invalid : ${bad.join(', ')}`)
}

function parseConditions(value: unknown, where: string): readonly PolicyCondition[] {
  if (value === undefined) return []
  const conditions: PolicyCondition[] = []
  for (const [operator, keys] of Object.entries(objectOf(value, `${where}.Condition`))) {
    if (parseOperator(operator) === undefined) throw malformedPolicy(`${where}.Condition has an unknown operator: ${operator}`)
    for (const [key, values] of Object.entries(objectOf(keys, `${where}.Condition.${operator}`))) {
      const list: readonly unknown[] = Array.isArray(values) ? values : [values]
      conditions.push({ operator, key, values: list.map((item) => conditionValue(item, `${where}.Condition.${operator}.${key}`)) })
    }
  }
  return conditions
}

function conditionValue(value: unknown, where: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw malformedPolicy(`${where} must be a string or a list of strings`)
}

export interface ConditionOperator {
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined
  /** A name of {@link COMPARISONS}, or `Null`. */
  readonly comparison: string
  readonly isIfExists: boolean
}

/** Takes an operator apart; undefined when there is no such operator. */
export function parseOperator(operator: string): ConditionOperator | undefined {
  const match = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(operator)
  if (match === null) return undefined
  const [, set, comparison = '', ifExists] = match
  if (comparison === 'Null')
    return set === undefined && ifExists === undefined ? { set: undefined, comparison, isIfExists: false } : undefined
  if (!COMPARISONS.has(comparison)) return undefined
  return { set: set === 'ForAllValues' || set === 'ForAnyValue' ? set : undefined, comparison, isIfExists: ifExists !== undefined }
}

function objectOf(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformedPolicy(`${where} must be an object`)
  return { ...value }
}

function onlyMembers(value: Readonly<Record<string, unknown>>, allowed: readonly string[], where: string): void {
  const unknown = Object.keys(value).filter((name) => !allowed.includes(name))
  if (unknown.length > 0) throw malformedPolicy(`${where} has members that are not allowed: ${unknown.join(', ')}`)
}
