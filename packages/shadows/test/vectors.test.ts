import { readFileSync } from 'node:fs'
import type { ThingSnapshot } from '@iot-core-local/core'
import { expect, test } from 'vitest'
import { stamp } from '../src/document/metadata.js'
import { ShadowStore } from '../src/store/shadow-store.js'
import { type Address, type Edge, type Outcome, prefixOf, type Rig, useShadows } from './use-shadows.js'
import { type Bindings, expectMatch } from './vector-match.js'

interface Seed {
  readonly desired: object | null
  readonly reported: object | null
  readonly version: number
  readonly metadata?: { readonly desired?: object; readonly reported?: object }
}

interface Step {
  readonly op: string
  readonly transport?: Edge | 'any'
  readonly shadowName?: string
  readonly request?: object
  readonly rawPayload?: string
  readonly seconds?: number
  readonly topic?: string
  readonly payload?: object
}

interface Expected {
  readonly status?: number
  readonly message?: string | null
  readonly body?: { readonly state?: object }
  readonly match?: 'exact'
  readonly stateMatch?: 'exact'
  readonly mqtt?: readonly { readonly topic: string; readonly payload?: unknown; readonly rawPayload?: string }[]
  readonly mqttNot?: readonly string[]
  readonly topics?: readonly string[]
  readonly shadowChanged?: boolean
}

interface Vector {
  readonly id: string
  readonly rules: readonly string[]
  readonly given: { readonly thingName?: string; readonly shadowName?: string; readonly shadow: Seed | null }
  readonly when: readonly Step[]
  readonly then: readonly (Expected | null)[]
}

const file = new URL('../../../test/conformance/vectors/shadows.json', import.meta.url)
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: readonly Vector[] }

test('the vectors are all there', () => {
  expect(vectors).toHaveLength(42)
})

for (const vector of vectors) {
  for (const edge of ['http', 'mqtt'] as const) {
    test(`[${vector.rules.join(', ')}] ${vector.id}, ${edge} where the vector leaves it open`, () => runVector(vector, edge))
  }
}

async function runVector({ given, when, then }: Vector, edge: Edge): Promise<void> {
  const rig = useShadows()
  const { account } = rig
  const name = (text: string): string => (text === '$uuid' ? account.ids.uuid() : text)
  const address = {
    thingName: name(given.thingName ?? 'T'),
    ...(given.shadowName === undefined ? {} : { shadowName: name(given.shadowName) }),
  }
  if (given.shadow !== null) seed(rig, address, given.shadow)
  const bindings: Bindings = new Map()
  expect(then).toHaveLength(when.length)
  for (const [index, step] of when.entries()) {
    const target = step.shadowName === undefined ? address : { ...address, shadowName: step.shadowName }
    const expected = then[index] ?? null
    const before = rig.stored(target)
    const outcome = await runStep(rig, target, step, step.transport === undefined || step.transport === 'any' ? edge : step.transport)
    if (expected === null) continue
    if (expected.shadowChanged === false) expect(rig.stored(target)).toEqual(before)
    if (outcome !== undefined) expectOutcome(outcome, expected, prefixOf(target), bindings)
  }
}

function seed({ account }: Rig, address: Address, shadow: Seed): void {
  const section = (name: 'desired' | 'reported') => {
    const state = shadow[name]
    if (state === null) return undefined
    return { state: JSON.stringify(state), metadata: JSON.stringify(shadow.metadata?.[name] ?? stamp(state, 1_700_000_000)) }
  }
  new ShadowStore(account.store).insert(
    { thingName: address.thingName, shadowName: address.shadowName },
    { version: shadow.version, updatedAtSeconds: 1_700_000_000, desired: section('desired'), reported: section('reported') },
  )
}

async function runStep(rig: Rig, address: Address, step: Step, edge: Edge): Promise<Outcome | undefined> {
  const payload = step.rawPayload ?? (step.request === undefined ? '' : JSON.stringify(step.request))
  switch (step.op) {
    case 'get':
      return rig.get(address, payload, edge)
    case 'update':
      return rig.update(address, payload, edge)
    case 'delete':
      return rig.delete(address, payload, edge)
    case 'list': {
      const output = await rig.shadows.operations['iot-data']?.ListNamedShadowsForThing?.(
        { thingName: address.thingName },
        rig.account.call,
      )
      return { status: 200, payload: JSON.stringify(output), message: undefined, published: [] }
    }
    case 'advanceClock':
      await rig.account.timers.advance((step.seconds ?? 0) * 1_000)
      return undefined
    case 'DeleteThing':
      rig.account.events.publish({ type: 'thing.deleted', thing: thingNamed(address.thingName) })
      return undefined
    case 'mqttWill':
      // A will reaches subscribers through the publisher; the broker does not hand it to the topic's handler (BRK-174).
      await rig.account.publisher.publish({
        topic: `${prefixOf(address)}/update`,
        payload: JSON.stringify(step.payload),
      })
      return undefined
    default:
      throw new Error(`Unknown step ${step.op}.`)
  }
}

function expectOutcome(outcome: Outcome, expected: Expected, prefix: string, bindings: Bindings): void {
  const isExact = expected.match === 'exact'
  const topicOf = (topic: string): string => topic.replace(/^P\//, `${prefix}/`)
  expect(outcome.status).toBe(expected.status)
  if (expected.message !== undefined && expected.message !== null) expectMatch(outcome.message, expected.message, bindings, true)
  if (expected.body !== undefined) {
    const body = JSON.parse(outcome.payload) as { state: unknown }
    expectMatch(body, expected.body, bindings, isExact)
    if (expected.stateMatch === 'exact') expectMatch(body.state, expected.body.state, bindings, true)
  }
  for (const message of expected.mqtt ?? []) {
    const found = outcome.published.filter(({ topic }) => topic === topicOf(message.topic))
    expect(found, message.topic).toHaveLength(1)
    if (message.rawPayload !== undefined) expect(found[0]?.payload).toBe(message.rawPayload)
    if (message.payload !== undefined) expectMatch(JSON.parse(found[0]?.payload ?? ''), message.payload, bindings, isExact)
  }
  const topics = outcome.published.map(({ topic }) => topic)
  for (const topic of expected.mqttNot ?? []) expect(topics).not.toContain(topicOf(topic))
  if (expected.topics !== undefined) expect([...topics].sort()).toEqual(expected.topics.map(topicOf).sort())
}

function thingNamed(thingName: string): ThingSnapshot {
  return { thingName, thingId: 'id', thingTypeName: undefined, billingGroupName: undefined, attributes: {}, version: 1 }
}
