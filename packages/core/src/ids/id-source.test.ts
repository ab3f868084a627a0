import { expect, test } from 'vitest'
import { createIdSource } from './id-source.js'

test('a seed gives the same ids in every run, another seed others', () => {
  const draw = (seed: string): unknown[] => {
    const ids = createIdSource(seed)
    return [ids.uuid(), ids.hex(7), ids.alphanumeric(12), ids.fraction(), ids.bytes(40).toString('hex')]
  }
  expect(draw('a')).toEqual(draw('a'))
  expect(draw('a')).not.toEqual(draw('b'))
})

test('uuids are of version 4, in lower case, and differ', () => {
  const ids = createIdSource()
  const uuids = Array.from({ length: 100 }, () => ids.uuid())
  for (const uuid of uuids) expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(uuids).size).toBe(100)
})

test('texts have the length asked for', () => {
  const ids = createIdSource('x')
  expect(ids.hex(5)).toMatch(/^[0-9a-f]{5}$/)
  expect(ids.alphanumeric(13)).toMatch(/^[a-z0-9]{13}$/)
  const fraction = ids.fraction()
  expect(fraction >= 0 && fraction < 1).toBe(true)
})
