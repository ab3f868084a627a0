import { FunctionInvocationError } from '../function-invoker.js'
import type { FunctionInvoker } from '../ports.js'
import type { Template } from '../sql/template.js'
import { toJson } from '../sql/value.js'
import { ActionFailure, type ActionInput, type CompiledAction, textOf } from './rule-action.js'

/** Invokes a function with the JSON output as its event (RUL-811). */
export class LambdaAction implements CompiledAction {
  readonly name = 'LambdaAction'
  readonly #functionArn: Template
  readonly #functions: FunctionInvoker

  constructor(functionArn: Template, functions: FunctionInvoker) {
    this.#functionArn = functionArn
    this.#functions = functions
  }

  async run(input: ActionInput): Promise<Readonly<Record<string, string>>> {
    const functionArn = textOf(this.#functionArn, 'lambda.functionArn', input)
    if (!input.isJson || input.value === undefined) {
      throw new ActionFailure(
        functionArn,
        'Failed to invoke lambda function. The payload is not JSON; decode or encode it in the SELECT clause.',
      )
    }
    const json = toJson(input.value)
    try {
      await this.#functions.invoke(functionArn, JSON.parse(json), json)
    } catch (cause) {
      const status = cause instanceof FunctionInvocationError ? cause.statusCode : 500
      throw new ActionFailure(
        functionArn,
        `Failed to invoke lambda function. Received Server error from Lambda. The error code is ${String(status)}`,
        cause,
      )
    }
    return { FunctionArn: functionArn }
  }
}
