import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

export interface Vector {
  readonly id: string
  readonly rule?: string
  readonly rules?: readonly string[]
  readonly source: string
  readonly given: unknown
  readonly when: Readonly<Record<string, unknown>>
  readonly then: Readonly<Record<string, unknown>>
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'))
/** The vectors of security.json and registry.json by id. */
export const vectors = new Map(
  [...(read('security') as readonly Vector[]), ...(read('registry') as { readonly vectors: readonly Vector[] }).vectors].map((vector) => [
    vector.id,
    vector,
  ]),
)

type Values = Readonly<Record<string, unknown>>

/** The vector's expectation with its placeholders and matchers in their place. */
export function expected(value: unknown, values: Values): unknown {
  if (typeof value === 'string' && value in values) return values[value]
  if (value === '$epochMillis') return expect.any(Number)
  if (value === '$nonEmpty') return expect.stringMatching(/./)
  if (Array.isArray(value)) return value.map((item) => expected(item, values))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expected(member, values)]))
}

export interface EventOf {
  readonly payload?: unknown
  readonly payloadIncludes?: object
}
/** The first event that a vector expects. */
export const eventOf = ({ then }: Vector): EventOf => (then['events'] as readonly EventOf[])[0] ?? {}
