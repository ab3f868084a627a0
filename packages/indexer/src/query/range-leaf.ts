import { jsonNumber } from '../documents/json-number.js'
import { QuerySyntaxError } from './lexer.js'
import type { Bound, Query } from './query.js'

export interface RangeEnd {
  readonly text: string
  readonly isQuoted: boolean
  readonly isInclusive: boolean
}

/** A range of numbers when its ends are unquoted numbers, else of words by code point (QRY-027 to QRY-030); undefined is an open end. */
export function rangeLeaf(field: string, low: RangeEnd | undefined, high: RangeEnd | undefined): Query {
  const ends = [low, high].filter((end) => end !== undefined)
  if (ends.length === 0) return { kind: 'exists', field }
  const numbers = ends.filter((end) => numberOf(end) !== undefined).length
  if (numbers !== 0 && numbers !== ends.length)
    throw new QuerySyntaxError(`a range has two numbers or two texts as its bounds, field name: ${field}`)
  return { kind: 'range', field, type: numbers === 0 ? 'text' : 'number', low: boundOf(low), high: boundOf(high) }
}

function numberOf(end: RangeEnd): number | undefined {
  return end.isQuoted ? undefined : jsonNumber(end.text)
}

function boundOf(end: RangeEnd | undefined): Bound | undefined {
  if (end === undefined) return undefined
  return { value: numberOf(end) ?? end.text.toLowerCase(), isInclusive: end.isInclusive }
}
