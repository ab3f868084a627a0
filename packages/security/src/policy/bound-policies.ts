import type { StatementMatch } from '@iot-core-local/core'
import type { BoundResource, CompiledPolicy, CompiledStatement } from './compiled-policy.js'
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
  readonly isNotResource: boolean
  readonly #variables: PolicyVariables
  #resources: readonly BoundResource[] | undefined
  #globs: readonly Glob[] | undefined
  #match: StatementMatch | undefined
  #name: string | undefined

  constructor(from: PolicyInEffect, compiled: CompiledStatement, variables: PolicyVariables) {
    this.from = from
    this.compiled = compiled
    this.#variables = variables
    this.isNotResource = compiled.statement.isNotResource
  }

  /** All resource patterns with the values put in. */
  get resources(): readonly BoundResource[] {
    this.#resources ??= this.compiled.resources.map((pattern) => pattern.bind(this.#variables))
    return this.#resources
  }

  /** What resources are matched with; a pattern with a variable without value matches nothing and is left out (SEC-702). */
  get globs(): readonly Glob[] {
    this.#globs ??= this.resources.filter(({ missing }) => missing === undefined).map(({ glob }) => glob)
    return this.#globs
  }

  applies(resource: string): boolean {
    return this.coversResource(resource) && this.conditionsHold()
  }

  coversResource(resource: string): boolean {
    for (const glob of this.globs) if (glob.matches(resource)) return !this.isNotResource
    return this.isNotResource
  }

  conditionsHold(): boolean {
    return this.compiled.conditionsHold(this.#variables)
  }

  /** The statement as records show it. */
  get match(): StatementMatch {
    return (this.#match ??= matchOf(this))
  }

  /** The statement for people: its place, its name, its policy. */
  get name(): string {
    return (this.#name ??= nameOf(this.match))
  }
}

function matchOf({ from, compiled: { index, statement } }: BoundStatement): StatementMatch {
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

function nameOf({ sid, statementIndex, policyName, policyVersionId }: StatementMatch): string {
  const named = sid === undefined || sid === '' ? '' : ` (${sid})`
  return `statement ${String(statementIndex)}${named} of policy ${policyName}, version ${policyVersionId}`
}
