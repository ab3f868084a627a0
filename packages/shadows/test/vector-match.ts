import { expect } from 'vitest'

/** What the placeholders of one vector stand for: `$t1` is the same integer wherever it occurs. */
export type Bindings = Map<string, number>

/** Compares as the vectors' conventions say; `isExact` allows no further members at any level. */
export function expectMatch(actual: unknown, expected: unknown, bindings: Bindings, isExact: boolean, path = '$'): void {
  if (typeof expected === 'string' && expected.startsWith('$')) {
    matchPlaceholder(actual, expected, bindings, path)
  } else if (Array.isArray(expected)) {
    expect(actual, path).toHaveLength(expected.length)
    for (const [index, item] of expected.entries())
      expectMatch(memberOf(actual, String(index)), item, bindings, isExact, `${path}[${index}]`)
  } else if (isObject(expected)) {
    if ('$set' in expected) {
      expect([...(actual as unknown[])].sort(), path).toEqual([...(expected['$set'] as unknown[])].sort())
    } else if ('$greaterThan' in expected) {
      expect(actual, path).toBeGreaterThan(Number(expected['$greaterThan']))
    } else {
      expect(isObject(actual), path).toBe(true)
      for (const [name, value] of Object.entries(expected)) expectMatch(memberOf(actual, name), value, bindings, isExact, `${path}.${name}`)
      if (isExact) expect(Object.keys(actual as object).sort(), path).toEqual(presentNames(expected))
    }
  } else {
    expect(actual, path).toBe(expected)
  }
}

function matchPlaceholder(actual: unknown, placeholder: string, bindings: Bindings, path: string): void {
  if (placeholder === '$absent') expect(actual, path).toBeUndefined()
  else if (placeholder === '$int') expect(Number.isInteger(actual), path).toBe(true)
  else if (placeholder.startsWith('$prefix:')) expect(actual, path).toMatch(new RegExp(`^${placeholder.slice(8)}`))
  else if (/^\$t\d$/.test(placeholder)) {
    expect(Number.isInteger(actual), path).toBe(true)
    expect(actual, path).toBe(bindings.get(placeholder) ?? actual)
    bindings.set(placeholder, Number(actual))
  } else throw new Error(`Unknown placeholder ${placeholder} at ${path}.`)
}

function presentNames(expected: Record<string, unknown>): string[] {
  return Object.keys(expected)
    .filter((name) => expected[name] !== '$absent')
    .sort()
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
