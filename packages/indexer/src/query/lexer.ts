import { isWhitespace } from '../documents/words.js'
import type { WordPiece } from './query.js'

export type SymbolText = '(' | ')' | '[' | ']' | '{' | '}' | ':' | '<' | '>' | '<=' | '>='

export type Token =
  | { readonly kind: 'symbol'; readonly symbol: SymbolText; readonly raw: string }
  /** Quoted text; wildcards in it are literal (QRY-023). */
  | { readonly kind: 'phrase'; readonly text: string; readonly raw: string }
  /** `raw` is the word as written, so an operator or a leading `-` is one only where nothing was escaped. */
  | { readonly kind: 'word'; readonly pieces: readonly WordPiece[]; readonly raw: string }
  | { readonly kind: 'end'; readonly raw: '' }

/** Unescaped, these are refused: QRY-009, and the operators of Lucene that AWS does not have (QRY-007, QRY-008). */
const UNSUPPORTED = new Set("`@#%/';,^~&|!")

const GEO_FUNCTION = 'geo_distance,'

/** Splits a query into tokens, the last of kind `end`. @throws QuerySyntaxError on an unsupported character or an open quotation. */
export function tokensOf(query: string): Token[] {
  return new Lexer(query).tokens()
}

/** Why a query cannot be read, in a few words that fit between "Unable to parse query," and the query itself. */
export class QuerySyntaxError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'QuerySyntaxError'
  }
}

class Lexer {
  readonly #query: string
  #at = 0

  constructor(query: string) {
    this.#query = query
  }

  tokens(): Token[] {
    const tokens: Token[] = []
    for (let token = this.#next(); ; token = this.#next()) {
      tokens.push(token)
      if (token.kind === 'end') return tokens
    }
  }

  #next(): Token {
    while (this.#at < this.#query.length && isWhitespace(this.#query.charAt(this.#at))) this.#at++
    const character = this.#query.charAt(this.#at)
    switch (character) {
      case '':
        return { kind: 'end', raw: '' }
      case '(':
      case ')':
      case '[':
      case ']':
      case '{':
      case '}':
      case ':':
        this.#at++
        return { kind: 'symbol', symbol: character, raw: character }
      case '<':
      case '>':
        return this.#comparison(character)
      case '"':
        return this.#phrase()
      default:
        return this.#word()
    }
  }

  #comparison(character: '<' | '>'): Token {
    this.#at++
    if (this.#query.charAt(this.#at) !== '=') return { kind: 'symbol', symbol: character, raw: character }
    this.#at++
    return { kind: 'symbol', symbol: `${character}=`, raw: `${character}=` }
  }

  #phrase(): Token {
    const start = this.#at++
    let text = ''
    for (;;) {
      const character = this.#query.charAt(this.#at++)
      if (character === '') throw new QuerySyntaxError('a quotation mark is not closed')
      if (character === '"') return { kind: 'phrase', text, raw: this.#query.slice(start, this.#at) }
      text += character === '\\' ? this.#escaped() : supported(character)
    }
  }

  #word(): Token {
    const start = this.#at
    const isGeo = this.#query.startsWith(GEO_FUNCTION, start)
    const pieces: WordPiece[] = []
    let text = ''
    const flush = (): void => {
      if (text !== '') pieces.push({ kind: 'text', text })
      text = ''
    }
    for (; this.#at < this.#query.length;) {
      const character = this.#query.charAt(this.#at)
      if (isWhitespace(character) || '()[]{}":<>'.includes(character)) break
      this.#at++
      if (character === '*' || character === '?') {
        flush()
        pieces.push({ kind: character === '*' ? 'run' : 'one' })
      } else if (character === '\\') text += this.#escaped()
      else text += isGeo && character === ',' ? character : supported(character)
    }
    flush()
    return { kind: 'word', pieces, raw: this.#query.slice(start, this.#at) }
  }

  /** The code point behind a backslash (QRY-010). */
  #escaped(): string {
    const codePoint = this.#query.codePointAt(this.#at)
    if (codePoint === undefined) throw new QuerySyntaxError('a backslash has nothing to escape')
    const character = String.fromCodePoint(codePoint)
    this.#at += character.length
    return character
  }
}

function supported(character: string): string {
  if (UNSUPPORTED.has(character)) throw new QuerySyntaxError(`unsupported character, character: ${character}`)
  return character
}
