import { readFileSync } from 'node:fs'
import { ServiceError } from '@iot-core-local/core'
import { expect, test } from 'vitest'
import { type RegistryHarness, useRegistry } from './use-registry.js'

/* The parity vectors of this package's operations. The gateway's (RV-012) and the other packages' vectors run there. */

interface Step {
  readonly op: string
  readonly input: Record<string, unknown>
  readonly saveAs?: string
}

interface Vector {
  readonly id: string
  readonly source: string
  readonly given: readonly Step[] | string
  readonly when: { readonly op?: string; readonly input?: Record<string, unknown> }
  readonly then: {
    readonly status?: number
    readonly errorType?: string
    readonly message?: string | { readonly $startsWith: string }
    readonly body?: unknown
    readonly bodyIncludes?: Record<string, unknown>
    readonly events?: readonly unknown[]
  }
  readonly rules: readonly string[]
}

const file = new URL('../../../test/conformance/vectors/registry.json', import.meta.url)
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: readonly Vector[] }

const OWN = [
  ...Array.from({ length: 28 }, (_, index) => `RV-${String(index + 1).padStart(3, '0')}`).filter((id) => id !== 'RV-012'),
  ...['RV-047', 'RV-048', 'RV-060', 'RV-061', 'RV-062', 'RV-063'],
]

test('every vector of this package is in the file', () => {
  expect(vectors.map(({ id }) => id)).toEqual(expect.arrayContaining(OWN))
})

test.each(
  vectors.filter(({ id }) => OWN.includes(id)).map((vector) => [vector.rules.join(', '), vector.id, vector.source, vector] as const),
)('[%s] %s: %s', async (_rules, _id, _source, vector) => {
  const harness = useRegistry()
  const saved = new Map<string, unknown>()
  for (const step of givenOf(vector)) {
    const output = await run(harness, step.op, filled(step.input, saved))
    if (step.saveAs !== undefined) saved.set(step.saveAs, output)
  }
  harness.takeMessages()

  const { op = '', input = {} } = vector.when
  const outcome = await run(harness, op, filled(input, saved)).then(
    (body) => ({ status: 200, errorType: undefined, message: undefined, body: onTheWire(body) }),
    (error: unknown) => {
      if (!(error instanceof ServiceError)) throw error
      return { status: error.status, errorType: error.name, message: error.message, body: undefined }
    },
  )

  const { then } = vector
  expect([outcome.status, outcome.errorType]).toEqual([then.status, then.errorType])
  if (then.message !== undefined) expect(outcome.message).toEqual(matcher(then.message, saved))
  if (then.body !== undefined) expect(outcome.body).toEqual(matcher(then.body, saved))
  if (then.bodyIncludes !== undefined) expect(outcome.body).toEqual(expect.objectContaining(included(then.bodyIncludes, saved)))
  if (then.events !== undefined) expect(harness.takeMessages()).toEqual(matcher(then.events, saved))
})

function givenOf(vector: Vector): readonly Step[] {
  const { given } = vector
  if (typeof given !== 'string') return given
  const other = vectors.find(({ id }) => id === given.replace('as ', ''))
  if (other === undefined) throw new Error(`${vector.id} refers to a vector that is not there.`)
  return givenOf(other)
}

async function run(harness: RegistryHarness, operation: string, input: unknown): Promise<unknown> {
  if (operation !== 'CreateKeysAndCertificate') return harness.call(operation, input)
  return { certificateArn: harness.addCertificate() }
}

/** Dates as the seconds that travel (REG-005). */
function onTheWire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000
  if (Array.isArray(value)) return value.map(onTheWire)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, onTheWire(member)]))
}

/** Puts saved responses in the place of `${name.member}`. */
function filled(value: unknown, saved: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{(\w+)\.(\w+)\}/g, (_, name: string, member: string) =>
      String((saved.get(name) as Record<string, unknown> | undefined)?.[member]),
    )
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, saved))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, filled(member, saved)]))
}

function included(value: Record<string, unknown>, saved: ReadonlyMap<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      typeof member === 'object' && member !== null && !Array.isArray(member)
        ? expect.objectContaining(included(member as Record<string, unknown>, saved))
        : matcher(member, saved),
    ]),
  )
}

function matcher(value: unknown, saved: ReadonlyMap<string, unknown>): unknown {
  switch (value) {
    case '$uuid':
      return expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    case '$epochSeconds':
      return 1_767_323_045.678
    case '$epochMillis':
      return 1_767_323_045_678
    case '$nonEmpty':
      return expect.stringMatching(/./)
  }
  if (typeof value === 'string') return filled(value, saved)
  if (Array.isArray(value)) return value.map((item) => matcher(item, saved))
  if (typeof value !== 'object' || value === null) return value
  if ('$startsWith' in value) return new StartingWith(String(value.$startsWith))
  if ('$set' in value && Array.isArray(value.$set)) return new InAnyOrder(value.$set)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, matcher(member, saved)]))
}

/** Equal to a list of the same items in any order. */
class InAnyOrder {
  readonly #items: readonly string[]

  constructor(items: readonly unknown[]) {
    this.#items = items.map((item) => JSON.stringify(item)).sort()
  }

  asymmetricMatch(other: unknown): boolean {
    if (!Array.isArray(other)) return false
    const texts = other.map((item) => JSON.stringify(item)).sort()
    return JSON.stringify(texts) === JSON.stringify(this.#items)
  }
}

class StartingWith {
  readonly #prefix: string

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  asymmetricMatch(other: unknown): boolean {
    return typeof other === 'string' && other.startsWith(this.#prefix)
  }
}
