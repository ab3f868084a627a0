import { expect, test } from 'vitest'
import { HOUR_MS, START_MS, useCommands } from './use-commands.js'

const PAYLOAD = { content: new Uint8Array([0, 255, 10]) }

test('[CMD-001] a command keeps its payload as it is, and is application/octet-stream unless it says otherwise', async () => {
  const h = useCommands()
  expect(await h.call('CreateCommand', { commandId: 'a', payload: PAYLOAD, displayName: 'A', description: 'the first' })).toEqual({
    commandId: 'a',
    commandArn: 'arn:aws:iot:us-east-1:123456789012:command/a',
  })
  expect(await h.call('GetCommand', { commandId: 'a' })).toEqual({
    commandId: 'a',
    commandArn: 'arn:aws:iot:us-east-1:123456789012:command/a',
    namespace: 'AWS-IoT',
    displayName: 'A',
    description: 'the first',
    payload: { ...PAYLOAD, contentType: 'application/octet-stream' },
    createdAt: new Date(START_MS),
    lastUpdatedAt: new Date(START_MS),
    deprecated: false,
    pendingDeletion: false,
  })
})

test('[CMD-001] a payload may have 32 KB and no byte more, and is not empty', async () => {
  const h = useCommands()
  const create = (size: number) => h.refusal('CreateCommand', { commandId: `c${size}`, payload: { content: Buffer.alloc(size) } })
  expect(await create(32_768)).toBe('accepted')
  expect(await create(32_769)).toBe('ValidationException 400')
  expect(await create(0)).toBe('ValidationException 400')
})

test('[CMD-001] [CMD-013] a command has a payload or a template, and what belongs to it', async () => {
  const h = useCommands()
  const template = {
    payloadTemplate: '{"a":"${aws:iot:commandexecution::parameter:a}"}',
    preprocessor: { awsJsonSubstitution: { outputFormat: 'JSON' as const } },
  }
  const refused = [
    {},
    { payload: PAYLOAD, ...template },
    { payload: PAYLOAD, preprocessor: template.preprocessor },
    { payload: PAYLOAD, mandatoryParameters: [{ name: 'a' }] },
    { payload: {} },
    { payload: { ...PAYLOAD, contentType: 'json' } },
    { payloadTemplate: template.payloadTemplate },
    { payloadTemplate: template.payloadTemplate, preprocessor: {} },
    { ...template, payloadTemplate: '{"a":' },
    { ...template, payloadTemplate: '{"a":"b"}' },
    { ...template, payloadTemplate: '{"a":"${aws:iot:commandexecution::somethingElse}"}' },
    { ...template, mandatoryParameters: [{ name: 'a' }, { name: 'a' }] },
    { payload: PAYLOAD, roleArn: 'arn:aws:iam::123456789012:role/r' },
  ]
  for (const input of refused) expect(await h.refusal('CreateCommand', { commandId: 'a', ...input })).toBe('ValidationException 400')
  expect(await h.refusal('GetCommand', { commandId: 'a' })).toBe('ResourceNotFoundException 404')
})

test('a command of the namespace AWS-IoT-FleetWise is refused by name, and its lists are empty', async () => {
  const h = useCommands()
  const namespace = 'AWS-IoT-FleetWise'
  expect(await h.refusal('CreateCommand', { commandId: 'a', namespace })).toBe('NotImplementedException 501')
  const commandArn = await h.create()
  expect(await h.call('ListCommands', { namespace })).toEqual({ commands: [] })
  expect(await h.call('ListCommandExecutions', { namespace, commandArn, startedTimeFilter: { after: '2026-01-01T00:00' } })).toEqual({
    commandExecutions: [],
  })
})

test('[CMD-009] an id that is taken is a conflict, also while its command is pending deletion', async () => {
  const h = useCommands()
  await h.create('a')
  expect(await h.refusal('CreateCommand', { commandId: 'a', payload: PAYLOAD })).toBe('ConflictException 409')
  await h.call('DeleteCommand', { commandId: 'a' })
  expect(await h.refusal('CreateCommand', { commandId: 'a', payload: PAYLOAD })).toBe('ConflictException 409')
})

test('tags come and go with their command, and wrong ones are refused in the words of this family with nothing left behind', async () => {
  const h = useCommands()
  const arn = await h.create('a', { tags: [{ Key: 'team', Value: 'light' }] })
  expect(h.tags.get(arn)).toEqual([{ Key: 'team', Value: 'light' }])
  expect(
    h.service.taggable.exists({
      partition: 'aws',
      service: 'iot',
      region: '',
      accountId: '',
      resource: '',
      resourceType: 'command',
      resourceId: 'a',
    }),
  ).toBe(true)
  const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }))
  expect(await h.refusal('CreateCommand', { commandId: 'b', payload: PAYLOAD, tags: many })).toBe('ServiceQuotaExceededException 402')
  expect(await h.refusal('CreateCommand', { commandId: 'b', payload: PAYLOAD, tags: [{ Key: 'aws:b', Value: '' }] })).toBe(
    'ValidationException 400',
  )
  expect(await h.refusal('GetCommand', { commandId: 'b' })).toBe('ResourceNotFoundException 404')
  await h.call('DeleteCommand', { commandId: 'a' })
  expect(h.tags.has(arn)).toBe(true)
  await h.account.timers.advance(12 * HOUR_MS)
  expect(h.tags.has(arn)).toBe(false)
})

