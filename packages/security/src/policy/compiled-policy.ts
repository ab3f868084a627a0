import { COMPARISONS, type ValueTest } from './operators.js'
import { parseOperator, type PolicyCondition, type PolicyDocument, type PolicyStatement } from './document.js'
import type { Glob } from './glob.js'
import { parseTemplate, type Template } from './template.js'
import { NO_VALUES, type PolicyVariables, variableKey } from './variables.js'

/** The four actions that older policies write with the prefix `iot:` (SEC-505). */
const JOBS_ACTIONS: ReadonlySet<string> = new Set(
  ['DescribeJobExecution', 'GetPendingJobExecutions', 'StartNextPendingJobExecution', 'UpdateJobExecution'].map((name) =>
    name.toLowerCase(),
  ),
)

/** A policy document made ready for questions, once per version. */
export class CompiledPolicy {
  readonly statements: readonly CompiledStatement[]

  constructor(document: PolicyDocument) {
    this.statements = document.statements.map((statement, index) => new CompiledStatement(statement, index))
  }
}

export class CompiledStatement {
  readonly index: number
  readonly statement: PolicyStatement
  readonly resources: readonly ResourcePattern[]
  readonly conditions: readonly CompiledCondition[]
  /** Names of the variables and condition keys that the statement looks at, as written. */
  readonly variableNames: readonly string[]
  readonly #actions: readonly Glob[]

  constructor(statement: PolicyStatement, index: number) {
    this.index = index
    this.statement = statement
    this.#actions = statement.actions.map((action) => parseTemplate(action.toLowerCase()).lenientGlob(NO_VALUES))
    this.resources = statement.resources.map((resource) => new ResourcePattern(parseTemplate(resource)))
    this.conditions = statement.conditions.map((condition) => new CompiledCondition(condition))
    this.variableNames = [
      ...new Set([
        ...this.resources.flatMap(({ template }) => template.variableNames),
        ...this.conditions.flatMap((condition) => condition.variableNames),
      ]),
    ]
  }

  coversAction(action: string): boolean {
    const names = actionNames(action)
    return this.#actions.some((glob) => names.some((name) => glob.matches(name))) !== this.statement.isNotAction
  }

  conditionsHold(variables: PolicyVariables): boolean {
    for (const condition of this.conditions) if (!condition.holds(variables)) return false
    return true
  }
}

/** The names under which policies know an action: without regard to case (SEC-510), the jobs actions with both prefixes. */
function actionNames(action: string): readonly string[] {
  const name = action.toLowerCase()
  const [prefix, verb = ''] = name.split(':')
  if (!JOBS_ACTIONS.has(verb) || (prefix !== 'iot' && prefix !== 'iotjobsdata')) return [name]
  return [`iotjobsdata:${verb}`, `iot:${verb}`]
}

export class ResourcePattern {
  readonly template: Template
  readonly #fixed: Glob | undefined

  constructor(template: Template) {
    this.template = template
    this.#fixed = template.hasVariables ? undefined : template.openGlob(NO_VALUES)
  }

  bind(variables: PolicyVariables): BoundResource {
    if (this.#fixed !== undefined) return { pattern: this, glob: this.#fixed, missing: undefined }
    return { pattern: this, glob: this.template.openGlob(variables), missing: this.template.missingVariable(variables) }
  }
}

/** A resource pattern with the values put in. */
export interface BoundResource {
  readonly pattern: ResourcePattern
  readonly glob: Glob
  /** A variable without value: then nothing matches (SEC-702), and `glob` is for comparing only. */
  readonly missing: string | undefined
}

export class CompiledCondition {
  readonly condition: PolicyCondition
  readonly variableNames: readonly string[]
  readonly #key: string
  readonly #holds: (values: readonly string[], variables: PolicyVariables) => boolean

  constructor(condition: PolicyCondition) {
    this.condition = condition
    this.#key = variableKey(condition.key)
    const templates = condition.values.map(parseTemplate)
    this.variableNames = [condition.key, ...templates.flatMap(({ variableNames }) => variableNames)]
    this.#holds = compile(condition, templates)
  }

  holds(variables: PolicyVariables): boolean {
    const value = variables.valueOf(this.#key)
    return this.#holds(value === undefined ? [] : typeof value === 'string' ? [value] : value, variables)
  }
}

/** The operators of SEC-708. A key without a value in the request comes as an empty list. */
function compile(
  condition: PolicyCondition,
  templates: readonly Template[],
): (values: readonly string[], variables: PolicyVariables) => boolean {
  const operator = parseOperator(condition.operator)
  if (operator?.comparison === 'Null') {
    const isAbsenceAsked = condition.values.some((value) => value.toLowerCase() === 'true')
    return (values) => (values.length === 0) === isAbsenceAsked
  }
  const comparison = COMPARISONS.get(operator?.comparison ?? '')
  if (operator === undefined || comparison === undefined)
    throw new Error(`The operator ${condition.operator} passed the check of documents.`)
  const tests: readonly ValueTest[] = templates.map((template) => comparison.compile(template))
  const { isNegated } = comparison
  const isMet = (value: string, variables: PolicyVariables): boolean => tests.some((test) => test(value, variables)) !== isNegated
  switch (operator.set) {
    case 'ForAllValues':
      return (values, variables) => values.every((value) => isMet(value, variables))
    case 'ForAnyValue':
      return (values, variables) => (values.length === 0 ? operator.isIfExists : values.some((value) => isMet(value, variables)))
    case undefined:
      // A key with several values under a plain operator: one that equals is enough, and a negated operator wants that none does.
      return (values, variables) =>
        values.length === 0
          ? operator.isIfExists || isNegated
          : isNegated
            ? values.every((value) => isMet(value, variables))
            : values.some((value) => isMet(value, variables))
  }
}
