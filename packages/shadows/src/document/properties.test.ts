import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deltaOf } from './delta.js'
import type { JsonObject } from './json-object.js'
import { applyPatch } from './merge.js'
import { stamp } from './metadata.js'
import { EMPTY_DOCUMENT } from './shadow-document.js'

/*
 * Documents as sets of paths: a reference that shares no code and no recursion with what it checks. A value is the list of its leaves, each
 * with its path; a leaf is a scalar, an array or an empty object.
 */

type Leaves = Map<string, string>

function leavesOf(value: unknown, path: readonly string[] = [], leaves: Leaves = new Map()): Leaves {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  const members = isObject ? Object.entries(value) : []
  if (members.length === 0) leaves.set(JSON.stringify(path), canonical(value))
  for (const [name, member] of members) leavesOf(member, [...path, name], leaves)
  return leaves
}

function pathOf(text: string): string[] {
  return JSON.parse(text) as string[]
}

/** JSON with sorted members: equal text for equal values. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}

const name = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor')
const scalar = fc.constantFrom<unknown>(0, 1, -0.5, '', 'x', true, false)
const list = fc.array(fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })), { maxLength: 3 })

/** Objects with own members of any name, as JSON.parse makes them. */
function objectsOf(leaf: fc.Arbitrary<unknown>): fc.Arbitrary<JsonObject> {
  const { object } = fc.letrec<{ object: JsonObject; value: unknown }>((tie) => ({
    object: fc
      .uniqueArray(fc.tuple(name, tie('value')), { selector: ([key]) => key, maxLength: 4 })
      .map((entries) => JSON.parse(`{${entries.map(([key, value]) => `"${key}":${JSON.stringify(value)}`).join(',')}}`) as JsonObject),
    value: fc.oneof({ maxDepth: 3 }, leaf, tie('object')),
  }))
  return object
}

const state = objectsOf(fc.oneof(scalar, list))
const patch = objectsOf(fc.oneof(scalar, list, fc.constant(null)))

function documentWith(desired: JsonObject, reported: JsonObject, timestamp: number) {
  return applyPatch(EMPTY_DOCUMENT, { desired, reported }, timestamp)
}

/** Every leaf that the patch names is as the patch says; every other leaf is as before, unless a leaf of the patch lies on its way. */
test('[SHD-030] [SHD-031] a merge changes what the patch names and nothing else', () => {
  fc.assert(
    fc.property(state, patch, (before, change) => {
      const after = leavesOf(applyPatch(documentWith({}, before, 1), { reported: change }, 2).reported?.state ?? {})
      const named = [...leavesOf(change)].map(([path, value]) => ({ path: pathOf(path), value }))
      for (const { path, value } of named) {
        const found = after.get(JSON.stringify(path))
        if (value === 'null') expect(found).toBeUndefined()
        else if (value !== '{}') expect(found).toBe(value)
      }
      for (const [text, value] of leavesOf(before)) {
        const path = pathOf(text)
        if (named.some((one) => isPrefix(one.path, path) || isPrefix(path, one.path))) continue
        expect(after.get(text)).toBe(value)
      }
      for (const [text, value] of after) {
        const path = pathOf(text)
        const isKnown =
          leavesOf(before).get(text) === value || named.some((one) => one.value === value && String(one.path) === String(path))
        // What is neither was emptied: an inner object that lost its members.
        if (!isKnown) expect(value).toBe('{}')
      }
    }),
    { seed: 1, numRuns: 500 },
  )
})

function isPrefix(shorter: readonly string[], longer: readonly string[]): boolean {
  return shorter.every((level, index) => longer[index] === level)
}

test('[SHD-050] [SHD-053] metadata mirrors the state, leaf for leaf', () => {
  fc.assert(
    fc.property(state, patch, (before, change) => {
      const after = applyPatch(documentWith({}, before, 1), { reported: change }, 1).reported
      expect(canonical(after?.metadata ?? {})).toBe(canonical(stamp(after?.state ?? {}, 1)))
    }),
    { seed: 2, numRuns: 500 },
  )
})

test('a merge is done once: doing it again changes nothing', () => {
  fc.assert(
    fc.property(state, patch, (before, change) => {
      const once = applyPatch(documentWith({}, before, 1), { reported: change }, 2)
      expect(canonical(applyPatch(once, { reported: change }, 2).reported)).toBe(canonical(once.reported))
    }),
    { seed: 3, numRuns: 300 },
  )
})

test('[SHD-060] [SHD-062] the delta is the desired leaves that are not reported alike', () => {
  fc.assert(
    fc.property(state, state, (desired, reported) => {
      const document = documentWith(desired, reported, 1)
      const reportedLeaves = leavesOf(document.reported?.state ?? {})
      const isReportedObject = (text: string): boolean =>
        [...reportedLeaves.keys()].some((other) => other !== text && isPrefix(pathOf(text), pathOf(other)))
      const expected = new Map(
        [...leavesOf(document.desired?.state ?? {})].filter(
          ([text, value]) => text !== '[]' && reportedLeaves.get(text) !== value && !(value === '{}' && isReportedObject(text)),
        ),
      )
      const actual = deltaOf(document)
      expect([...(actual === undefined ? [] : leavesOf(actual.state))].sort()).toEqual([...expected].sort())
    }),
    { seed: 4, numRuns: 500 },
  )
})

test('[SHD-042] reporting the delta settles it', () => {
  fc.assert(
    fc.property(state, state, (desired, reported) => {
      const document = documentWith(desired, reported, 1)
      const settled = applyPatch(document, { reported: deltaOf(document)?.state ?? {} }, 2)
      expect(deltaOf(settled)).toBeUndefined()
    }),
    { seed: 5, numRuns: 500 },
  )
})
