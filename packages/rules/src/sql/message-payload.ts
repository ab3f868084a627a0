import { parseJson } from './json-parser.js'
import type { SqlVersion, Value } from './value.js'

const EMPTY_OBJECT: Value = new Map<string, Value>()

/** A published payload. Parsed at most once for each version, however many rules look at it. */
export class MessagePayload {
  /** As published. */
  readonly bytes: Buffer
  readonly #values = new Map<SqlVersion, Value>()

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  /** The payload as a value; an empty one is an empty object (RUL-253), one that is not JSON Undefined. */
  valueFor(version: SqlVersion): Value {
    if (this.bytes.length === 0) return EMPTY_OBJECT
    if (this.#values.has(version)) return this.#values.get(version)
    const json = parseJson(this.bytes.toString('utf8'), version)
    const value = json.isJson ? json.value : undefined
    this.#values.set(version, value)
    return value
  }
}
