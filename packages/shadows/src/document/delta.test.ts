import { expect, test } from 'vitest'
import { deltaOf } from './delta.js'
import type { JsonObject } from './json-object.js'
import { stamp } from './metadata.js'

function sectionOf(state: JsonObject, at: number) {
  return { state, metadata: stamp(state, at) as JsonObject }
}

function delta(desired: JsonObject, reported: JsonObject): unknown {
  return deltaOf({ desired: sectionOf(desired, 1), reported: sectionOf(reported, 2) })?.state
}

test('[SHD-060] what is desired and missing or different; members only reported never', () => {
  expect(delta({ a: 1, b: 2, c: 3 }, { a: 1, b: 5, d: 4 })).toEqual({ b: 2, c: 3 })
})

test('[SHD-061] only differing leaves, on their path', () => {
  expect(delta({ a: { b: { c: 1, d: 2 }, e: 3 } }, { a: { b: { c: 1, d: 9 }, e: 3 } })).toEqual({ a: { b: { d: 2 } } })
})

test('[SHD-062] a different array is there as a whole, and order counts', () => {
  expect(delta({ a: [1, 2], b: [1, { x: 1, y: 2 }] }, { a: [2, 1], b: [1, { y: 2, x: 1 }] })).toEqual({ a: [1, 2] })
  expect(delta({ a: [1, { x: 1 }] }, { a: [1, { y: 1 }] })).toEqual({ a: [1, { x: 1 }] })
  expect(delta({ a: [1] }, { a: [1, 2] })).toEqual({ a: [1] })
  expect(delta({ a: [{ x: 1 }] }, { a: [{ x: 1, y: 2 }] })).toEqual({ a: [{ x: 1 }] })
})

test('[SHD-063] without desired there is none; without reported it is desired', () => {
  const only = sectionOf({ a: {}, b: 1 }, 1)
  expect(deltaOf({ desired: undefined, reported: only })).toBeUndefined()
  expect(deltaOf({ desired: only, reported: undefined })).toEqual(only)
})

test('[SHD-034] an empty object is in the delta where it is missing or another type, not where there is an object', () => {
  expect(delta({ a: {}, b: {}, c: {}, d: {} }, { a: 1, b: { x: 1 }, c: [] })).toEqual({ a: {}, c: {}, d: {} })
})

test('[SHD-064] numbers compare by value', () => {
  expect(delta(JSON.parse('{"a":1,"b":100}') as JsonObject, JSON.parse('{"a":1.0,"b":1e2}') as JsonObject)).toBeUndefined()
})

test('[SHD-065] its metadata is that of desired, cut to the same members', () => {
  const found = deltaOf({ desired: sectionOf({ a: { b: [1, 2], c: 3 }, d: 4 }, 1), reported: sectionOf({ a: { c: 3 }, d: 4 }, 2) })
  expect(found?.metadata).toEqual({ a: { b: [{ timestamp: 1 }, { timestamp: 1 }] } })
})

test('false, 0, empty text and empty arrays are values that differ from absence and from each other', () => {
  expect(delta({ a: false, b: 0, c: '', d: [] }, { b: false, c: 0, d: {} })).toEqual({ a: false, b: 0, c: '', d: [] })
})

test('inherited names are not members of reported', () => {
  const desired = JSON.parse('{"__proto__":{},"constructor":{"a":1},"toString":1}') as JsonObject
  expect(JSON.stringify(delta(desired, {}))).toBe('{"__proto__":{},"constructor":{"a":1},"toString":1}')
})
