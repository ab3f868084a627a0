/*
 * The query language of fleet indexing, version 2017-09-30, by recursive descent.
 *
 *   query   = or
 *   or      = and { "OR" and }
 *   and     = unary { [ "AND" ] unary }                     side by side means AND (QRY-001)
 *   unary   = [ "NOT" | "-" ] primary                       "-" touches what it negates
 *   primary = "*"                                           every document
 *           | "(" or ")"
 *           | field ":" value
 *           | field ( "<" | ">" | "<=" | ">=" ) bound
 *           | phrase | word                                 all unfielded values (QRY-054)
 *   value   = "*"                                           the field exists
 *           | range | geo | phrase | word
 *           | "(" vor ")"                                   field grouping: the field goes with each member (QRY-006)
 *   vor, vand, vunary: as or, and, unary over phrase | word | "(" vor ")"
 *   range   = ( "[" | "{" ) bound "TO" bound ( "]" | "}" )
 *   bound   = phrase | word without wildcards | "*"         "*" is an open end
 *   geo     = "geo_distance," latitude "," longitude "," distance unit
 *   phrase  = '"' { character | "\" character } '"'
 *   word    = { character other than whitespace ( ) [ ] { } " : < > | "\" character | "*" | "?" }
 *   field   = word without wildcards
 *
 * Precedence: NOT, then AND, then OR (QRY-004). Operators are upper case (QRY-003).
 */
import { wordsOf } from '../documents/words.js'
import { type FieldRules } from './field-rules.js'
import { geoLeaf } from './geo-leaf.js'
import { QuerySyntaxError, type SymbolText, type Token, tokensOf } from './lexer.js'
import type { Query, WordPiece } from './query.js'
import { rangeLeaf, type RangeEnd } from './range-leaf.js'

type WordToken = Extract<Token, { kind: 'word' }>

/** Reads `queryString`. Fields come out under the name the index keeps them by. @throws QuerySyntaxError, InvalidFieldName */
export function parse(queryString: string, fields: FieldRules): Query {
  return new Parser(tokensOf(queryString), fields).query()
}

const COMPARISONS: ReadonlySet<string> = new Set<SymbolText>(['<', '>', '<=', '>='])

class Parser {
  readonly #tokens: readonly Token[]
  readonly #fields: FieldRules
  #at = 0

  constructor(tokens: readonly Token[], fields: FieldRules) {
    this.#tokens = tokens
    this.#fields = fields
  }

  query(): Query {
    const query = this.#or(undefined)
    if (this.#peek().kind !== 'end') throw unexpected(this.#peek())
    return query
  }

  #or(field: string | undefined): Query {
    const parts = [this.#and(field)]
    while (this.#takeOperator('OR')) parts.push(this.#and(field))
    return oneOrMore('or', parts)
  }

  #and(field: string | undefined): Query {
    const parts = [this.#unary(field)]
    for (;;) {
      if (!this.#takeOperator('AND') && this.#isAtEndOfClauses()) return oneOrMore('and', parts)
      parts.push(this.#unary(field))
    }
  }

  #isAtEndOfClauses(): boolean {
    const token = this.#peek()
    return token.kind === 'end' || token.raw === ')' || isOperator(token, 'OR')
  }

  #unary(field: string | undefined): Query {
    if (this.#takeOperator('NOT')) return { kind: 'not', part: this.#primary(field) }
    const token = this.#peek()
    if (token.kind === 'word' && token.raw.startsWith('+')) throw new QuerySyntaxError('unsupported character, character: +')
    if (token.kind !== 'word' || !token.raw.startsWith('-')) return this.#primary(field)
    const rest = withoutFirstCharacter(token)
    if (rest === undefined) this.#at++
    return { kind: 'not', part: this.#primary(field, rest) }
  }

  /** `instead` stands for the next token, when a leading `-` was taken off it. */
  #primary(field: string | undefined, instead?: WordToken): Query {
    const token = instead ?? this.#peek()
    this.#at++
    if (token.raw === '(') return this.#closing(this.#or(field))
    if (token.kind === 'phrase') return phraseLeaf(field, token.text)
    if (token.kind !== 'word' || OPERATORS.has(token.raw)) throw unexpected(token)
    const next = this.#peek()
    if (field === undefined && next.kind === 'symbol') {
      if (next.symbol === ':') return this.#fieldValue(this.#fieldName(token))
      if (COMPARISONS.has(next.symbol)) return this.#comparison(this.#fieldName(token))
    }
    return wordLeaf(field, token.pieces)
  }

  #closing(query: Query): Query {
    this.#expect(')')
    return query
  }

  #fieldName(token: WordToken): string {
    const [piece, ...more] = token.pieces
    if (piece?.kind !== 'text' || more.length > 0) throw new QuerySyntaxError(`a field name has no wildcards, field name: ${token.raw}`)
    return this.#fields.resolve(piece.text)
  }

  #fieldValue(field: string): Query {
    this.#at++
    const token = this.#peek()
    this.#at++
    if (token.raw === '(') return this.#closing(this.#or(field))
    if (token.raw === '[' || token.raw === '{') return this.#range(field, token.raw === '[')
    if (token.kind === 'phrase') return phraseLeaf(field, token.text)
    if (token.kind !== 'word') throw new QuerySyntaxError(`a value is missing, field name: ${field}`)
    if (token.raw.startsWith('geo_distance,')) return geoLeaf(field, token.raw, this.#fields)
    return this.#fields.checked(wordLeaf(field, token.pieces))
  }

  #comparison(field: string): Query {
    const operator = this.#peek().raw
    this.#at++
    const end = this.#bound()
    if (end === undefined) throw new QuerySyntaxError(`a comparison needs a value, field name: ${field}`)
    const isInclusive = operator.endsWith('=')
    return operator.startsWith('<')
      ? rangeLeaf(field, undefined, { ...end, isInclusive })
      : rangeLeaf(field, { ...end, isInclusive }, undefined)
  }