test('UpdateCommand changes name and description; a deprecated command is edited only when it is restored', async () => {
  const h = useCommands()
  await h.create('a', { displayName: 'A', description: 'text' })
  await h.account.timers.advance(1_000)
  expect(await h.call('UpdateCommand', { commandId: 'a', displayName: 'B' })).toEqual({
    commandId: 'a',
    displayName: 'B',
    description: 'text',
    deprecated: false,
    lastUpdatedAt: new Date(START_MS + 1_000),
  })
  await h.call('UpdateCommand', { commandId: 'a', deprecated: true })
  expect(await h.call('GetCommand', { commandId: 'a' })).toMatchObject({ deprecated: true, displayName: 'B' })
  expect(await h.refusal('UpdateCommand', { commandId: 'a', displayName: 'C' })).toBe('ConflictException 409')
  expect(await h.call('UpdateCommand', { commandId: 'a', displayName: 'C', deprecated: false })).toMatchObject({
    deprecated: false,
    displayName: 'C',
  })
  expect(await h.refusal('UpdateCommand', { commandId: 'a' })).toBe('ValidationException 400')
  expect(await h.refusal('UpdateCommand', { commandId: 'none', displayName: 'C' })).toBe('ResourceNotFoundException 404')
  await h.call('DeleteCommand', { commandId: 'a' })
  expect(await h.refusal('UpdateCommand', { commandId: 'a', displayName: 'D' })).toBe('ConflictException 409')
})

test('DeleteCommand: 202 and pending for twelve hours, 204 at once when deprecated for longer than that', async () => {
  const h = useCommands()
  await h.create('a')
  await h.create('b')
  await h.call('UpdateCommand', { commandId: 'b', deprecated: true })
  expect(await h.call('DeleteCommand', { commandId: 'a' })).toEqual({ statusCode: 202 })
  expect(await h.call('GetCommand', { commandId: 'a' })).toMatchObject({ pendingDeletion: true })
  expect(await h.call('ListCommands', {})).toMatchObject({ commands: [{ commandId: 'b' }] })
  await h.account.timers.advance(6 * HOUR_MS)
  expect(await h.call('DeleteCommand', { commandId: 'a' })).toEqual({ statusCode: 202 })
  await h.account.timers.advance(6 * HOUR_MS - 1)
  expect(await h.refusal('GetCommand', { commandId: 'a' })).toBe('accepted')
  await h.account.timers.advance(1)
  expect(await h.refusal('GetCommand', { commandId: 'a' })).toBe('ResourceNotFoundException 404')
  await h.account.timers.advance(1)
  expect(await h.call('DeleteCommand', { commandId: 'b' })).toEqual({ statusCode: 204 })
  expect(await h.refusal('GetCommand', { commandId: 'b' })).toBe('ResourceNotFoundException 404')
  expect(await h.call('DeleteCommand', { commandId: 'none' })).toEqual({ statusCode: 204 })
})

test('ListCommands pages in both directions, and by the name of a parameter', async () => {
  const h = useCommands()
  const preprocessor = { awsJsonSubstitution: { outputFormat: 'JSON' as const } }
  const payloadTemplate = '["${aws:iot:commandexecution::parameter:p}"]'
  for (const id of ['a', 'b', 'c', 'd', 'e']) {
    const isDynamic = id === 'b' || id === 'd'
    await h.create(id, isDynamic ? { payloadTemplate, preprocessor, mandatoryParameters: [{ name: 'p' }, { name: 'q' }] } : {})
  }
  const walk = async (input: { sortOrder?: 'ASCENDING' | 'DESCENDING'; commandParameterName?: string; maxResults?: number }) => {
    const pages: (string | undefined)[][] = []
    for (let nextToken: string | undefined, isFirst = true; isFirst || nextToken !== undefined; isFirst = false) {
      const page = await h.call('ListCommands', { ...input, ...(nextToken === undefined ? {} : { nextToken }) })
      pages.push((page.commands ?? []).map(({ commandId }) => commandId))
      nextToken = page.nextToken
    }
    return pages
  }
  expect(await walk({})).toEqual([['e', 'd', 'c', 'b', 'a']])
  expect(await walk({ maxResults: 2 })).toEqual([['e', 'd'], ['c', 'b'], ['a']])
  expect(await walk({ maxResults: 2, sortOrder: 'ASCENDING' })).toEqual([['a', 'b'], ['c', 'd'], ['e']])
  expect(await walk({ maxResults: 1, commandParameterName: 'q' })).toEqual([['d'], ['b']])
  expect(await walk({ maxResults: 1, commandParameterName: 'q', sortOrder: 'ASCENDING' })).toEqual([['b'], ['d']])
  expect(await walk({ commandParameterName: 'none' })).toEqual([[]])
  expect(await h.refusal('ListCommands', { nextToken: 'x' })).toBe('ValidationException 400')
  const { nextToken = '' } = await h.call('ListCommands', { maxResults: 1 })
  expect(await h.refusal('ListCommands', { nextToken, sortOrder: 'ASCENDING' })).toBe('ValidationException 400')
})
