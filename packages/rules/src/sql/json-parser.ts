import { Decimal } from './decimal.js'
import type { SqlVersion, Value } from './value.js'

/*
 * JSON text to values, by recursive descent. JSON.parse cannot be used: it reads numbers as doubles, which lose digits (RUL-301) and the
 * difference between `10` and `10.0` (RUL-302).
 *
 *   value  = object | array | string | number | "true" | "false" | "null" ;
 *   object = "{" [ string ":" value { "," string ":" value } ] "}" ;
 *   array  = "[" [ value { "," value } ] "]" ;
 */

/** Deeper documents are not taken for JSON. */
const MAX_DEPTH = 200
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const BLANKS = /[ \t\n\r]*/y
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y

export type JsonResult = { readonly isJson: true; readonly value: Value } | { readonly isJson: false }

const NOT_JSON: JsonResult = { isJson: false }

/** Reads one JSON document. Whole Decimals become Ints except in the 2015 version (RUL-302). Never throws. */
export function parseJson(text: string, version: SqlVersion): JsonResult {
  try {
    const parser = new JsonParser(text, version)
    return { isJson: true, value: parser.document() }
  } catch (error) {
    if (error instanceof NotJson) return NOT_JSON
    throw error
  }
}

class NotJson extends Error {}

class JsonParser {
  readonly #text: string
  readonly #keepsDecimals: boolean
  #position = 0

  constructor(text: string, version: SqlVersion) {
    this.#text = text
    this.#keepsDecimals = version === '2015-10-08'
  }

  document(): Value {
    const value = this.#value(0)
    this.#skipBlanks()
    if (this.#position !== this.#text.length) throw new NotJson()
    return value
  }

  #value(depth: number): Value {
    this.#skipBlanks()
    switch (this.#text.charAt(this.#position)) {
      case '{':
        return this.#object(depth + 1)
      case '[':
        return this.#array(depth + 1)
      case '"':
        return this.#string()
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 'n':
        return this.#word('null', null)
      default:
        return this.#number()
    }
  }

  #object(depth: number): Value {
    const members = new Map<string, Value>()
    this.#open(depth)
    if (this.#takes('}')) return members
    do {
      this.#skipBlanks()
      const name = this.#string()
      this.#expect(':')
      members.set(name, this.#value(depth))
    } while (this.#takes(','))
    this.#expect('}')
    return members
  }

  #array(depth: number): Value {
    const items: Value[] = []
    this.#open(depth)
    if (this.#takes(']')) return items
    do items.push(this.#value(depth))
    while (this.#takes(','))
    this.#expect(']')
    return items
  }

  #open(depth: number): void {
    if (depth > MAX_DEPTH) throw new NotJson()
    this.#position++
  }

  #string(): string {
    const literal = this.#match(STRING)
    if (literal === undefined) throw new NotJson()
    const inner = literal.slice(1, -1)
    if (!inner.includes('\\')) return inner
    const decoded: unknown = JSON.parse(literal)
    return typeof decoded === 'string' ? decoded : ''
  }

  #number(): Value {
    const literal = this.#match(NUMBER)
    const value = literal === undefined ? undefined : Decimal.parse(literal)
    if (value === undefined) throw new NotJson()
    return this.#keepsDecimals ? value : value.wholeAsInt()
  }

  #word(word: string, value: Value): Value {
    if (!this.#text.startsWith(word, this.#position)) throw new NotJson()
    this.#position += word.length
    return value
  }

  #takes(character: string): boolean {
    this.#skipBlanks()
    if (this.#text.charAt(this.#position) !== character) return false
    this.#position++
    return true
  }

  #expect(character: string): void {
    if (!this.#takes(character)) throw new NotJson()
  }

  #skipBlanks(): void {
    this.#match(BLANKS)
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position
    const match = pattern.exec(this.#text)
    if (match === null) return undefined
    this.#position += match[0].length
    return match[0]
  }
}
