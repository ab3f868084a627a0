import { validationFailed } from '@iot-core-local/core'
import type { ParameterType, ParameterValue } from './parameters.js'

export type ComparisonOperator =
  | 'EQUALS'
  | 'NOT_EQUALS'
  | 'LESS_THAN'
  | 'LESS_THAN_EQUALS'
  | 'GREATER_THAN'
  | 'GREATER_THAN_EQUALS'
  | 'IN_SET'
  | 'NOT_IN_SET'
  | 'IN_RANGE'
  | 'NOT_IN_RANGE'

/** What a value has to satisfy (CMD-013). Numbers are text, as the API has them. */
export interface ValueCondition {
  readonly comparisonOperator: ComparisonOperator
  readonly operand: {
    readonly number?: string | undefined
    readonly numbers?: readonly string[] | undefined
    readonly string?: string | undefined
    readonly strings?: readonly string[] | undefined
    readonly numberRange?: { readonly min: string; readonly max: string } | undefined
  }
}

type OperandKind = keyof ValueCondition['operand']

/** The operands that an operator takes: one for numbers, one for strings where there is one. */
const OPERANDS: Readonly<Record<ComparisonOperator, readonly OperandKind[]>> = {
  EQUALS: ['number', 'string'],
  NOT_EQUALS: ['number', 'string'],
  LESS_THAN: ['number'],
  LESS_THAN_EQUALS: ['number'],
  GREATER_THAN: ['number'],
  GREATER_THAN_EQUALS: ['number'],
  IN_SET: ['numbers', 'strings'],
  NOT_IN_SET: ['numbers', 'strings'],
  IN_RANGE: ['numberRange'],
  NOT_IN_RANGE: ['numberRange'],
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** Holds the conditions of a parameter against the table of operators and types. @throws ValidationException */
export function checkConditionForms(name: string, type: ParameterType | undefined, conditions: readonly ValueCondition[]): void {
  if (conditions.length > 0 && (type === 'BOOLEAN' || type === 'BINARY'))
    throw validationFailed(`The parameter ${name} is of type ${type}, which takes no value conditions.`)
  for (const { comparisonOperator, operand } of conditions) {
    const given = (Object.keys(operand) as OperandKind[]).filter((kind) => operand[kind] !== undefined)
    const [kind] = given
    if (kind === undefined || given.length > 1 || !OPERANDS[comparisonOperator].includes(kind)) {
      throw validationFailed(
        `${comparisonOperator} of the parameter ${name} takes one operand: ${OPERANDS[comparisonOperator].join(' or ')}.`,
      )
    }
    const isText = kind === 'string' || kind === 'strings'
    if (type !== undefined && isText !== (type === 'STRING'))
      throw validationFailed(`The operand ${kind} does not fit the parameter ${name} of type ${type}.`)
    const { number, numbers = [], numberRange } = operand
    const allNumbers = [...numbers, number, numberRange?.min, numberRange?.max].filter((text) => text !== undefined)
    for (const text of allNumbers) if (!NUMBER.test(text)) throw validationFailed(`'${text}' in a condition of ${name} is not a number.`)
    if (numberRange !== undefined && compareNumbers(numberRange.min, numberRange.max) > 0)
      throw validationFailed(`The range of a condition of ${name} ends before it begins.`)
  }
}

/** @throws ValidationException when a condition does not hold: all must (CMD-013) */
export function checkConditions(name: string, value: ParameterValue, conditions: readonly ValueCondition[]): void {
  for (const condition of conditions) {
    if (!holds(name, value, condition))
      throw validationFailed(`The value of the parameter ${name} does not satisfy its condition ${condition.comparisonOperator}.`)
  }
}

function holds(name: string, value: ParameterValue, { comparisonOperator, operand }: ValueCondition): boolean {
  const { number, numbers, string, strings, numberRange } = operand
  if (string !== undefined || strings !== undefined) {
    const text = textOf(name, value)
    const isIn = string === undefined ? (strings ?? []).includes(text) : text === string
    return comparisonOperator.startsWith('NOT_') ? !isIn : isIn
  }
  const actual = numberOf(name, value)
  if (numberRange !== undefined) {
    const isIn = compareNumbers(actual, numberRange.min) >= 0 && compareNumbers(actual, numberRange.max) <= 0
    return comparisonOperator === 'IN_RANGE' ? isIn : !isIn
  }
  if (numbers !== undefined) {
    const isIn = numbers.some((one) => compareNumbers(actual, one) === 0)
    return comparisonOperator === 'IN_SET' ? isIn : !isIn
  }
  return compares(compareNumbers(actual, number ?? ''), comparisonOperator)
}

function compares(order: number, operator: ComparisonOperator): boolean {
  switch (operator) {
    case 'EQUALS':
      return order === 0
    case 'NOT_EQUALS':
      return order !== 0
    case 'LESS_THAN':
      return order < 0
    case 'LESS_THAN_EQUALS':
      return order <= 0
    case 'GREATER_THAN':
      return order > 0
    case 'GREATER_THAN_EQUALS':
      return order >= 0
    case 'IN_SET':
    case 'NOT_IN_SET':
    case 'IN_RANGE':
    case 'NOT_IN_RANGE':
      return false
  }
}

function textOf(name: string, value: ParameterValue): string {
  if ('S' in value) return value.S
  throw validationFailed(`The conditions of the parameter ${name} are about strings.`)
}

function numberOf(name: string, value: ParameterValue): string {
  if ('I' in value) return String(value.I)
  if ('L' in value) return String(value.L)
  if ('D' in value) return String(value.D)
  if ('UL' in value) return value.UL
  throw validationFailed(`The conditions of the parameter ${name} are about numbers.`)
}

/** Whole numbers are compared digit by digit: an unsigned long may be greater than a double can tell. */
function compareNumbers(a: string, b: string): number {
  const isWhole = (text: string): boolean => /^-?\d+$/.test(text)
  if (isWhole(a) && isWhole(b)) {
    const difference = BigInt(a) - BigInt(b)
    return difference === 0n ? 0 : difference < 0n ? -1 : 1
  }
  return Number(a) - Number(b)
}
