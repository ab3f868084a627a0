import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { THINGS } from '../src/index-name.js'
import { indexedParts } from '../src/config/index-configuration.js'
import { thingFieldRules } from '../src/config/thing-field-rules.js'
import { readQuery } from '../src/query/read-query.js'
import { PAUSE } from '../src/search/doc-set.js'
import { Planner } from '../src/search/planner.js'
import { DocumentStore } from '../src/store/document-store.js'
import { FieldDictionary } from '../src/store/field-dictionary.js'
import { IndexStateStore } from '../src/store/index-state-store.js'
import { PointStore } from '../src/store/point-store.js'
import { TermStore } from '../src/store/term-store.js'
import { THINGS_OFF } from '../src/config/index-configuration.js'
import { type Asked, matches, type Subject, write } from './reference-evaluator.js'
import { type Bench, useFleet } from './use-fleet.js'

interface Device {
  readonly attributes: Readonly<Record<string, string>>
  readonly thingTypeName: string | undefined
  readonly groups: readonly string[]
  readonly reported: Readonly<Record<string, unknown>> | undefined
  readonly connected: boolean | undefined
}

const word = fc.constantFrom('a', 'ab', 'abc', 'Abd', 'b', 'ba', 'TRUE', 'é', 'zß')
const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((list) => list.join(' '))
const number = fc.constantFrom(-5, 0, 1, 1.5, 2, 10, 75)
const leaf = fc.oneof(text, number, fc.boolean())
const reported = fc.record(
  { p: leaf, q: fc.oneof(fc.array(leaf, { maxLength: 3 }), fc.record({ r: leaf }), fc.constant([{ r: 1 }]), fc.constant(null)) },
  { requiredKeys: [] },
)
const device: fc.Arbitrary<Device> = fc.record({
  attributes: fc.dictionary(fc.constantFrom('x', 'y'), fc.oneof(text, number.map(String)), { maxKeys: 2 }),
  thingTypeName: fc.option(fc.constantFrom('ab', 'Lamp'), { nil: undefined }),
  groups: fc.uniqueArray(fc.constantFrom('a', 'Hall', 'roof'), { maxLength: 2 }),
  reported: fc.option(reported, { nil: undefined }),
  connected: fc.option(fc.boolean(), { nil: undefined }),
})

const field = fc.constantFrom(
  'thingName',
  'thingTypeName',
  'thingGroupNames',
  'attributes.x',
  'attributes.y',
  'attributes.none',
  'shadow.reported.p',
  'shadow.reported.q',
  'shadow.reported.q.r',
  'shadow.hasDelta',
  'connectivity.connected',
)
const anyField = fc.oneof({ weight: 4, arbitrary: field }, { weight: 1, arbitrary: fc.constant(undefined) })
const piece = fc.oneof(
  fc.constantFrom('a', 'b', 'd').map((part) => ({ kind: 'text', text: part }) as const),
  fc.constant({ kind: 'one' } as const),
)
const pattern = fc
  .tuple(fc.constantFrom('a', 'b', 'A', 't', 'é'), fc.array(piece, { maxLength: 2 }), fc.boolean())
  .map(([head, tail, isOpen]) => [{ kind: 'text', text: head } as const, ...tail, ...(isOpen ? [{ kind: 'run' } as const] : [])])
const bound = fc.option(
  word.map((item) => item.toLowerCase()),
  { nil: undefined },
)
const numberBound = fc.option(number, { nil: undefined })
const ends = { isLowIn: fc.boolean(), isHighIn: fc.boolean(), field, kind: fc.constant('range' as const) }

const clause: fc.Arbitrary<Asked> = fc.oneof(
  fc.constant({ kind: 'all' } as const),
  fc.record({ kind: fc.constant('exists' as const), field }),
  fc.record({ kind: fc.constant('word' as const), field: anyField, text: fc.oneof(word, number.filter((item) => item >= 0).map(String)) }),
  fc.record({ kind: fc.constant('quoted' as const), field: anyField, text }),
  fc
    .record({ kind: fc.constant('pattern' as const), field, pieces: pattern })
    .filter(({ pieces }) => pieces.some(({ kind }) => kind !== 'text')),
  fc.record({ ...ends, low: bound, high: bound }).filter(({ low, high }) => low !== undefined || high !== undefined),
  fc.record({ ...ends, low: numberBound, high: numberBound }).filter(({ low, high }) => low !== undefined || high !== undefined),
  fc.record({ kind: fc.constant('compare' as const), field, operator: fc.constantFrom('<', '<=', '>', '>='), number }),
)
const { asked } = fc.letrec<{ asked: Asked }>((tie) => ({
  asked: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    clause,
    fc.record({
      kind: fc.constantFrom('and', 'or'),
      parts: fc.array(tie('asked'), { minLength: 2, maxLength: 3 }),
      isSideBySide: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('not' as const), part: tie('asked'), isDash: fc.boolean() }),
  ),
}))

const change = fc.record({ name: fc.integer({ min: 0, max: 7 }), device: fc.option(device, { nil: undefined }) })

