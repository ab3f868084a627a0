import type { CompiledPolicy, CompiledStatement } from './compiled-policy.js'
import type { Glob } from './glob.js'
import { StatementIndex } from './statement-index.js'
import type { PolicyVariables } from './variables.js'

/** A policy that counts for a principal, and where it comes from. */
export interface PolicyInEffect {
  readonly policyName: string
  readonly policyArn: string
  readonly versionId: string
  /** As it was sent. */
  readonly policyDocument: string
  /** `principal`, the ARN of the thing group it is attached to, or another sentence part for people. */
  readonly source: string
  readonly policy: CompiledPolicy
}

/** The statements that cover an action. */
export interface StatementsOfAction {
  readonly deny: StatementIndex
  readonly allow: StatementIndex
  /** Those that allow, in the order of policies. */
  readonly allowing: readonly BoundStatement[]
}

/** How many different actions are remembered; AWS has far fewer that matter. */
const MAX_REMEMBERED_ACTIONS = 64

/** The policies in effect with the values of one connection or request put in: what is asked again and again does no work twice. */
export class BoundPolicies {
  readonly policies: readonly PolicyInEffect[]
  readonly variables: PolicyVariables
  readonly #byAction = new Map<string, StatementsOfAction>()
  #statements: readonly BoundStatement[] | undefined

  constructor(policies: readonly PolicyInEffect[], variables: PolicyVariables) {
    this.policies = policies
    this.variables = variables
  }

  /** All statements, in the order of policies. */
  get statements(): readonly BoundStatement[] {
    this.#statements ??= this.policies.flatMap((from) =>
      from.policy.statements.map((compiled) => new BoundStatement(from, compiled, this.variables)),
    )
    return this.#statements
  }

  statementsFor(action: string): StatementsOfAction {
    const known = this.#byAction.get(action)
    if (known !== undefined) return known
    const covering = this.statements.filter(({ compiled }) => compiled.coversAction(action))
    const allowing = covering.filter(({ compiled }) => compiled.statement.effect === 'Allow')
    const denying = covering.filter(({ compiled }) => compiled.statement.effect === 'Deny')
    const found = { allowing, allow: new StatementIndex(allowing), deny: new StatementIndex(denying) }
    if (this.#byAction.size < MAX_REMEMBERED_ACTIONS) this.#byAction.set(action, found)
    return found
  }
}

/** A statement with the values put in. */
export class BoundStatement {
  readonly from: PolicyInEffect
  readonly compiled: CompiledStatement
  readonly #variables: PolicyVariables
  readonly #isNotResource: boolean
  #globs: readonly Glob[] | undefined
  #texts: readonly string[] | undefined

  constructor(from: PolicyInEffect, compiled: CompiledStatement, variables: PolicyVariables) {
    this.from = from
    this.compiled = compiled
    this.#variables = variables
    this.#isNotResource = compiled.statement.isNotResource
  }

  /** The resource patterns with the values put in; one with a variable without value matches nothing and is left out (SEC-702). */
  get globs(): readonly Glob[] {
    this.#globs ??= this.compiled.resources.map((pattern) => pattern.bind(this.#variables)).filter((glob) => glob !== undefined)
    return this.#globs
  }

  applies(resource: string): boolean {
    return this.coversResource(resource) && this.conditionsHold()
  }

  coversResource(resource: string): boolean {
    for (const glob of this.globs) if (glob.matches(resource)) return !this.#isNotResource
    return this.#isNotResource
  }

  conditionsHold(): boolean {
    return this.compiled.conditions.length === 0 || this.compiled.failingCondition(this.#variables) === undefined
  }

  /** The resource patterns for people, with the values put in. */
  get resourceTexts(): readonly string[] {
    this.#texts ??= this.compiled.resources.map(({ template }) => template.text(this.#variables))
    return this.#texts
  }
}
