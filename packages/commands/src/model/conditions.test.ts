import { expect, test } from 'vitest'
import { checkConditionForms, checkConditions, type ComparisonOperator, type ValueCondition } from './conditions.js'
import type { ParameterType, ParameterValue } from './parameters.js'

const meets = (value: ParameterValue, comparisonOperator: ComparisonOperator, operand: ValueCondition['operand']): boolean => {
  try {
    checkConditions('p', value, [{ comparisonOperator, operand }])
    return true
  } catch {
    return false
  }
}

test.each<[ComparisonOperator, ValueCondition['operand'], string]>([
  ['EQUALS', { number: '5' }, '5'],
  ['NOT_EQUALS', { number: '5' }, '3 4 6 7'],
  ['LESS_THAN', { number: '5' }, '3 4'],
  ['LESS_THAN_EQUALS', { number: '5' }, '3 4 5'],
  ['GREATER_THAN', { number: '5.0' }, '6 7'],
  ['GREATER_THAN_EQUALS', { number: '5' }, '5 6 7'],
  ['IN_SET', { numbers: ['3', '7e0'] }, '3 7'],
  ['NOT_IN_SET', { numbers: ['3', '7'] }, '4 5 6'],
  ['IN_RANGE', { numberRange: { min: '4', max: '6' } }, '4 5 6'],
  ['NOT_IN_RANGE', { numberRange: { min: '4', max: '6' } }, '3 7'],
])('[CMD-013] %s %j holds for %s out of 3 to 7', (operator, operand, expected) => {
  const held = [3, 4, 5, 6, 7].filter((number) => meets({ I: number }, operator, operand))
  expect(held.join(' ')).toBe(expected)
  expect([3, 4, 5, 6, 7].filter((number) => meets({ UL: String(number) }, operator, operand))).toEqual(held)
})

test('[CMD-013] strings are equal or in a set', () => {
  expect(meets({ S: 'ON' }, 'IN_SET', { strings: ['ON', 'OFF'] })).toBe(true)
  expect(meets({ S: 'on' }, 'IN_SET', { strings: ['ON', 'OFF'] })).toBe(false)
  expect(meets({ S: 'on' }, 'NOT_IN_SET', { strings: ['ON'] })).toBe(true)
  expect(meets({ S: 'a' }, 'EQUALS', { string: 'a' })).toBe(true)
  expect(meets({ S: 'a' }, 'NOT_EQUALS', { string: 'a' })).toBe(false)
})

test('[CMD-013] great whole numbers are compared digit by digit', () => {
  expect(meets({ UL: '18446744073709551615' }, 'EQUALS', { number: '18446744073709551614' })).toBe(false)
  expect(meets({ UL: '18446744073709551615' }, 'GREATER_THAN', { number: '18446744073709551614' })).toBe(true)
})

test('[CMD-013] a value of the other kind meets no condition', () => {
  expect(meets({ S: '5' }, 'EQUALS', { number: '5' })).toBe(false)
  expect(meets({ I: 5 }, 'EQUALS', { string: '5' })).toBe(false)
  expect(meets({ B: true }, 'EQUALS', { string: 'true' })).toBe(false)
})

test.each<[ParameterType | undefined, ComparisonOperator, ValueCondition['operand']]>([
  ['BOOLEAN', 'EQUALS', { string: 'true' }],
  ['BINARY', 'EQUALS', { string: 'AA==' }],
  ['STRING', 'EQUALS', { number: '1' }],
  ['INTEGER', 'EQUALS', { string: '1' }],
  [undefined, 'LESS_THAN', { string: 'a' }],
  [undefined, 'IN_SET', { number: '1' }],
  [undefined, 'IN_RANGE', { numbers: ['1', '2'] }],
  [undefined, 'EQUALS', {}],
  [undefined, 'EQUALS', { number: '1', string: '1' }],
  [undefined, 'EQUALS', { number: 'one' }],
  [undefined, 'IN_RANGE', { numberRange: { min: '2', max: '1' } }],
])('[CMD-013] a parameter of type %s takes no condition %s %j', (type, comparisonOperator, operand) => {
  expect(() => checkConditionForms('p', type, [{ comparisonOperator, operand }])).toThrow(
    expect.objectContaining({ name: 'ValidationException' }),
  )
})
