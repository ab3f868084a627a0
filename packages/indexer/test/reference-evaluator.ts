import type { WordPiece } from '../src/query/query.js'

type Value = string | number | boolean

/** A query of the generator; its text and its meaning are both made from it. */
export type Asked =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Asked[]; readonly isSideBySide: boolean }
  | { readonly kind: 'not'; readonly part: Asked; readonly isDash: boolean }
  | { readonly kind: 'exists'; readonly field: string }
  | { readonly kind: 'word' | 'quoted'; readonly field: string | undefined; readonly text: string }
  | { readonly kind: 'pattern'; readonly field: string; readonly pieces: readonly WordPiece[] }
  | {
      readonly kind: 'range'
      readonly field: string
      readonly low: string | number | undefined
      readonly high: string | number | undefined
      readonly isLowIn: boolean
      readonly isHighIn: boolean
    }
  | { readonly kind: 'compare'; readonly field: string; readonly operator: '<' | '<=' | '>' | '>='; readonly number: number }

/** The query's text. */
export function write(asked: Asked): string {
  switch (asked.kind) {
    case 'all':
      return '*'
    case 'and':
      return asked.parts.map((part) => `(${write(part)})`).join(asked.isSideBySide ? ' ' : ' AND ')
    case 'or':
      return asked.parts.map((part) => `(${write(part)})`).join(' OR ')
    case 'not':
      return asked.isDash ? `-(${write(asked.part)})` : `NOT (${write(asked.part)})`
    case 'exists':
      return `${asked.field}:*`
    case 'word':
      return asked.field === undefined ? asked.text : `${asked.field}:${asked.text}`
    case 'quoted':
      return asked.field === undefined ? `"${asked.text}"` : `${asked.field} : "${asked.text}"`
    case 'pattern':
      return `${asked.field}:${asked.pieces.map((piece) => (piece.kind === 'text' ? piece.text : piece.kind === 'run' ? '*' : '?')).join('')}`
    case 'range':
      return `${asked.field}:${asked.isLowIn ? '[' : '{'}${end(asked.low)} TO ${end(asked.high)}${asked.isHighIn ? ']' : '}'}`
    case 'compare':
      return `${asked.field}${asked.operator}${String(asked.number)}`
  }
}

function end(bound: string | number | undefined): string {
  return bound === undefined ? '*' : typeof bound === 'number' ? String(bound) : `"${bound}"`
}

/** All values of a document by field; attributes are texts that also count as numbers where they read as such. */
export type Values = ReadonlyMap<string, readonly Value[]>

export interface Subject {
  readonly values: Values
  /** The fields that are searched without a field. */
  readonly unfielded: readonly string[]
}

/** Whether a query matches a document, said as plainly as possible. */
export function matches(asked: Asked, subject: Subject): boolean {
  switch (asked.kind) {
    case 'all':
      return true
    case 'and':
      return asked.parts.every((part) => matches(part, subject))
    case 'or':
      return asked.parts.some((part) => matches(part, subject))
    case 'not':
      return !matches(asked.part, subject)
    case 'exists':
      return subject.values.has(asked.field)
    case 'word':
    case 'quoted':
      return valuesOf(subject, asked.field).some((value) => holds(value, asked.text))
    case 'pattern': {
      const source = asked.pieces.map((piece) => (piece.kind === 'text' ? escaped(piece.text) : piece.kind === 'run' ? '.*' : '.')).join('')
      const expression = new RegExp(`^${source}$`, 'isu')
      return valuesOf(subject, asked.field).some((value) => words(value).some((word) => expression.test(word)))
    }
    case 'range':
      return valuesOf(subject, asked.field).some((value) =>
        comparable(value, asked.low ?? asked.high).some((item) => isWithin(item, asked)),
      )
    case 'compare': {
      const { operator, number } = asked
      return valuesOf(subject, asked.field).some((value) =>
        numbers(value).some(
          (item) => (operator.startsWith('<') ? item < number : item > number) || (operator.length === 2 && item === number),
        ),
      )
    }
  }
}

function valuesOf(subject: Subject, field: string | undefined): Value[] {
  const fields = field === undefined ? subject.unfielded : [field]
  return fields.flatMap((name) => subject.values.get(name) ?? [])
}

function holds(value: Value, text: string): boolean {
  const asked = words(text)
  const [first = ''] = asked
  if (asked.length === 1 && first.trim() !== '' && numbers(value).includes(Number(first))) return true
  if (typeof value === 'number') return false
  const own = words(value)
  return own.some((_, start) => asked.every((word, index) => own[start + index] === word))
}

function words(value: Value): string[] {
  return typeof value === 'number' ? [] : String(value).toLowerCase().split(' ').filter(Boolean)
}

function numbers(value: Value): number[] {
  if (typeof value === 'number') return [value]
  return typeof value === 'string' && /^#/u.test(value) ? [] : typeof value === 'string' && isAttributeNumber(value) ? [Number(value)] : []
}

/** The generator writes numbers into attributes only, never as the text of a shadow. */
function isAttributeNumber(text: string): boolean {
  return /^-?\d+(?:\.\d+)?$/u.test(text)
}

function comparable(value: Value, bound: string | number | undefined): (string | number)[] {
  return typeof bound === 'number' ? numbers(value) : words(value)
}

function isWithin(item: string | number, range: Extract<Asked, { kind: 'range' }>): boolean {
  const { low, high, isLowIn, isHighIn } = range
  return (
    (low === undefined || item > low || (isLowIn && item === low)) && (high === undefined || item < high || (isHighIn && item === high))
  )
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&')
}
