import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { REPUBLISH, useRules } from './use-rules.js'

const LAMBDA = { lambda: { functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f' } }

test('[RUL-022] SQL that does not parse is refused with its position, and nothing is stored', () => {
  const { create, rules, account } = useRules()
  expect(() => create('r', { sql: "SEECT * from 'test/msg'", actions: [LAMBDA] })).toThrow(
    expect.objectContaining({ name: 'SqlParseException', status: 400, message: expect.stringContaining('line 1, column 1') as unknown }),
  )
  expect(() => rules.operations.iot?.GetTopicRule?.({ ruleName: 'r' }, account.call)).toThrow("Access to topic rule 'r' was denied")
})

test('[RUL-031] a missing rule is denied with 401 by every operation on it', () => {
  const { rules, account } = useRules()
  const { GetTopicRule, DeleteTopicRule, EnableTopicRule, DisableTopicRule, ReplaceTopicRule } = rules.operations.iot ?? {}
  const denied = expect.objectContaining({
    name: 'UnauthorizedException',
    status: 401,
    message: "Access to topic rule 'xxxxxxxx' was denied",
  }) as Error
  for (const operation of [GetTopicRule, DeleteTopicRule, EnableTopicRule, DisableTopicRule]) {
    expect(() => operation?.({ ruleName: 'xxxxxxxx' }, account.call)).toThrow(denied)
  }
  const topicRulePayload = { sql: "SELECT * FROM 'a'", actions: [] }
  expect(() => ReplaceTopicRule?.({ ruleName: 'xxxxxxxx', topicRulePayload }, account.call)).toThrow(denied)
})

test('[RUL-021] a name that exists is refused with 409', () => {
  const { create } = useRules()
  create('myrule', { sql: "SELECT * FROM 'a'", actions: [LAMBDA] })
  expect(() => create('myrule', { sql: "SELECT * FROM 'a'", actions: [LAMBDA] })).toThrow(
    expect.objectContaining({ name: 'ResourceAlreadyExistsException', status: 409 }),
  )
})

test('[RUL-101] the default version is 2015-10-08, and an unknown one is refused', async () => {
  const { create, rules, account } = useRules()
  create('r', { sql: "SELECT * FROM 'a'", actions: [LAMBDA], description: 'd' })
  expect(await rules.operations.iot?.GetTopicRule?.({ ruleName: 'r' }, account.call)).toEqual({
    ruleArn: 'arn:aws:iot:us-east-1:123456789012:rule/r',
    rule: {
      ruleName: 'r',
      sql: "SELECT * FROM 'a'",
      description: 'd',
      actions: [LAMBDA],
      ruleDisabled: false,
      awsIotSqlVersion: '2015-10-08',
      createdAt: new Date(account.timers.now()),
    },
  })
  expect(() => create('s', { sql: "SELECT * FROM 'a'", actions: [], awsIotSqlVersion: '2020-01-01' })).toThrow(
    expect.objectContaining({ name: 'InvalidRequestException' }),
  )
})

test('[RUL-104] constructs of 2016-03-23 are refused in the older version', () => {
  const { create } = useRules()
  for (const sql of [
    "SELECT {'a': 1} AS o FROM 'a'",
    "SELECT [1] AS o FROM 'a'",
    "SELECT (SELECT a FROM b) AS o FROM 'a'",
    "SELECT length(a) FROM 'a'",
  ]) {
    expect(() => create('r', { sql, actions: [] })).toThrow(expect.objectContaining({ name: 'SqlParseException' }))
    create(`r${String(sql.length)}`, { sql, actions: [], awsIotSqlVersion: '2016-03-23' })
  }
})

test('[RUL-222] a statement without FROM is accepted and listed without a topic pattern', async () => {
  const { create, rules, account } = useRules()
  create('direct', { sql: 'SELECT *, sfnTaskToken', actions: [LAMBDA], awsIotSqlVersion: '2016-03-23' })
  const { rules: listed } = (await rules.operations.iot?.ListTopicRules?.({}, account.call)) ?? {}
  expect(listed).toEqual([
    { ruleArn: account.arns.rule('direct'), ruleName: 'direct', createdAt: new Date(account.timers.now()), ruleDisabled: false },
  ])
})

test('[RUL-032] rules are listed by name, in pages, and by topic and state', async () => {
  const { create, rules, account } = useRules()
  for (const name of ['c', 'a', 'b']) create(name, { sql: `SELECT * FROM '${name}/#'`, actions: [], ruleDisabled: name === 'b' })
  const list = rules.operations.iot?.ListTopicRules
  const names = async (input: Parameters<NonNullable<typeof list>>[0]): Promise<unknown> =>
    (await list?.(input, account.call))?.rules?.map(({ ruleName }) => ruleName)
  const first = await list?.({ maxResults: 2 }, account.call)
  expect(first?.rules?.map(({ ruleName }) => ruleName)).toEqual(['a', 'b'])
  expect(await names({ maxResults: 2, ...(first?.nextToken === undefined ? {} : { nextToken: first.nextToken }) })).toEqual(['c'])
  expect(await names({ topic: 'c/1' })).toEqual(['c'])
  expect(await names({ topic: 'c/#' })).toEqual(['c'])
  expect(await names({ ruleDisabled: true })).toEqual(['b'])
})

test('[RUL-026] replacing returns what is left out to its default and takes effect at once', async () => {
  const { create, rules, account, publish, published } = useRules()
  create('r', { sql: "SELECT * FROM 'a'", actions: [REPUBLISH('old')], ruleDisabled: true, awsIotSqlVersion: '2016-03-23' })
  await publish('a', {})
  void rules.operations.iot?.ReplaceTopicRule?.(
    { ruleName: 'r', topicRulePayload: { sql: "SELECT * FROM 'a'", actions: [REPUBLISH('new')] } },
    account.call,
  )
  await publish('a', {})
  expect(published.map(({ topic }) => topic)).toEqual(['new'])
  const got = await rules.operations.iot?.GetTopicRule?.({ ruleName: 'r' }, account.call)
  expect(got?.rule).toMatchObject({ ruleDisabled: false, awsIotSqlVersion: '2015-10-08' })
})

test('actions, functions and tags that are not covered are refused by name', () => {
  const { create, rules, account } = useRules()
  const missing = (what: string): Error =>
    expect.objectContaining({ name: 'NotImplementedException', message: expect.stringContaining(what) as unknown }) as Error
  expect(() => create('r', { sql: "SELECT * FROM 'a'", actions: [{ sqs: { queueUrl: 'q', roleArn: 'r' } }] })).toThrow(missing('sqs'))
  expect(() => create('r', { sql: "SELECT get_secret('a','b','c') AS s FROM 'a'", actions: [] })).toThrow(missing('get_secret'))
  const topicRulePayload = { sql: "SELECT * FROM 'a'", actions: [] }
  expect(() => rules.operations.iot?.CreateTopicRule?.({ ruleName: 'r', topicRulePayload, tags: 'a=b' }, account.call)).toThrow(
    missing('tags'),
  )
})

test('[RUL-029] field references outside influxDB actions are refused', () => {
  const { create } = useRules()
  expect(() => create('r', { sql: "SELECT * FROM 'a'", actions: [REPUBLISH('x/@{field}')] })).toThrow(
    expect.objectContaining({ name: 'InvalidRequestException' }),
  )
})

test('[RUL-024] a rule of more than 128 KB is refused', () => {
  const { create } = useRules()
  expect(() => create('r', { sql: `SELECT '${'x'.repeat(131_072)}' AS x FROM 'a'`, actions: [] })).toThrow(
    expect.objectContaining({ name: 'InvalidRequestException' }),
  )
})

test('rules outlive the process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'account.sqlite')
  useRules({ file }).create('kept', { sql: "SELECT * FROM 'a'", actions: [REPUBLISH('b')] })
  const { publish, published } = useRules({ file })
  await publish('a', {})
  expect(published).toHaveLength(1)
})