test('[QRY-001, QRY-020, QRY-028, QRY-035] the index finds what comparing every document would find', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { maxLength: 12 }),
      fc.array(change, { maxLength: 12 }),
      fc.array(asked, { minLength: 1, maxLength: 8 }),
      async (before, after, queries) => {
        const bench = useFleet()
        const devices = new Map<string, Device>()
        for (const one of before) apply(bench, devices, one.name, one.device)
        await bench.indexThings({ thingIndexingMode: 'REGISTRY_AND_SHADOW', thingConnectivityIndexingMode: 'STATUS' })
        for (const one of after) apply(bench, devices, one.name, one.device)
        for (const query of queries.filter((one) => leaves(one) <= 12)) {
          const queryString = write(query)
          const expected = [...devices].filter(([name, one]) => matches(query, subjectOf(name, one))).map(([name]) => name)
          expect(await bench.find(queryString), queryString).toEqual(expected.sort())
          expect(findInSmallSteps(bench, queryString), queryString).toEqual(expected)
        }
      },
    ),
    { numRuns: 150 },
  )
})

test('[IDX-042] what changes leave behind is what building anew makes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 25 }), async (changes) => {
      const bench = useFleet()
      await bench.indexThings({ thingIndexingMode: 'REGISTRY_AND_SHADOW', thingConnectivityIndexingMode: 'STATUS' })
      const devices = new Map<string, Device>()
      for (const one of changes) apply(bench, devices, one.name, one.device)
      const followed = termRows(bench)
      await bench.indexThings({ thingIndexingMode: 'OFF' })
      expect(termRows(bench)).toEqual([])
      await bench.indexThings({ thingIndexingMode: 'REGISTRY_AND_SHADOW', thingConnectivityIndexingMode: 'STATUS' })
      expect(termRows(bench)).toEqual(followed)
    }),
    { numRuns: 60 },
  )
})

/** Brings one device to a state, or away, by the changes a fleet would see. */
function apply({ fleet }: Bench, devices: Map<string, Device>, number: number, next: Device | undefined): void {
  const name = `a${String(number)}b`
  const before = devices.get(name)
  if (before?.reported !== undefined && next?.reported === undefined) fleet.deleteShadow(name)
  if (next === undefined) {
    devices.delete(name)
    fleet.deleteThing(name)
    return
  }
  fleet.putThing(name, { attributes: next.attributes, thingTypeName: next.thingTypeName })
  for (const group of before?.groups ?? []) if (!next.groups.includes(group)) fleet.leave(name, group)
  for (const group of next.groups) if (before?.groups.includes(group) !== true) fleet.join(name, group)
  if (next.reported !== undefined) fleet.putShadow(name, { reported: next.reported })
  if (next.connected !== undefined) fleet.connect(name)
  if (next.connected === false) fleet.disconnect(name, 'CONNECTION_LOST')
  // A connection outlives the thing's name, so what was connected is remembered.
  const connected = next.connected ?? fleet.connectionOf(name)?.isConnected
  devices.set(name, { ...next, connected })
}

function subjectOf(thingName: string, { attributes, thingTypeName, groups, reported: state, connected }: Device): Subject {
  const values = new Map<string, (string | number | boolean)[]>([
    ['thingName', [thingName]],
    ['connectivity.connected', [connected ?? false]],
    ...Object.entries(attributes)
      .map(([name, value]) => [`attributes.${name}`, [value]] as const)
      .map(([name, list]): [string, string[]] => [name, [...list]]),
  ])
  if (thingTypeName !== undefined) values.set('thingTypeName', [thingTypeName])
  if (groups.length > 0) values.set('thingGroupNames', [...groups])
  if (state !== undefined) values.set('shadow.hasDelta', [false])
  const add = (path: string, value: unknown): void => {
    if (Array.isArray(value)) {
      if (value.length > 0 && value.every((item) => typeof item !== 'object')) values.set(path, value as (string | number | boolean)[])
    } else if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) add(`${path}.${key}`, item)
    else if (value !== null && value !== undefined) values.set(path, [value as string | number | boolean])
  }
  add('shadow.reported', state)
  return { values, unfielded: [...values.keys()].filter((name) => !/^connectivity|hasDelta$/u.test(name)) }
}

/** The same search with ranges walked in windows of a few rows. */
function findInSmallSteps({ account, fleet }: Bench, queryString: string): string[] {
  const { db } = account.store
  const documents = new DocumentStore(db)
  const planner = new Planner(
    { documents, fields: new FieldDictionary(db), terms: new TermStore(db), points: new PointStore(db) },
    { maxListedValues: 1, rowsPerWindow: 2 },
  )
  const { searchable } = new IndexStateStore(db).read(THINGS, THINGS_OFF)
  const query = readQuery(queryString, undefined, thingFieldRules(searchable))
  const ids = [...planner.plan(THINGS, query, indexedParts(searchable)).docs(0)].filter((id) => id !== PAUSE)
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
  return ids
    .map((id) => documents.nameOf(id) ?? '')
    .filter((name) => fleet.findThing(name) !== undefined)
    .sort()
}

function termRows({ account }: Bench): unknown[] {
  return account.store.db
    .prepare(
      `SELECT name, field, value FROM indexer_terms JOIN indexer_documents USING (doc_id) JOIN indexer_fields USING (field_id)
       ORDER BY name, field, value`,
    )
    .all()
}

function leaves(query: Asked): number {
  if (query.kind === 'and' || query.kind === 'or') return query.parts.reduce((sum, part) => sum + leaves(part), 0)
  return query.kind === 'not' ? leaves(query.part) : 1
}
