import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Decimal } from '../src/sql/decimal.js'
import { parseJson } from '../src/sql/json-parser.js'
import { compileQuery } from '../src/sql/rule-query.js'
import { SqlFunctionNotCovered, SqlParseError } from '../src/sql/sql-parse-error.js'
import { compileTemplate } from '../src/sql/template.js'
import { toJson } from '../src/sql/value.js'

const WORDS =
  'SELECT FROM WHERE VALUE AS AND OR NOT IN CASE WHEN THEN ELSE END SET EXISTS CAST get topic encode a.b * + - / % = <> >= <= < > ( ) { } [ ] , : . @v \'a\' "b" 1 2.5 1E9 # $ \' " ${ }'.split(
    ' ',
  )

/** Text that looks like SQL, and text that does not. */
const sqlLike = fc.oneof(
  fc.string({ maxLength: 200, unit: 'binary' }),
  fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }).map((words) => `SELECT ${words.join(' ')}`),
)

function outcomeOf(source: string, parse: () => unknown): string {
  try {
    parse()
    return 'parsed'
  } catch (error) {
    if (error instanceof SqlFunctionNotCovered) return 'not covered'
    if (error instanceof SqlParseError && error.position >= 0 && error.position <= source.length) return 'refused'
    throw error
  }
}

test('any text is either a statement or refused with a position in it', () => {
  fc.assert(
    fc.property(sqlLike, fc.constantFrom('2015-10-08' as const, '2016-03-23' as const), (sql, version) => {
      const outcomes = ['parsed', 'refused', 'not covered']
      expect(outcomes).toContain(outcomeOf(sql, () => compileQuery(sql, version)))
      const template = `x\${${sql}`
      expect(outcomes).toContain(outcomeOf(template, () => compileTemplate(template, version, new Set())))
    }),
    { numRuns: 2_000, seed: 1 },
  )
})

test('nesting and chains beyond any sensible statement are refused, not followed', () => {
  const deep = [
    `SELECT ${'('.repeat(50_000)} FROM 'a'`,
    `SELECT ${'NOT '.repeat(30_000)} a AS b FROM 'a'`,
    `SELECT ${'-'.repeat(100_000)}1 AS b FROM 'a'`,
    `SELECT a${'.a'.repeat(60_000)} FROM 'a'`,
    `SELECT ${'a + '.repeat(30_000)} a AS b FROM 'a'`,
    `SELECT ${'abs('.repeat(20_000)} FROM 'a'`,
    `SELECT ${'[ '.repeat(50_000)} FROM 'a'`,
    `SELECT ${'(SELECT '.repeat(10_000)} FROM 'a'`,
    `SELECT ${'CASE '.repeat(20_000)} FROM 'a'`,
    `SELECT '${"'".repeat(100_001)} FROM 'a'`,
  ]
  for (const sql of deep) expect(() => compileQuery(sql, '2016-03-23')).toThrow(SqlParseError)
})

test('documents read and written again are the same as with JSON.parse', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const result = parseJson(text, '2016-03-23')
      if (!result.isJson) throw new Error('JSON was not read.')
      expect(JSON.parse(toJson(result.value))).toEqual(JSON.parse(text, (_key, value: unknown) => (value === 0 ? 0 : value)))
    }),
    { numRuns: 500, seed: 1 },
  )
})

test('text that JSON.parse refuses is not taken for JSON', () => {
  fc.assert(
    fc.property(
      fc.string({
        maxLength: 30,
        unit: fc.constantFrom(...'{ } [ ] " , : 0 1 2 e E . - + t r u f a l s n \\ true null'.split(' '), ' ', '\n'),
      }),
      (text) => {
        let isValid = true
        try {
          JSON.parse(text)
        } catch {
          isValid = false
        }
        expect(parseJson(text, '2016-03-23').isJson).toBe(isValid)
      },
    ),
    { numRuns: 3_000, seed: 1 },
  )
})

test('[RUL-301] whole numbers of up to 34 digits are exact', () => {
  const bound = 10n ** 16n
  const whole = fc.bigInt({ min: -bound, max: bound })
  fc.assert(
    fc.property(whole, whole, (a, b) => {
      const [x, y] = [Decimal.int(a), Decimal.int(b)]
      expect([x.plus(y), x.minus(y), x.times(y)].map(String)).toEqual([a + b, a - b, a * b].map(String))
      expect(Math.sign(x.compare(y))).toBe(a < b ? -1 : a > b ? 1 : 0)
      if (b !== 0n) expect(String(x.modulo(y))).toBe(String(a % b))
    }),
    { numRuns: 500, seed: 1 },
  )
})

test('[RUL-301] doubles come back as they went in', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(Decimal.fromDouble(number)?.toNumber()).toBe(number === 0 ? 0 : number)
    }),
    { numRuns: 500, seed: 1 },
  )
})

test('[RUL-301] nanosecond timestamps survive, numbers out of range make a document no JSON', () => {
  const text = '{"t":1700000002000000001,"d":0.1234567890123456789012345678901234}'
  const result = parseJson(text, '2016-03-23')
  expect(result.isJson && toJson(result.value)).toBe(text)
  expect(parseJson('1e1000', '2016-03-23').isJson).toBe(false)
})
