import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { type Bench, useFleet } from './use-fleet.js'

interface Step {
  readonly op: string
  readonly request?: object
  readonly indexName?: string
  readonly thingName?: string
  readonly thingGroupName?: string
  readonly waitFor?: string
}

interface Expected {
  readonly status?: number
  readonly exception?: string
  readonly message?: string
  readonly body?: unknown
  readonly matches?: readonly string[]
  readonly notMatches?: readonly string[]
}

interface ThingGiven {
  readonly thingName: string
  readonly registered?: boolean
  readonly attributes?: Record<string, string>
  readonly thingTypeName?: string
  readonly thingGroups?: readonly string[]
  readonly billingGroup?: string
  readonly shadow?: { readonly reported?: unknown; readonly desired?: unknown }
  readonly connectivity?: { readonly connected: boolean; readonly timestamp: number; readonly disconnectReason?: string }
  readonly connectedWith?: Record<string, unknown> & {
    readonly clientId: string
    readonly keepAlive: number
    readonly cleanSession: boolean
  }
}

interface Vector {
  readonly id: string
  readonly rules: readonly string[]
  readonly given: {
    readonly indexing?: object
    readonly thingGroupIndexing?: 'ON'
    readonly things?: readonly ThingGiven[]
    readonly dynamicGroups?: readonly { readonly thingGroupName: string; readonly queryString: string }[]
    readonly region?: string
    readonly account?: string
    readonly fleetMetrics?: unknown
  }
  readonly when: Step | readonly Step[]
  readonly then: Expected | readonly Expected[]
}

const file = new URL('../../../test/conformance/vectors/indexing.json', import.meta.url)
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: readonly Vector[] }

/** Fleet metrics have no operations here, and the registry's own are run where there is one. */
const OWN = /^(?!CreateThing|UpdateThing|DescribeThingGroup|ListThings)/u
const isCovered = ({ rules, given, when }: Vector): boolean =>
  rules.every((rule) => !rule.startsWith('FLM')) && given.fleetMetrics === undefined && [when].flat().every(({ op }) => OWN.test(op))

for (const vector of vectors.filter(isCovered)) {
  for (const order of ['the fleet comes first', 'indexing comes first'] as const) {
    test(`[${vector.rules.join(', ')}] ${vector.id} holds when ${order}`, async () => {
      const { given } = vector
      const { account: accountId, region } = given
      const bench = useFleet({ ...(accountId === undefined ? {} : { accountId }), ...(region === undefined ? {} : { region }) })
      if (order === 'the fleet comes first') for (const thing of given.things ?? []) put(bench, thing)
      if (given.indexing !== undefined) await bench.indexThings(given.indexing)
      if (given.thingGroupIndexing === 'ON')
        await bench.call('UpdateIndexingConfiguration', { thingGroupIndexingConfiguration: { thingGroupIndexingMode: 'ON' } })
      await bench.account.timers.advance(1000)
      if (order === 'indexing comes first') for (const thing of given.things ?? []) put(bench, thing)
      for (const group of given.dynamicGroups ?? []) await bench.call('CreateDynamicThingGroup', group)
      const steps: readonly Step[] = [vector.when].flat()
      const expected: readonly (Expected | null)[] = [vector.then].flat()
      for (const [index, step] of steps.entries()) check(await run(bench, step), expected[index] ?? {})
    })
  }
}

function put({ fleet }: Bench, thing: ThingGiven): void {
  const { thingName, connectivity, connectedWith } = thing
  if (connectivity !== undefined) {
    const { connected, timestamp, disconnectReason } = connectivity
    fleet.seedConnectivity(thingName, {
      isConnected: connected,
      timestampMs: timestamp,
      ...(disconnectReason === undefined ? {} : { disconnectReason }),
    })
  }
  if (thing.registered !== false)
    fleet.putThing(thingName, {
      attributes: thing.attributes ?? {},
      thingTypeName: thing.thingTypeName,
      billingGroupName: thing.billingGroup,
    })
  for (const group of thing.thingGroups ?? []) fleet.join(thingName, group)
  if (thing.shadow !== undefined)
    fleet.putShadow(thingName, Object.fromEntries(Object.entries(thing.shadow).filter(([, section]) => section !== null)))
  if (connectedWith !== undefined) {
    const { clientId, keepAlive, cleanSession, ...socket } = connectedWith
    fleet.connect(clientId, { clientId, keepAliveSeconds: keepAlive, isCleanSession: cleanSession, ...socket })
  }
}

interface Answer {
  readonly status: number
  readonly name?: string
  readonly message?: string
  readonly body?: unknown
}

async function run({ call, account }: Bench, step: Step): Promise<Answer> {
  if (step.waitFor !== undefined) await account.timers.advance(1000)
  const { op, request = {}, waitFor: _, ...names } = step
  try {
    return { status: 200, body: onTheWire(await call(op, { ...request, ...names })) }
  } catch (error) {
    return error as Answer
  }
}

/** Dates as epoch seconds. */
function onTheWire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000
  if (Array.isArray(value)) return value.map(onTheWire)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, onTheWire(member)]))
}

function check(answer: Answer, expected: Expected): void {
  expect(answer).toMatchObject({ status: expected.status ?? 200 })
  if (expected.exception !== undefined) expect(answer.name).toBe(expected.exception)
  if (expected.message !== undefined) expect(answer.message).toBe(expected.message)
  if (expected.body !== undefined) expect(mismatch(answer.body, expected.body, 'body')).toBeUndefined()
  if (expected.matches === undefined) return
  const found = (answer.body as { things: { thingName: string }[] }).things.map(({ thingName }) => thingName)
  expect(found.toSorted()).toEqual([...expected.matches].sort())
  for (const name of expected.notMatches ?? []) expect(found).not.toContain(name)
}

/** Where `actual` is not what the vector says; undefined when it is. */
function mismatch(actual: unknown, expected: unknown, path: string): string | undefined {
  const differs = `${path}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`
  if (typeof expected === 'string' && expected.startsWith('$')) return matchesPlaceholder(actual, expected) ? undefined : differs
  if (typeof expected === 'number' && typeof actual === 'number')
    return Math.abs(actual - expected) <= Math.abs(expected) * 1e-12 ? undefined : differs
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return differs
    return expected.map((item, index) => mismatch(actual[index], item, `${path}[${String(index)}]`)).find((found) => found !== undefined)
  }
  if (typeof expected !== 'object' || expected === null) return isDeepStrictEqual(actual, expected) ? undefined : differs
  const set: unknown = '$set' in expected ? expected.$set : '$superset' in expected ? expected.$superset : undefined
  if (isList(set)) {
    if (!isList(actual) || ('$set' in expected && actual.length !== set.length)) return differs
    const missing = set.find((item) => !actual.some((candidate) => mismatch(candidate, item, path) === undefined))
    return missing === undefined ? undefined : `${path}: ${JSON.stringify(actual)} lacks ${JSON.stringify(missing)}`
  }
  if (typeof actual !== 'object' || actual === null) return differs
  return Object.entries(expected)
    .map(([key, item]) => mismatch((actual as Record<string, unknown>)[key], item, `${path}.${key}`))
    .find((found) => found !== undefined)
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function matchesPlaceholder(actual: unknown, placeholder: string): boolean {
  switch (placeholder) {
    case '$absent':
      return actual === undefined
    case '$emptyOrAbsent':
      return actual === undefined || (Array.isArray(actual) && actual.length === 0)
    case '$number':
      return typeof actual === 'number'
    case '$uuid':
      return typeof actual === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(actual)
    default:
      throw new Error(`The placeholder ${placeholder} is not known here.`)
  }
}
