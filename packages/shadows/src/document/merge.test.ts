import { expect, test } from 'vitest'
import type { JsonObject } from './json-object.js'
import { applyPatch } from './merge.js'
import { stamp } from './metadata.js'
import { EMPTY_DOCUMENT, type Section } from './shadow-document.js'

const EARLIER = 100
const NOW = 200

function section(state: JsonObject): Section {
  return { state, metadata: stamp(state, EARLIER) as JsonObject }
}

/** The section `reported` after a patch. */
function merged(state: JsonObject | undefined, patch: JsonObject | null): Section | undefined {
  const document = { desired: undefined, reported: state === undefined ? undefined : section(state) }
  return applyPatch(document, { reported: patch }, NOW).reported
}

test('[SHD-030] members of the patch overwrite, absent ones stay, objects merge', () => {
  expect(merged({ a: 1, b: { c: 2, d: 3 } }, { b: { c: 4 }, e: 5 })?.state).toEqual({ a: 1, b: { c: 4, d: 3 }, e: 5 })
})

test('[SHD-031] null removes a member at any depth, and nothing where there is none', () => {
  expect(merged({ a: 1, b: { c: 2, d: 3 } }, { b: { c: null, x: null }, y: null })?.state).toEqual({ a: 1, b: { d: 3 } })
})

test('[SHD-032] an array replaces an array', () => {
  expect(merged({ a: [1, 2, 3] }, { a: [4] })?.state).toEqual({ a: [4] })
})

test.each([
  { stored: 1, patch: { x: 2 }, result: { x: 2 } },
  { stored: { x: 2 }, patch: 1, result: 1 },
  { stored: [1], patch: { x: 2 }, result: { x: 2 } },
  { stored: { x: 2 }, patch: [1], result: [1] },
  { stored: 1, patch: { x: null }, result: {} },
])('[SHD-033] a change of type replaces: $stored by $patch', ({ stored, patch, result }) => {
  expect(merged({ a: stored }, { a: patch })?.state).toEqual({ a: result })
})

test('[SHD-034] an empty object is a value, new or over a scalar', () => {
  expect(merged({ c: 1 }, { c: {}, d: {} })).toEqual({ state: { c: {}, d: {} }, metadata: { c: {}, d: {} } })
})

test('[SHD-035] an empty object over an object changes nothing', () => {
  expect(merged({ a: { b: 1 } }, { a: {} })).toEqual(section({ a: { b: 1 } }))
})

test('[SHD-036] nulls in a new object are dropped, and the object with them when it has nothing else', () => {
  expect(merged({ z: 1 }, { a: { b: null, c: 1 }, d: { e: null }, f: { g: { h: null } } })?.state).toEqual({ z: 1, a: { c: 1 } })
})

test('[SHD-037] [SHD-053] an emptied inner object stays, with empty metadata', () => {
  expect(merged({ a: { b: 1 } }, { a: { b: null } })).toEqual({ state: { a: {} }, metadata: { a: {} } })
})

test('[SHD-038] a section vanishes with its last member, or when it is set to null', () => {
  expect(merged({ a: 1 }, { a: null })).toBeUndefined()
  expect(merged({ a: 1 }, null)).toBeUndefined()
})

test('[SHD-039] an empty section, or one of nulls only, is not created', () => {
  expect(merged(undefined, {})).toBeUndefined()
  expect(merged(undefined, { a: null, b: { c: null } })).toBeUndefined()
})

test('[SHD-041] a null state clears both sections', () => {
  expect(applyPatch({ desired: section({ a: 1 }), reported: section({ a: 1 }) }, null, NOW)).toEqual(EMPTY_DOCUMENT)
})

test('[SHD-042] desired stays when reported catches up', () => {
  const desired = section({ a: 1 })
  expect(applyPatch({ desired, reported: undefined }, { reported: { a: 1 } }, NOW).desired).toBe(desired)
})

test('[SHD-052] only leaves that the request names are stamped, equal values too', () => {
  expect(merged({ a: 1, b: { c: 2, d: 3 } }, { b: { c: 2 } })?.metadata).toEqual({
    a: { timestamp: EARLIER },
    b: { c: { timestamp: NOW }, d: { timestamp: EARLIER } },
  })
})

test('[SHD-051] arrays are stamped element by element, objects inside them too', () => {
  const at = { timestamp: NOW }
  expect(merged({}, { a: [1, [2, 3], { b: 4 }], e: [] })?.metadata).toEqual({ a: [at, [at, at], { b: at }], e: [] })
})

test('what is merged into stays as it was', () => {
  const stored = section({ a: { b: 1 }, c: [1] })
  const copy = structuredClone(stored)
  applyPatch({ desired: stored, reported: undefined }, { desired: { a: { b: 2, d: 3 }, c: null } }, NOW)
  expect(stored).toEqual(copy)
})

test('a member called timestamp is a member like any other', () => {
  const patched = merged({ timestamp: 1 }, { timestamp: { timestamp: 2 } })
  expect(patched).toEqual({ state: { timestamp: { timestamp: 2 } }, metadata: { timestamp: { timestamp: { timestamp: NOW } } } })
})

test.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])('a member called %s is plain data', (name) => {
  const patch = JSON.parse(`{"${name}":{"polluted":true},"a":{"${name}":[1]}}`) as JsonObject
  const created = merged(undefined, patch)
  expect(JSON.stringify(created?.state)).toBe(JSON.stringify(patch))
  expect(JSON.stringify(created?.metadata)).toBe(`{"${name}":{"polluted":{"timestamp":200}},"a":{"${name}":[{"timestamp":200}]}}`)
  const removed = merged(created?.state, JSON.parse(`{"${name}":null,"b":1}`) as JsonObject)
  expect(JSON.stringify(removed?.state)).toBe(`{"a":{"${name}":[1]},"b":1}`)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})
