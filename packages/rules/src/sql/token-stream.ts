import { Lexer, type Token } from './lexer.js'
import { SqlParseError } from './sql-parse-error.js'

/** The tokens of a text with one token of look-ahead. */
export class TokenStream {
  readonly #lexer: Lexer
  #token: Token

  /** @throws SqlParseError when the first token cannot be read. */
  constructor(text: string, start = 0) {
    this.#lexer = new Lexer(text, start)
    this.#token = this.#lexer.next()
  }

  get current(): Token {
    return this.#token
  }

  advance(): Token {
    const token = this.#token
    this.#token = this.#lexer.next()
    return token
  }

  /** The token behind the current one. */
  peek(): Token {
    const next = this.#lexer.next()
    this.#lexer.position = this.#token.end
    return next
  }

  isKeyword(keyword: string): boolean {
    return this.#token.kind === 'name' && this.#token.text.toUpperCase() === keyword
  }

  isSymbol(symbol: string): boolean {
    return this.#token.kind === 'symbol' && this.#token.text === symbol
  }

  takesKeyword(keyword: string): boolean {
    if (!this.isKeyword(keyword)) return false
    this.advance()
    return true
  }

  takesSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false
    this.advance()
    return true
  }

  expectKeyword(keyword: string): void {
    if (!this.takesKeyword(keyword)) this.fail(`expected ${keyword}, found ${this.#found()}`)
  }

  expectSymbol(symbol: string): void {
    if (!this.takesSymbol(symbol)) this.fail(`expected ${symbol}, found ${this.#found()}`)
  }

  expectName(): string {
    if (this.#token.kind !== 'name') this.fail(`expected a name, found ${this.#found()}`)
    return this.advance().text
  }

  /** Takes FROM and the topic filter behind it, in quotes or bare (RUL-221). */
  takeTopicFilter(): string {
    this.#lexer.position = this.#token.end
    const bare = this.#lexer.bareFilter()
    this.#token = this.#lexer.next()
    if (bare !== undefined) return bare
    if (this.#token.kind !== 'string') this.fail(`expected a topic filter, found ${this.#found()}`)
    return this.advance().text
  }

  unexpected(): never {
    return this.fail(this.#token.kind === 'end' ? 'unexpected end of the statement' : `unexpected ${this.#found()}`)
  }

  fail(message: string, position = this.#token.start): never {
    throw new SqlParseError(message, position)
  }

  #found(): string {
    return this.#token.kind === 'end' ? 'the end of the statement' : `'${this.#token.text.slice(0, 40)}'`
  }
}
