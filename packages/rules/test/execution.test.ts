import { expect, test } from 'vitest'
import { REPUBLISH, useRules } from './use-rules.js'

const VERSION = '2016-03-23'

test('[RUL-701] a matching message is selected and republished', async () => {
  const { create, publish, published } = useRules()
  create('hot', {
    sql: "SELECT temperature, topic(2) AS device FROM 'dev/+/data' WHERE temperature > 30",
    awsIotSqlVersion: VERSION,
    actions: [REPUBLISH('alarms/${topic(2)}')],
  })
  await publish('dev/7/data', { temperature: 31.5 })
  await publish('dev/7/data', { temperature: 29 })
  await publish('dev/7/other', { temperature: 40 })
  expect(published).toEqual([{ topic: 'alarms/7', payload: '{"temperature":31.5,"device":"7"}', qos: 0, properties: undefined }])
})

test('[RUL-703] a rule runs after the publish that brought the message has returned', async () => {
  const { create, rules, published, account } = useRules()
  create('copy', { sql: "SELECT * FROM 'a'", actions: [REPUBLISH('b')] })
  const principal = { kind: 'internal' } as const
  rules.sink.accept({ topic: 'a', payload: Buffer.from('{}'), qos: 0, principal, receivedAtMs: 0 })
  expect(published).toEqual([])
  await account.timers.advance(0)
  expect(published).toHaveLength(1)
})

test('[RUL-702] messages of one rule are worked on in the order of their publishes', async () => {
  const { create, rules, published, account } = useRules()
  create('copy', { sql: "SELECT * FROM 'a'", actions: [REPUBLISH('b')] })
  const principal = { kind: 'internal' } as const
  for (let n = 0; n < 100; n++) rules.sink.accept({ topic: 'a', payload: Buffer.from(String(n)), qos: 0, principal, receivedAtMs: 0 })
  await account.timers.advance(0)
  expect(published.map(({ payload }) => Number(payload))).toEqual(Array.from({ length: 100 }, (_, n) => n))
})

test('[RUL-251] encode(*) is the base64 text of the published bytes, JSON or not', async () => {
  const { create, account, functions, rules } = useRules()
  create('copy', {
    sql: "SELECT encode(*, 'base64') AS data FROM 'a'",
    awsIotSqlVersion: VERSION,
    actions: [{ lambda: { functionArn: 'f' } }],
  })
  const events: unknown[] = []
  functions.register('f', (event) => events.push(event))
  rules.sink.accept({ topic: 'a', payload: Buffer.from('AAECA/8=', 'base64'), qos: 0, principal: { kind: 'internal' }, receivedAtMs: 0 })
  await account.timers.advance(0)
  expect(events).toEqual([{ data: 'AAECA/8=' }])
})

test('[RUL-811] a lambda action gives the function in process the output as its event', async () => {
  const { create, publish, functions } = useRules()
  const events: unknown[] = []
  functions.register('alarm', (event, context) => events.push([event, context]))
  const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:alarm:live'
  create('call', { sql: "SELECT a, clientid() AS who FROM 't'", actions: [{ lambda: { functionArn } }] })
  await publish('t', { a: [1, { b: null }] })
  expect(events).toEqual([
    [
      { a: [1, { b: null }], who: 'device-1' },
      { functionName: 'alarm', invokedFunctionArn: functionArn },
    ],
  ])
})

test('[RUL-710] two failing actions lead to one error message that lists both', async () => {
  const { create, publish, published } = useRules()
  create('broken', {
    sql: "SELECT * FROM 't'",
    awsIotSqlVersion: VERSION,
    actions: [{ lambda: { functionArn: 'nobody' } }, REPUBLISH('x/${missing}'), REPUBLISH('fine')],
    errorAction: REPUBLISH('errors/${topic()}'),
  })
  await publish('t', { a: 1 })
  expect(published.map(({ topic }) => topic)).toEqual(['fine', 'errors/t'])
  const document: unknown = JSON.parse(published[1]?.payload ?? '')
  expect(document).toMatchObject({
    ruleName: 'broken',
    topic: 't',
    clientId: 'device-1',
    sourceIp: '127.0.0.1',
    base64OriginalPayload: Buffer.from('{"a":1}').toString('base64'),
    failures: [
      {
        failedAction: 'LambdaAction',
        failedResource: 'nobody',
        errorMessage: 'Failed to invoke lambda function. Received Server error from Lambda. The error code is 404',
      },
      { failedAction: 'RepublishAction', failedResource: 'x/${missing}' },
    ],
  })
})

test('[RUL-801] a leading $$ reaches a reserved topic; [RUL-802] headers become MQTT 5 properties', async () => {
  const { create, publish, published } = useRules()
  create('shadow', {
    sql: "SELECT state FROM 'my/update'",
    actions: [
      {
        republish: {
          topic: '$$aws/things/Bulb/shadow/update',
          roleArn: 'arn:aws:iam::123456789012:role/any',
          qos: 1,
          headers: {
            payloadFormatIndicator: 'UTF8_DATA',
            contentType: 'rule/${topic(1)}',
            correlationData: 'cnVsZSBjb3JyZWxhdGlvbiBkYXRh',
            messageExpiry: '60',
            userProperties: [
              { key: 'k', value: '1' },
              { key: 'k', value: '2' },
            ],
          },
        },
      },
    ],
  })
  await publish('my/update', { state: { reported: { connected: 'false' } } })
  expect(published).toEqual([
    {
      topic: '$aws/things/Bulb/shadow/update',
      payload: '{"state":{"reported":{"connected":"false"}}}',
      qos: 1,
      properties: {
        payloadFormatIndicator: true,
        contentType: 'rule/my',
        correlationData: Buffer.from('rule correlation data'),
        messageExpiryIntervalSeconds: 60,
        userProperties: { k: ['1', '2'] },
      },
    },
  ])
})