  #range(field: string, isLowInclusive: boolean): Query {
    const low = this.#bound()
    if (!this.#takeOperator('TO')) throw new QuerySyntaxError(`a range is written [low TO high], field name: ${field}`)
    const high = this.#bound()
    const closing = this.#peek()
    this.#at++
    if (closing.raw !== ']' && closing.raw !== '}') throw unexpected(closing)
    return rangeLeaf(
      field,
      low === undefined ? undefined : { ...low, isInclusive: isLowInclusive },
      high === undefined ? undefined : { ...high, isInclusive: closing.raw === ']' },
    )
  }

  /** Undefined for an open end. */
  #bound(): Omit<RangeEnd, 'isInclusive'> | undefined {
    const token = this.#peek()
    this.#at++
    if (token.kind === 'phrase') return { text: token.text, isQuoted: true }
    if (token.kind !== 'word') throw unexpected(token)
    const [piece, ...more] = token.pieces
    if (piece?.kind === 'run' && more.length === 0) return undefined
    if (piece?.kind !== 'text' || more.length > 0) throw new QuerySyntaxError(`a bound has no wildcards, bound: ${token.raw}`)
    return { text: piece.text, isQuoted: false }
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', raw: '' }
  }

  #takeOperator(operator: string): boolean {
    if (!isOperator(this.#peek(), operator)) return false
    this.#at++
    return true
  }

  #expect(symbol: SymbolText): void {
    if (this.#peek().raw !== symbol) throw new QuerySyntaxError(`'${symbol}' is missing`)
    this.#at++
  }
}

const OPERATORS: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT'])

function isOperator(token: Token, operator: string): boolean {
  return token.kind === 'word' && token.raw === operator
}

function unexpected(token: Token): QuerySyntaxError {
  return new QuerySyntaxError(token.kind === 'end' ? 'the query ends too early' : `unexpected '${token.raw}'`)
}

function oneOrMore(kind: 'and' | 'or', parts: readonly Query[]): Query {
  const [first] = parts
  return parts.length === 1 && first !== undefined ? first : { kind, parts }
}

function withoutFirstCharacter(token: WordToken): WordToken | undefined {
  if (token.raw.length === 1) return undefined
  const [first, ...more] = token.pieces
  const text = first?.kind === 'text' ? first.text.slice(1) : ''
  return { kind: 'word', pieces: text === '' ? more : [{ kind: 'text', text }, ...more], raw: token.raw.slice(1) }
}

function phraseLeaf(field: string | undefined, text: string): Query {
  const words = wordsOf(text)
  const [word] = words
  if (word === undefined) throw new QuerySyntaxError('a quotation is empty')
  return words.length === 1 ? { kind: 'word', field, word } : { kind: 'phrase', field, words }
}

function wordLeaf(field: string | undefined, pieces: readonly WordPiece[]): Query {
  const [first] = pieces
  if (pieces.length === 1 && first?.kind === 'run') return field === undefined ? { kind: 'all' } : { kind: 'exists', field }
  if (pieces.length === 1 && first?.kind === 'text') return phraseLeaf(field, first.text)
  return {
    kind: 'pattern',
    field,
    pieces: pieces.map((piece) => (piece.kind === 'text' ? { kind: 'text', text: piece.text.toLowerCase() } : piece)),
  }
}
