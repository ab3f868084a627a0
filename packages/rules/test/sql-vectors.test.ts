import { topicMatches } from '@iot-core-local/core'
import { expect, test } from 'vitest'
import type { RuleMessageProperties } from '../src/ports.js'
import type { FunctionContext } from '../src/sql/functions/sql-function.js'
import { MessagePayload } from '../src/sql/message-payload.js'
import { compileQuery, type QueryResult } from '../src/sql/rule-query.js'
import { SqlFunctionNotCovered } from '../src/sql/sql-parse-error.js'
import { compileTemplate } from '../src/sql/template.js'
import { type Vector, vectors } from './vectors.js'

/** Vectors whose statement is refused when the rule is created, because a function is missing. */
const NOT_COVERED: ReadonlyMap<string, string> = new Map([
  ['RULV-SQL-061', 'not covered: get_dynamodb'],
  ['RULV-SQL-063', 'not covered: get_dynamodb'],
  ['RULV-SQL-064', 'not covered: get_registry_data'],
  ['RULV-SEC-001', 'not covered: get_secret'],
  ['RULV-SEC-002', 'not covered: get_secret'],
  ['RULV-SEC-004', 'not covered: get_secret'],
  ['RULV-SEC-005', 'not covered: get_secret'],
])

/** Where AWS's pages contradict each other; the answer chosen is in docs/reference/sql.md. */
const DISPUTED_OTHERWISE: ReadonlySet<string> = new Set(['RULV-FN-011', 'RULV-FN-020'])

const runnable = vectors.filter(({ kind, id }) => ['expr', 'sql', 'where', 'template'].includes(kind) && !DISPUTED_OTHERWISE.has(id))

for (const vector of runnable) {
  const reason = NOT_COVERED.get(vector.id)
  if (reason === undefined) test(`[${vector.rule}] ${vector.id} gives the documented result`, () => check(vector))
  else {
    test(`[${vector.rule}] ${vector.id} is refused at creation (${reason})`, () => {
      const source = sourceOf(vector)
      const compile = (): unknown =>
        vector.kind === 'template'
          ? compileTemplate(source, '2016-03-23', new Set())
          : compileQuery(vector.kind === 'expr' ? `SELECT ${source} AS v FROM 'a/b'` : source, '2016-03-23')
      expect(compile).toThrow(SqlFunctionNotCovered)
    })
  }
}

for (const { id, rule, given, when, then } of vectors.filter(
  ({ kind, given }) => kind === 'topicFilter' && given['ruleName'] === undefined,
)) {
  test(`[${rule}] ${id}: the FROM filter decides as documented`, () => {
    const query = compileQuery(`SELECT * FROM '${String(given['from'])}'`, '2016-03-23')
    expect(topicMatches(query.topicFilter ?? '', textIn(when, 'topic'))).toBe(then['triggered'])
  })
}

function check(vector: Vector): void {
  const { kind, when, then } = vector
  const context = contextOf(vector)
  if (kind === 'template') {
    const text = textIn(when, 'template')
    const template = compileTemplate(text.startsWith('$$') ? text.slice(1) : text, '2016-03-23', new Set())
    expect(template.render(compileQuery('SELECT *', '2016-03-23').open(context))).toBe(then['text'])
    return
  }
  const sql =
    kind === 'expr'
      ? `SELECT ${textIn(when, 'expr')} AS v FROM 'a/b'`
      : kind === 'where'
        ? `SELECT * FROM 'a/b' WHERE ${textIn(when, 'where')}`
        : textIn(when, 'sql')
  const query = compileQuery(sql, '2016-03-23')
  const result = query.run(query.open(context))
  if (kind === 'where') expect(result.isMatch).toBe(then['matches'])
  else if (kind === 'expr') checkExpression(result, then)
  else checkOutput(result, then)
}

