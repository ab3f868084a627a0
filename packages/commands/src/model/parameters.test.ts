import { expect, test } from 'vitest'
import { type RawValue, readParameters, readValue } from './parameters.js'

const VALIDATION = expect.objectContaining({ name: 'ValidationException' }) as Error

test.each<RawValue>([
  {},
  { S: 'a', I: 1 },
  { I: 1.5 },
  { I: 2_147_483_648 },
  { I: -2_147_483_649 },
  { L: 0.5 },
  { D: Number.POSITIVE_INFINITY },
  { UL: '-1' },
  { UL: '18446744073709551616' },
])('[CMD-013] %j is no value', (raw) => {
  expect(() => readValue('v', raw)).toThrow(VALIDATION)
})

test('[CMD-013] a value has one type key', () => {
  const values: readonly RawValue[] = [
    { S: '' },
    { B: false },
    { I: -2_147_483_648 },
    { L: 2 ** 40 },
    { D: 0.5 },
    { UL: '18446744073709551615' },
  ]
  for (const value of values) expect(readValue('v', value)).toEqual(value)
})

test('[CMD-013] a value that is not of its type is refused with the command, as is a condition that does not fit a default', () => {
  expect(() => readParameters([{ name: 'a', type: 'INTEGER', defaultValue: { S: '1' } }])).toThrow(VALIDATION)
  expect(() => readParameters([{ name: 'a', type: 'STRING', value: { B: true } }])).toThrow(VALIDATION)
  const valueConditions = [{ comparisonOperator: 'EQUALS' as const, operand: { string: '1' } }]
  expect(() => readParameters([{ name: 'a', defaultValue: { I: 1 }, valueConditions }])).toThrow(VALIDATION)
  expect(readParameters([{ name: 'a', defaultValue: { S: '2' }, valueConditions }])).toHaveLength(1)
})