test('[RUL-705] a rule whose output matches its own filter is cut off after the set number of republishes', async () => {
  const { create, publish, published, account } = useRules({ isLooped: true, maxRepublishDepth: 3 })
  create('loop', { sql: "SELECT * FROM 'a'", actions: [REPUBLISH('a')] })
  await publish('a', { n: 1 })
  expect(published).toHaveLength(3)
  const failed = account.decisions.find({ kind: 'rule', outcome: 'failed' })
  expect(failed.map(({ eventType, reason }) => [eventType, reason])).toEqual([['RuleExecution', 'ACTION_FAILURE']])
})

test('[RUL-720] Basic Ingest runs the named rule only, whatever its FROM, and topic() sees the rest', async () => {
  const { create, publish, published } = useRules()
  create('direct', { sql: "SELECT topic() AS t FROM 'Buildings/#'", actions: [REPUBLISH('direct')] })
  create('other', { sql: "SELECT * FROM 'Buildings/#'", actions: [REPUBLISH('other')] })
  create('nofrom', { sql: 'SELECT topic() AS t', actions: [REPUBLISH('nofrom')] })
  await publish('$aws/rules/direct/Buildings/5/Lights', {})
  await publish('$aws/rules/nofrom', {})
  expect(published.map(({ topic, payload }) => [topic, payload])).toEqual([
    ['direct', '{"t":"Buildings/5/Lights"}'],
    ['nofrom', '{"t":""}'],
  ])
})

test('[RUL-722] Basic Ingest to a rule that does not exist leaves a RuleNotFound entry', async () => {
  const { publish, account } = useRules()
  await publish('$aws/rules/example_rule', {})
  expect(account.decisions.find({ kind: 'rule' })).toMatchObject([
    {
      eventType: 'RuleNotFound',
      reason: 'RuleNotFound',
      topic: '$aws/rules/example_rule',
      details: { logLevel: 'ERROR', status: 'Failure', ruleName: 'example_rule', details: 'Rule example_rule not found' },
    },
  ])
})

test('[RUL-731] a match and each action leave a record', async () => {
  const { create, publish, account } = useRules()
  create('JSONLogsRule', { sql: "SELECT * FROM 'rules/test'", actions: [REPUBLISH('out')] })
  await publish('rules/test', {})
  expect(account.decisions.find({ kind: 'rule' })).toMatchObject([
    {
      eventType: 'RuleMatch',
      outcome: 'allowed',
      topic: 'rules/test',
      details: { logLevel: 'INFO', status: 'Success', ruleName: 'JSONLogsRule' },
    },
    { eventType: 'RuleExecution', outcome: 'allowed', details: { ruleAction: 'RepublishAction', resources: { RepublishTopic: 'out' } } },
  ])
})

test('[RUL-731] messages beyond the capacity of a rule are dropped and recorded as throttled', async () => {
  const { create, rules, account, published } = useRules({ maxPendingPerRule: 2 })
  create('copy', { sql: "SELECT * FROM 'a'", actions: [REPUBLISH('b')] })
  const message = { topic: 'a', payload: Buffer.from('{}'), qos: 0, principal: { kind: 'internal' }, receivedAtMs: 0 } as const
  for (let n = 0; n < 3; n++) rules.sink.accept(message)
  await account.timers.advance(0)
  expect(published).toHaveLength(2)
  expect(account.decisions.find({ reason: 'RuleExecutionThrottled' })).toHaveLength(1)
})

test('topics without rules are of no interest, and disabled rules neither', () => {
  const { create, rules, account } = useRules()
  create('on', { sql: "SELECT * FROM 'a/+'", actions: [] })
  create('off', { sql: "SELECT * FROM 'b'", actions: [], ruleDisabled: true })
  expect(['a/1', 'a/1', 'a', 'b', '$aws/rules/on'].map((topic) => rules.sink.hasInterest(topic))).toEqual([true, true, false, false, true])
  void rules.operations.iot?.DisableTopicRule?.({ ruleName: 'on' }, account.call)
  expect(rules.sink.hasInterest('a/1')).toBe(false)
})

test('[RUL-704] an action whose template costs too much fails alone', async () => {
  const { create, publish, published, account } = useRules()
  create('r', { sql: "SELECT 1 AS n FROM 't'", actions: [REPUBLISH("${replace(replace(a, '', a), '', a)}"), REPUBLISH('fine')] })
  await publish('t', { a: 'x'.repeat(10_000) })
  expect(published.map(({ topic }) => topic)).toEqual(['fine'])
  expect(account.decisions.find({ reason: 'ACTION_FAILURE' })).toHaveLength(1)
})
