import { toBoolean } from './conversions.js'
import { evaluate, jsonBytes, newBudget, type Scope, select } from './evaluator.js'
import { EvaluationError } from './evaluation-error.js'
import type { FunctionContext } from './functions/sql-function.js'
import { parseStatement } from './statement-parser.js'
import type { Selection, Statement } from './syntax.js'
import { type SqlVersion, toJson, type Value } from './value.js'

const MAX_VARIABLE_BYTES = 131_072

/** What a statement made of a message. */
export type QueryResult =
  | { readonly isMatch: false }
  | {
      readonly isMatch: true
      /** What the actions get: compact JSON, or the published bytes (RUL-250). */
      readonly output: Buffer
      /** Undefined when the output is bytes that are not JSON. */
      readonly value: Value
      readonly isJson: boolean
    }

/** A parsed statement, ready to run on messages. */
export interface RuleQuery {
  readonly topicFilter: string | undefined
  readonly variableNames: ReadonlySet<string>
  /** The scope of one message: payload and SET variables. @throws EvaluationError when a variable is too large. */
  open(context: FunctionContext): Scope
  /** WHERE, then SELECT (RUL-701). @throws EvaluationError */
  run(scope: Scope): QueryResult
}

/** @throws SqlParseError, SqlFunctionNotCovered */
export function compileQuery(sql: string, version: SqlVersion): RuleQuery {
  return new CompiledQuery(parseStatement(sql, version))
}

class CompiledQuery implements RuleQuery {
  readonly topicFilter: string | undefined
  readonly variableNames: ReadonlySet<string>
  readonly #statement: Statement

  constructor(statement: Statement) {
    this.#statement = statement
    this.topicFilter = statement.topicFilter
    this.variableNames = new Set(statement.variables.map(({ name }) => name))
  }

  open(context: FunctionContext): Scope {
    const variables = new Map<string, Value>()
    const scope: Scope = {
      subject: context.payload.valueFor(context.version),
      alias: undefined,
      isMessage: true,
      variables,
      context,
      budget: newBudget(),
    }
    let bytes = 0
    for (const { name, value } of this.#statement.variables) {
      const assigned = evaluate(value, scope)
      bytes += jsonBytes(assigned)
      if (bytes > MAX_VARIABLE_BYTES) throw new EvaluationError('The variables of SET are larger than 128 KiB.')
      variables.set(name, assigned)
    }
    return scope
  }

  run(scope: Scope): QueryResult {
    const { where, selection } = this.#statement
    if (where !== undefined && toBoolean(evaluate(where, scope)) !== true) return { isMatch: false }
    if (scope.subject === undefined && isLoneStar(selection)) {
      return { isMatch: true, output: scope.context.payload.bytes, value: undefined, isJson: false }
    }
    const value = select(selection, scope)
    return { isMatch: true, output: Buffer.from(toJson(value), 'utf8'), value, isJson: true }
  }
}

function isLoneStar(selection: Selection): boolean {
  if (selection.kind === 'value' || selection.items.length > 1) return false
  const item = selection.items[0]
  return item?.kind === 'all' && item.path === undefined
}
