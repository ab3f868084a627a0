import { readFileSync } from 'node:fs'

export interface Vector {
  readonly id: string
  readonly kind: string
  readonly rule: string
  readonly given: Readonly<Record<string, unknown>>
  readonly when: Readonly<Record<string, unknown>>
  readonly then: Readonly<Record<string, unknown>>
  readonly confidence?: string
}

const file: unknown = JSON.parse(readFileSync(new URL('../../../test/conformance/vectors/rules.json', import.meta.url), 'utf8'))
/** The vectors of the rules engine. */
export const vectors = (file as { vectors: readonly Vector[] }).vectors
