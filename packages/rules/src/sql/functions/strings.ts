import { toIndex, toNumeric, toText } from '../conversions.js'
import { Decimal } from '../decimal.js'
import { EvaluationError } from '../evaluation-error.js'
import type { SqlVersion, Value } from '../value.js'
import { define, type FunctionTable, type SqlFunction } from './sql-function.js'

const MAX_PADDING = 1_000
/** Far above any message (RUL-950); replacing empty text by a long one would fill the memory. */
const MAX_TEXT_CHARACTERS = 4_194_304

/** Functions of Strings (RUL-611 to RUL-650). Arguments take the standard conversion; Null and Undefined give Undefined. */
export const stringFunctions: FunctionTable = {
  chr: define('2015-10-08', 1, ([code]) => {
    const number = toNumeric(code)?.floor().toNumber()
    return number === undefined || number < 0 || number > 127 ? undefined : String.fromCharCode(number)
  }),
  endswith: ofTexts('2015-10-08', 2, ([text = '', suffix = '']) => text.endsWith(suffix)),
  startswith: ofTexts('2015-10-08', 2, ([text = '', prefix = '']) => text.startsWith(prefix)),
  indexof: ofTexts('2016-03-23', 2, ([text = '', part = '']) => Decimal.int(text.indexOf(part))),
  length: ofTexts('2016-03-23', 1, ([text = '']) => Decimal.int(text.length)),
  numbytes: ofTexts('2016-03-23', 1, ([text = '']) => Decimal.int(Buffer.byteLength(text, 'utf8'))),
  lower: ofTexts('2015-10-08', 1, ([text = '']) => text.toLowerCase()),
  upper: ofTexts('2015-10-08', 1, ([text = '']) => text.toUpperCase()),
  /** Both add that many blanks; they do not pad to a width (RUL-632). */
  lpad: padding((text, blanks) => blanks + text),
  rpad: padding((text, blanks) => text + blanks),
  ltrim: ofTexts('2015-10-08', 1, ([text = '']) => text.replace(/^[ \t]+/, '')),
  rtrim: ofTexts('2015-10-08', 1, ([text = '']) => withoutTrailingBlanks(text)),
  trim: ofTexts('2015-10-08', 1, ([text = '']) => withoutTrailingBlanks(text.replace(/^[ \t]+/, ''))),
  replace: ofTexts('2015-10-08', 3, ([text = '', part = '', by = '']) => replaceAll(text, part, by)),
  substring: define('2015-10-08', [2, 3], (args) => substring(args)),
}

function ofTexts(since: SqlVersion, count: number, compute: (texts: readonly string[]) => Value): SqlFunction {
  return define(since, count, (args) => {
    const texts: string[] = []
    for (const value of args) {
      const text = toText(value)
      if (text === undefined) return undefined
      texts.push(text)
    }
    return compute(texts)
  })
}

function replaceAll(text: string, part: string, by: string): string {
  const count = part === '' ? text.length + 1 : text.split(part).length - 1
  if (text.length + count * by.length > MAX_TEXT_CHARACTERS) throw new EvaluationError('The result of replace is too long.')
  return text.replaceAll(part, () => by)
}

function padding(compute: (text: string, blanks: string) => string): SqlFunction {
  return define('2015-10-08', 2, ([value, count]) => {
    const text = toText(value)
    const blanks = toNumeric(count)?.floor().toNumber()
    if (text === undefined || blanks === undefined) return undefined
    return compute(text, ' '.repeat(Math.max(0, Math.min(MAX_PADDING, blanks))))
  })
}

/** By hand: a pattern anchored at the end takes quadratic time on long runs of blanks in the middle. */
function withoutTrailingBlanks(text: string): string {
  let end = text.length
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--
  return text.slice(0, end)
}

/** Without a third argument to the end; a third argument that is Undefined gives Undefined, like any other. */
function substring(args: readonly Value[]): Value {
  const text = toText(args[0])
  const start = toIndex(args[1])
  const end = args.length < 3 ? text?.length : toIndex(args[2])
  if (text === undefined || start === undefined || end === undefined) return undefined
  const from = Math.max(0, Math.min(text.length, start))
  const until = Math.max(0, Math.min(text.length, end))
  return from >= until ? '' : text.slice(from, until)
}
