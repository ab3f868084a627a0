import { serviceModels } from '@iot-core-local/core'
import { expect, test } from 'vitest'
import type { RuleAction, TopicRulePayload } from '../src/topic-rule.js'
import { useRules } from './use-rules.js'
import { type Vector, vectors } from './vectors.js'

const ROLE = 'arn:aws:iam::123456789012:role/any'

const ofKind = (kind: string): readonly Vector[] => vectors.filter((vector) => vector.kind === kind)

/** The kinds of action that a vector is about. */
function actionOf({ when, given }: Vector): RuleAction | undefined {
  const action = when['action'] ?? when['failingAction'] ?? given['action'] ?? (given['batch'] === undefined ? undefined : 'http')
  if (typeof action === 'string') return { [action]: {} }
  return action === undefined ? undefined : action
}

for (const vector of [...ofKind('action'), ...ofKind('errorAction')]) {
  const action = actionOf(vector)
  if (action === undefined || action.republish !== undefined) continue
  const kind = Object.keys(action)[0] ?? ''
  test(`[${vector.rule}] ${vector.id} is refused at creation (not covered: ${kind})`, () => {
    const { create } = useRules()
    for (const payload of [{ actions: [action] }, { actions: [], errorAction: action }] satisfies Partial<TopicRulePayload>[]) {
      expect(() => create('r', { sql: "SELECT * FROM 'a'", ...payload })).toThrow(
        expect.objectContaining({ name: 'NotImplementedException', message: expect.stringContaining(kind) as unknown }),
      )
    }
  })
}

interface RepublishVector {
  readonly topic: string
  readonly payload: unknown
  readonly qos?: number
  readonly properties?: { readonly contentType: string; readonly correlationDataUtf8: string; readonly userProperties: [string, string][] }
}

for (const { id, rule, given, when, then } of ofKind('action')) {
  const { republish } = when['action'] as RuleAction
  if (republish === undefined) continue
  test(`[${rule}] ${id}: republish sends what is documented`, async () => {
    const { create, publish, published, account } = useRules()
    const sql = typeof given['sql'] === 'string' ? given['sql'] : "SELECT * FROM '#'"
    create('r', { sql, awsIotSqlVersion: '2016-03-23', actions: [{ republish: { ...republish, roleArn: ROLE } }] })
    if (typeof given['nowMs'] === 'number') account.timers.freeze(given['nowMs'])
    await publish(String(given['topic']), given['result'] ?? given['payload'])
    const expected = then['publish'] as RepublishVector
    const [sent] = published
    expect(sent?.topic).toBe(expected.topic)
    expect(JSON.parse(sent?.payload ?? '')).toEqual(expected.payload)
    expect(sent?.qos).toBe(expected.qos ?? 0)
    if (expected.properties === undefined) return
    expect(sent?.properties?.payloadFormatIndicator).toBe(true)
    expect(sent?.properties?.contentType).toBe(expected.properties.contentType)
    expect(sent?.properties?.correlationData?.toString('utf8')).toBe(expected.properties.correlationDataUtf8)
    expect(sent?.properties?.userProperties).toEqual(Object.fromEntries(expected.properties.userProperties.map(([k, v]) => [k, [v]])))
  })
}

for (const { id, rule, given, then } of ofKind('api')) {
  if (then['method'] === undefined) continue
  test(`[${rule}] ${id}: the operation has the documented method and path`, () => {
    const operation = serviceModels.iot.operations[String(given['operation'])]
    expect({ method: operation?.method, path: operation?.path }).toEqual(then)
  })
}

test('[RUL-712] RULV-ERR-008 a statement that fails runs neither actions nor the error action', async () => {
  const { create, publish, published, account } = useRules()
  const republish = { topic: 'x', roleArn: ROLE }
  const sql = "SET @a = a SELECT (SELECT VALUE (SELECT VALUE 1 FROM @a) FROM @a) AS b FROM 't'"
  create('r', { sql, awsIotSqlVersion: '2016-03-23', actions: [{ republish }], errorAction: { republish } })
  await publish('t', { a: Array.from({ length: 400 }, () => ({})) })
  expect(published).toEqual([])
  expect(account.decisions.find({ reason: 'SQL_FAILURE' })).toHaveLength(1)
})

test('operations on destinations are left to the coverage answer', () => {
  const { rules } = useRules()
  expect(Object.keys(rules.operations.iot ?? {}).filter((name) => name.includes('Destination'))).toEqual([])
})
