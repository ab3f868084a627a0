import { castTo } from './conversions.js'
import { Decimal } from './decimal.js'
import { EvaluationError } from './evaluation-error.js'
import type { FunctionContext } from './functions/sql-function.js'
import { binaryOperators, equals, negated, not } from './operators.js'
import type { Expression, Selection, Subquery } from './syntax.js'
import { isArray, isObject, toJson, type Value, type ValueArray } from './value.js'

/** What names resolve against. */
export interface Scope {
  /** The message's payload, or the element of a nested query. */
  readonly subject: Value
  readonly alias: string | undefined
  /** Whether `subject` is the message's payload. */
  readonly isMessage: boolean
  readonly variables: ReadonlyMap<string, Value>
  readonly context: FunctionContext
  /** What is left to the nested queries of this evaluation. */
  readonly budget: { elements: number }
}

/** How many elements the nested queries of one evaluation look at, all together: nested ones multiply. */
const MAX_ELEMENTS = 100_000

export function newBudget(): Scope['budget'] {
  return { elements: MAX_ELEMENTS }
}

/** Evaluates an expression. Whatever does not fit together is Undefined, never an error (RUL-306). */
export function evaluate(expression: Expression, scope: Scope): Value {
  const value = evaluateRaw(expression, scope)
  return value instanceof Decimal && !value.isInt && scope.context.version !== '2015-10-08' ? value.wholeAsInt() : value
}

function evaluateRaw(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'all':
      return scope.subject
    case 'attribute':
      if (expression.name === scope.alias) return scope.subject
      return isObject(scope.subject) ? scope.subject.get(expression.name) : undefined
    case 'variable':
      return scope.variables.get(expression.name)
    case 'member': {
      const object = evaluate(expression.object, scope)
      return isObject(object) ? object.get(expression.name) : undefined
    }
    case 'unary': {
      const operand = evaluate(expression.operand, scope)
      return expression.operator === 'NOT' ? not(operand) : negated(operand)
    }
    case 'binary':
      return binaryOperators[expression.operator](evaluate(expression.left, scope), evaluate(expression.right, scope))
    case 'call':
      return call(expression, scope)
    case 'cast':
      return castTo(evaluate(expression.operand, scope), expression.type)
    case 'case':
      return choose(expression, scope)
    case 'subquery':
      return runSubquery(expression.query, scope)
    case 'exists':
      return rowsOf(expression.query, scope).length > 0
    case 'object': {
      const members = new Map<string, Value>()
      for (const { name, value } of expression.members) {
        const member = evaluate(value, scope)
        if (member !== undefined) members.set(name, member)
      }
      return members
    }
    case 'array':
      return expression.items.map((item) => evaluate(item, scope)).filter((item) => item !== undefined)
  }
}

function call(expression: Extract<Expression, { kind: 'call' }>, scope: Scope): Value {
  const { args, function: fn } = expression
  if (args.length < fn.minArgs || args.length > fn.maxArgs) return undefined
  const values = args.map((arg) => evaluate(arg, scope))
  const run = fn.evaluateOnPayload !== undefined && args[0]?.kind === 'all' && scope.isMessage ? fn.evaluateOnPayload : fn.evaluate
  return run(values, scope.context)
}

/** CASE (RUL-241): Undefined for an Undefined operand, ELSE or not. */
function choose(expression: Extract<Expression, { kind: 'case' }>, scope: Scope): Value {
  const operand = evaluate(expression.operand, scope)
  if (operand === undefined) return undefined
  const branch = expression.branches.find(({ test }) => equals(operand, evaluate(test, scope)) === true)
  if (branch !== undefined) return evaluate(branch.result, scope)
  return expression.otherwise === undefined ? undefined : evaluate(expression.otherwise, scope)
}

/** A nested SELECT (RUL-242): over an array one result per element, over an object one result. */
function runSubquery(query: Subquery, scope: Scope): Value {
  const source = evaluate(query.source, scope)
  const rows = rowsOver(source, query, scope)
  if (isArray(source)) return rows.map((row) => select(query.selection, row)).filter((item) => item !== undefined)
  const only = rows[0]
  return only === undefined ? undefined : select(query.selection, only)
}

function rowsOf(query: Subquery, scope: Scope): readonly Scope[] {
  return rowsOver(evaluate(query.source, scope), query, scope)
}

function rowsOver(source: Value, query: Subquery, scope: Scope): readonly Scope[] {
  const elements: ValueArray = isArray(source) ? source : isObject(source) ? [source] : []
  scope.budget.elements -= elements.length
  if (scope.budget.elements < 0) throw new EvaluationError(`Nested queries look at no more than ${String(MAX_ELEMENTS)} elements.`)
  const rows = elements.map((subject): Scope => ({ ...scope, subject, alias: query.alias, isMessage: false }))
  const { where } = query
  return where === undefined ? rows : rows.filter((row) => evaluate(where, row) === true)
}

/** The result of a select list (RUL-210 to RUL-219). */
export function select(selection: Selection, scope: Scope): Value {
  if (selection.kind === 'value') return evaluate(selection.value, scope)
  const [only, ...others] = selection.items
  if (only?.kind === 'all' && only.path === undefined && others.length === 0) return scope.subject
  const result = new Map<string, Value>()
  for (const item of selection.items) {
    const value = item.kind === 'all' ? scope.subject : evaluate(item.value, scope)
    if (value === undefined) continue
    if (item.kind === 'named' || (item.kind === 'all' && item.path !== undefined)) place(result, item.path ?? [], value)
    else if (isObject(value)) for (const [name, member] of value) result.set(name, member)
  }
  return result
}

/** Puts `value` under a path, making objects on the way (RUL-214). Objects of the payload are copied, never changed. */
function place(target: Map<string, Value>, path: readonly string[], value: Value): void {
  let object = target
  for (const name of path.slice(0, -1)) {
    const existing = object.get(name)
    const next = new Map<string, Value>(isObject(existing) ? existing : [])
    object.set(name, next)
    object = next
  }
  object.set(path.at(-1) ?? '', value)
}

/** The number of bytes of a value as minified JSON. */
export function jsonBytes(value: Value): number {
  return Buffer.byteLength(toJson(value), 'utf8')
}
