import { SqlParseError } from './sql-parse-error.js'

export interface Token {
  readonly kind: 'name' | 'variable' | 'string' | 'number' | 'symbol' | 'end'
  /** A name as written, a variable without `@`, a string without quotes, a number as written, or the symbol. */
  readonly text: string
  readonly start: number
  readonly end: number
}

const TOKENS = {
  blanks: /[\s]*/y,
  name: /[A-Za-z_][A-Za-z0-9_]*/y,
  variable: /@[A-Za-z0-9_]+/y,
  number: /\d+(?:\.\d+)?(?:[eE]-?\d+)?/y,
  single: /'[^']*(?:''[^']*)*'/y,
  double: /"[^"]*(?:""[^"]*)*"/y,
  symbol: /<>|>=|<=|[()[\]{},.:=<>+\-*/%]/y,
  bareFilter: /[^\s'"]+/y,
} as const

/** Cuts SQL into tokens, on demand: a topic filter without quotes can only be told by where it stands. */
export class Lexer {
  readonly #text: string
  #position = 0

  constructor(text: string, start = 0) {
    this.#text = text
    this.#position = start
  }

  get position(): number {
    return this.#position
  }

  set position(position: number) {
    this.#position = position
  }

  /** @throws SqlParseError for a character that begins no token, or a string that does not end. */
  next(): Token {
    this.#match(TOKENS.blanks)
    const start = this.#position
    if (start >= this.#text.length) return { kind: 'end', text: '', start, end: start }
    const text =
      this.#take('name', TOKENS.name) ??
      this.#take('number', TOKENS.number) ??
      this.#take('symbol', TOKENS.symbol) ??
      this.#take('variable', TOKENS.variable) ??
      this.#take('string', TOKENS.single) ??
      this.#take('string', TOKENS.double)
    if (text !== undefined) return text
    const character = this.#text.charAt(start)
    if (character === "'" || character === '"') throw new SqlParseError('the string is not closed', start)
    throw new SqlParseError(`unexpected character ${JSON.stringify(character)}`, start)
  }

  /** What stands behind FROM, when it has no quotes (RUL-221); undefined when there are quotes or nothing. */
  bareFilter(): string | undefined {
    this.#match(TOKENS.blanks)
    return this.#match(TOKENS.bareFilter)
  }

  #take(kind: Token['kind'], pattern: RegExp): Token | undefined {
    const start = this.#position
    const raw = this.#match(pattern)
    if (raw === undefined) return undefined
    return { kind, text: contentOf(kind, raw), start, end: this.#position }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position
    const match = pattern.exec(this.#text)
    if (match === null) return undefined
    this.#position += match[0].length
    return match[0]
  }
}

function contentOf(kind: Token['kind'], raw: string): string {
  if (kind === 'variable') return raw.slice(1)
  if (kind !== 'string') return raw
  const quote = raw.charAt(0)
  return raw.slice(1, -1).replaceAll(quote + quote, quote)
}