function checkExpression(result: QueryResult, then: Vector['then']): void {
  const output = json(result) as { v?: unknown }
  const range = then['numberBetween']
  if (then['undefined'] === true) expect(output).toEqual({})
  else if (Array.isArray(range)) {
    expect(output.v).toBeGreaterThanOrEqual(Number(range[0]))
    expect(output.v).toBeLessThanOrEqual(Number(range[1]))
  } else if (then['tolerance'] !== undefined) {
    expect(Math.abs(Number(output.v) - Number(then['value']))).toBeLessThanOrEqual(Number(then['tolerance']))
  } else {
    expect(Object.hasOwn(then, 'value')).toBe(true)
    expect(output).toEqual({ v: then['value'] })
  }
}

function checkOutput(result: QueryResult, then: Vector['then']): void {
  if (then['noAction'] === true) expect(result.isMatch).toBe(false)
  else if (then['outputBase64'] !== undefined) expect(bytes(result).toString('base64')).toBe(then['outputBase64'])
  else if (then['outputText'] !== undefined) expect(bytes(result).toString('utf8')).toBe(then['outputText'])
  else if (then['tolerance'] === undefined) {
    expect(Object.hasOwn(then, 'output')).toBe(true)
    expect(json(result)).toEqual(then['output'])
  } else {
    const output = json(result) as Record<string, number>
    for (const [name, value] of Object.entries(then['output'] as Record<string, number>)) {
      expect(Math.abs((output[name] ?? Number.NaN) - value)).toBeLessThanOrEqual(Number(then['tolerance']))
    }
  }
}

function bytes(result: QueryResult): Buffer {
  if (!result.isMatch) throw new Error('WHERE was not true.')
  return result.output
}

function json(result: QueryResult): unknown {
  return JSON.parse(bytes(result).toString('utf8'))
}

interface Mqtt5 {
  readonly payloadFormatIndicator?: number
  readonly contentType?: string
  readonly correlationDataBase64?: string
  readonly userProperties?: readonly (readonly [string, string])[]
}

function contextOf({ given }: Vector): FunctionContext {
  const text = (name: string): string | undefined => {
    const value = given[name]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  }
  const base64 = text('payloadBase64')
  const payload =
    base64 === undefined
      ? Buffer.from(text('payloadText') ?? JSON.stringify(given['payload'] ?? {}), 'utf8')
      : Buffer.from(base64, 'base64')
  const role = text('roleId')
  const thumbprint = text('certificateThumbprint')
  return {
    version: '2016-03-23',
    accountId: text('accountId') ?? '123456789012',
    topic: text('topic') ?? text('publishedTopic')?.split('/').slice(3).join('/') ?? 'a/b',
    clientId: text('clientId'),
    principal:
      role !== undefined
        ? { kind: 'iam', accessKeyId: `${role}:${String(given['sessionName'])}`, arn: '' }
        : { kind: 'certificate', certificateId: thumbprint ?? 'c'.repeat(64), arn: '' },
    sourceIp: text('sourceIp'),
    nowMs: Number(given['nowMs'] ?? 0),
    traceId: text('traceId'),
    properties: propertiesOf(given['mqtt5'] ?? {}),
    payload: new MessagePayload(payload),
    newUuid: () => '00000000-0000-4000-8000-000000000000',
    random: () => 0.5,
  }
}

function propertiesOf(mqtt5: Mqtt5): RuleMessageProperties {
  return {
    ...(mqtt5.payloadFormatIndicator === undefined ? {} : { payloadFormatIndicator: mqtt5.payloadFormatIndicator === 1 }),
    ...(mqtt5.contentType === undefined ? {} : { contentType: mqtt5.contentType }),
    ...(mqtt5.correlationDataBase64 === undefined ? {} : { correlationData: Buffer.from(mqtt5.correlationDataBase64, 'base64') }),
    ...(mqtt5.userProperties === undefined ? {} : { userProperties: mqtt5.userProperties }),
  }
}

function textIn(record: Readonly<Record<string, unknown>>, name: string): string {
  const value = record[name]
  if (typeof value !== 'string') throw new Error(`The vector has no ${name}.`)
  return value
}

function sourceOf({ kind, when }: Vector): string {
  return textIn(when, kind)
}
