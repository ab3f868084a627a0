import type { Scope } from '../sql/evaluator.js'
import type { Template } from '../sql/template.js'
import type { Value } from '../sql/value.js'

/** What an action is run on. */
export interface ActionInput {
  /** The original message, for substitution templates (RUL-502). */
  readonly scope: Scope
  /** The payload to send: compact JSON, or the published bytes. */
  readonly output: Buffer
  readonly isJson: boolean
  /** The value behind `output`, when it is JSON. */
  readonly value: Value
  /** How many republishes led to the message. */
  readonly republishDepth: number
}

/** An action of a rule, parsed and ready to run. */
export interface CompiledAction {
  /** As in logs and error documents: `RepublishAction` (RUL-713). */
  readonly name: string
  /** Does it; resolves to `resources` of the log entry. @throws ActionFailure */
  run(input: ActionInput): Promise<Readonly<Record<string, string>>>
}

/** An action that failed: an entry of `failures` in the error document (RUL-711). */
export class ActionFailure extends Error {
  readonly resource: string

  constructor(resource: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'ActionFailure'
    this.resource = resource
  }
}

/** The text of a parameter for one message. @throws ActionFailure when an expression in it is Undefined (RUL-503). */
export function textOf(template: Template, parameter: string, input: ActionInput): string {
  const text = template.render(input.scope)
  if (text === undefined) {
    throw new ActionFailure(template.source, `The expression in '${parameter}' has no value for this message: ${template.source}`)
  }
  return text
}
