import { toText } from './conversions.js'
import { evaluate, type Scope } from './evaluator.js'
import { parseTemplateExpression } from './statement-parser.js'
import type { Expression } from './syntax.js'
import type { SqlVersion } from './value.js'

/** A parameter of an action with its `${...}` parsed (RUL-501). */
export interface Template {
  readonly source: string
  /** The text for one message; undefined when an expression is Undefined or has no text (RUL-503). */
  render(scope: Scope): string | undefined
}

/** @throws SqlParseError when an expression is not understood; its position counts in `source`. */
export function compileTemplate(source: string, version: SqlVersion, variables: ReadonlySet<string>): Template {
  const parts: (string | Expression)[] = []
  let position = 0
  for (let open = source.indexOf('${'); open >= 0; open = source.indexOf('${', position)) {
    if (open > position) parts.push(source.slice(position, open))
    const { expression, end } = parseTemplateExpression(source, open + 2, version, variables)
    parts.push(expression)
    position = end
  }
  if (position < source.length) parts.push(source.slice(position))
  return { source, render: (scope) => render(parts, scope) }
}

function render(parts: readonly (string | Expression)[], scope: Scope): string | undefined {
  let text = ''
  for (const part of parts) {
    const piece = typeof part === 'string' ? part : toText(evaluate(part, scope))
    if (piece === undefined) return undefined
    text += piece
  }
  return text
}
