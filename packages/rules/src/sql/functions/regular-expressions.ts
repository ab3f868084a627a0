import { toText } from '../conversions.js'
import { EvaluationError } from '../evaluation-error.js'
import type { Value } from '../value.js'
import { define, type FunctionTable } from './sql-function.js'

/*
 * RUL-643 to RUL-645. Patterns are run by JavaScript's engine; a leading `(?i)` is understood, other constructs that only Java has are
 * invalid here and give Undefined.
 */

/** Compiled patterns, the least recently used one first. */
const compiled = new Map<string, RegExp | undefined>()
const MAX_COMPILED = 256
const MAX_TEXT_CHARACTERS = 4_194_304

export const regularExpressionFunctions: FunctionTable = {
  regexp_matches: define('2015-10-08', 2, ([value, pattern]) => {
    const text = toText(value)
    const expression = compile(pattern)
    return text === undefined || expression === undefined ? undefined : text.search(expression) >= 0
  }),
  regexp_substr: define('2015-10-08', 2, ([value, pattern]) => {
    const text = toText(value)
    const expression = compile(pattern)
    if (text === undefined || expression === undefined) return undefined
    const at = text.search(expression)
    return at < 0 ? undefined : text.match(expression)?.[0]
  }),
  regexp_replace: define('2015-10-08', 3, ([value, pattern, replacement]) => {
    const text = toText(value)
    const expression = compile(pattern)
    const by = toText(replacement)
    if (text === undefined || expression === undefined || by === undefined) return undefined
    const count = text.match(expression)?.length ?? 0
    // All matches together are no longer than the text, and each `$` brings back at most its match.
    const longest = text.length * by.split('$').length + count * by.length
    if (longest > MAX_TEXT_CHARACTERS) throw new EvaluationError('The result of regexp_replace may be too long.')
    return text.replace(expression, javascriptReplacement(by))
  }),
}

function compile(pattern: Value): RegExp | undefined {
  const source = toText(pattern)
  if (source === undefined) return undefined
  const known = compiled.get(source)
  if (known !== undefined || compiled.has(source)) return known
  const oldest = compiled.keys().next()
  if (compiled.size >= MAX_COMPILED && oldest.done !== true) compiled.delete(oldest.value)
  const expression = toRegExp(source)
  compiled.set(source, expression)
  return expression
}

function toRegExp(source: string): RegExp | undefined {
  const ignoresCase = source.startsWith('(?i)')
  try {
    return new RegExp(ignoresCase ? source.slice(4) : source, ignoresCase ? 'gi' : 'g')
  } catch {
    return undefined
  }
}

/** Java's `$0` is JavaScript's `$&`, and a backslash takes the meaning from what follows. */
function javascriptReplacement(java: string): string {
  return java.replace(/\\(.)|\$0|\$(?=\D|$)/gs, (match: string, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped === '$' ? '$$' : escaped
    return match === '$0' ? '$&' : '$$'
  })
}
