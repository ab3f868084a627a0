import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ServiceError } from '@iot-core-local/core'
import type { CertificateTransfers } from '../src/index.js'
import { useSecurity } from './use-security.js'

/* The vectors of the registry's file that are about certificates, CA certificates and policies, as they stand there. */

interface OperationCall {
  readonly op: string
  readonly input: Readonly<Record<string, unknown>>
  readonly saveAs?: string
}

interface RegistryVector {
  readonly id: string
  readonly rules: readonly string[]
  readonly source: string
  readonly given: readonly OperationCall[]
  readonly when: OperationCall
  readonly then: {
    readonly status: number
    readonly body?: unknown
    readonly bodyIncludes?: Readonly<Record<string, unknown>>
    readonly errorType?: string
    readonly message?: string | { readonly $startsWith: string }
  }
}

const OURS = [
  'RV-029',
  'RV-030',
  'RV-031',
  'RV-032',
  'RV-033',
  'RV-034',
  'RV-035',
  'RV-036',
  'RV-037',
  'RV-040',
  'RV-041',
  'RV-042',
  'RV-043',
  'RV-044',
  'RV-045',
  'RV-046',
]
const file = new URL('../../../test/conformance/vectors/registry.json', import.meta.url)
const all = (JSON.parse(readFileSync(file, 'utf8')) as { readonly vectors: readonly RegistryVector[] }).vectors
const vectors = OURS.map((id) => all.find((vector) => vector.id === id)).filter((vector) => vector !== undefined)

test('all of them are there', () => expect(vectors).toHaveLength(OURS.length))

test.each(vectors)('$rules $id: $source', async ({ given, when, then }) => {
  const target: CertificateTransfers = {
    receive: () => undefined,
    withdraw: () => undefined,
    complete: () => undefined,
    giveBack: () => undefined,
    statusOf: () => undefined,
  }
  const { account, api, call, things } = await useSecurity({}, { region: 'us-west-2', otherAccounts: { find: () => target } })
  const saved = new Map<string, Readonly<Record<string, unknown>>>()
  const filled = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value).replace(/\$\{(\w+)\.(\w+)\}/g, (_, name: string, member: string) =>
        JSON.stringify(saved.get(name)?.[member]).slice(1, -1),
      ),
    )
  const run = async ({ op, input, saveAs }: OperationCall): Promise<Readonly<Record<string, unknown>>> => {
    if (op === 'CreateThingGroup') {
      things.ancestors.set(account.arns.thingGroup(String(input['thingGroupName'])), [])
      return {}
    }
    const handlers = api as unknown as Readonly<Record<string, (input: unknown, call: unknown) => unknown>>
    const output = { ...((await handlers[op]?.(filled(input), call)) as object) }
    if (saveAs !== undefined) saved.set(saveAs, output)
    return output
  }
  for (const step of given) await run(step)
  const outcome = await run(when).catch((error: unknown) => {
    if (error instanceof ServiceError) return error
    throw error
  })
  if (outcome instanceof ServiceError) {
    expect({ status: outcome.status, errorType: outcome.name }).toEqual({ status: then.status, errorType: then.errorType })
    if (typeof then.message === 'object') expect(outcome.message.startsWith(then.message.$startsWith)).toBe(true)
    else if (then.message !== undefined) expect(outcome.message).toBe(filled(then.message))
    return
  }
  expect(then.status).toBe(200)
  if (then.body !== undefined) expect(wire(outcome)).toEqual(matcherOf(filled(then.body)))
  if (then.bodyIncludes !== undefined) expect(wire(outcome)).toMatchObject(matcherOf(filled(then.bodyIncludes)) as object)
})

/** As on the wire: times are seconds. */
function wire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000
  if (Array.isArray(value)) return value.map(wire)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, wire(member)]))
}

function matcherOf(value: unknown): unknown {
  if (value === '$epochSeconds') return expect.any(Number)
  if (value === '$hex64') return expect.stringMatching(/^[0-9a-f]{64}$/)
  if (value === '$uuid') return expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  if (Array.isArray(value)) return value.map(matcherOf)
  if (typeof value !== 'object' || value === null) return value
  if ('$regex' in value && typeof value.$regex === 'string') return expect.stringMatching(new RegExp(value.$regex))
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, matcherOf(member)]))
}
