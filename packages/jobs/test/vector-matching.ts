import type { TestAccount } from '@iot-core-local/core/testing'
import { expect } from 'vitest'

/** A vector with the account, Region and thing of the test in the place of its placeholders. */
export function expandVector(vector: unknown, account: Pick<TestAccount, 'accountId' | 'region'>, thingName: string): unknown {
  const text = JSON.stringify(vector)
    .replaceAll('{thing}', thingName)
    .replaceAll('{region}', account.region)
    .replaceAll('{account}', account.accountId)
  return JSON.parse(text) as unknown
}

/** Compares exactly, but for members listed in `vary`: of those only the JSON type, and for times the unit, has to agree. */
export function expectSame(actual: unknown, wanted: unknown, vary: readonly string[]): void {
  expect(levelled(actual, vary, '')).toEqual(levelled(wanted, vary, ''))
}

function levelled(value: unknown, vary: readonly string[], path: string): unknown {
  if (vary.some((pattern) => pathMatches(pattern, path))) return kindOf(value)
  if (Array.isArray(value)) return value.map((item: unknown) => levelled(item, vary, `${path}[]`))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, levelled(member, vary, path === '' ? name : `${path}.${name}`)]),
  )
}

function pathMatches(pattern: string, path: string): boolean {
  const levels = pattern.split('.')
  const found = path.split('.')
  return (
    levels.length === found.length &&
    levels.every((level, index) => level === found[index] || level === '*' || matchesAnyKey(level, found[index]))
  )
}

/** `*[]` stands for the elements of an array under any name. */
function matchesAnyKey(level: string, name: string | undefined): boolean {
  return level === '*[]' && name?.endsWith('[]') === true
}

/** 0 in a vector only says that there is a number. */
function kindOf(value: unknown): string {
  if (typeof value !== 'number' || value === 0) return typeof value
  return value > 100_000_000_000 ? 'milliseconds' : value > 1_000_000_000 ? 'number' : 'small number'
}
