import { expect, test } from 'vitest'
import { HOUR_MS, START_MS, useCommands } from './use-commands.js'

test('[CMD-003] the device gets the payload on the topic of its format, with content type and timeout as MQTT 5 properties', async () => {
  const h = useCommands()
  const send = async (commandId: string, contentType: string | undefined, targetArn: string) => {
    const content = Buffer.from(`payload of ${commandId}`)
    const commandArn = await h.create(commandId, { payload: { content, ...(contentType === undefined ? {} : { contentType }) } })
    const executionId = await h.start(commandArn, { targetArn, executionTimeoutSeconds: 30 })
    const sent = h.take().find(({ topic }) => topic.startsWith('$aws/commands/'))
    return {
      topic: sent?.topic.replace(executionId, '<id>'),
      payload: Buffer.from(sent?.payload ?? '').toString(),
      qos: sent?.qos,
      ...sent?.properties,
    }
  }
  const thing = h.arn('thing/lamp')
  const common = { qos: 1, messageExpiryIntervalSeconds: 30 }
  expect(await send('a', 'application/json', thing)).toEqual({
    ...common,
    topic: '$aws/commands/things/lamp/executions/<id>/request/json',
    contentType: 'application/json',
    payload: 'payload of a',
  })
  expect(await send('b', 'application/cbor', h.arn('client/some client'))).toMatchObject({
    topic: '$aws/commands/clients/some client/executions/<id>/request/cbor',
    contentType: 'application/cbor',
  })
  expect(await send('c', 'text/plain', thing)).toMatchObject({
    topic: '$aws/commands/things/lamp/executions/<id>/request',
    contentType: 'text/plain',
  })
  expect(await send('d', undefined, thing)).toMatchObject({
    topic: '$aws/commands/things/lamp/executions/<id>/request',
    contentType: 'application/octet-stream',
  })
})

test('[CMD-008] [CMD-012] an execution begins CREATED, with ten seconds and six months', async () => {
  const h = useCommands()
  const commandArn = await h.create()
  const executionId = await h.start(commandArn)
  expect(await h.get(executionId)).toEqual({
    executionId,
    commandArn,
    targetArn: h.arn('thing/lamp'),
    status: 'CREATED',
    executionTimeoutSeconds: 10,
    createdAt: new Date(START_MS),
    startedAt: new Date(START_MS),
    lastUpdatedAt: new Date(START_MS),
    timeToLive: new Date('2026-07-02T03:04:05.678Z'),
  })
  expect(h.takeEvents()).toEqual([
    { executionId, status: 'CREATED', eventType: 'COMMAND_EXECUTION', commandArn, targetArn: h.arn('thing/lamp'), timestamp: START_MS },
  ])
})

test('[CMD-002] [CMD-008] what cannot be started is refused, and nothing is sent', async () => {
  const h = useCommands()
  const commandArn = await h.create()
  const start = (more: object) => h.refusal('StartCommandExecution', { commandArn, targetArn: h.arn('thing/lamp'), ...more })
  for (const targetArn of [
    h.arn('thinggroup/all'),
    'lamp',
    h.arn('thing/'),
    h.arn('client/a/b'),
    h.arn('thing/lamp').replace('123456789012', '999999999999'),
    h.arn('thing/lamp').replace('us-east-1', 'eu-west-1'),
  ])
    expect(await start({ targetArn })).toBe('ValidationException 400')
  expect(await start({ targetArn: h.arn('thing/none') })).toBe('ResourceNotFoundException 404')
  expect(await start({ commandArn: h.arn('command/none') })).toBe('ResourceNotFoundException 404')
  expect(await start({ commandArn: commandArn.replace('us-east-1', 'eu-west-1') })).toBe('ValidationException 400')
  for (const executionTimeoutSeconds of [0, 43_201]) expect(await start({ executionTimeoutSeconds })).toBe('ValidationException 400')
  expect(await start({ parameters: { a: { S: 'x' } } })).toBe('ValidationException 400')
  expect(h.take()).toEqual([])
})

test('[CMD-009] a deprecated command does not run until it is restored, one pending deletion not at all', async () => {
  const h = useCommands()
  const commandArn = await h.create()
  const start = () => h.refusal('StartCommandExecution', { commandArn, targetArn: h.arn('thing/lamp') })
  await h.call('UpdateCommand', { commandId: 'reboot', deprecated: true })
  expect(await start()).toBe('ValidationException 400')
  await h.call('UpdateCommand', { commandId: 'reboot', deprecated: false })
  expect(await start()).toBe('accepted')
  await h.call('DeleteCommand', { commandId: 'reboot' })
  expect(await start()).toBe('ValidationException 400')
})

test('[CMD-009] a client token with the same request answers the same execution and sends nothing; with another it is a conflict', async () => {
  const h = useCommands()
  const commandArn = await h.createDynamic(
    '{"a":"${aws:iot:commandexecution::parameter:a}","b":"${aws:iot:commandexecution::parameter:b}"}',
  )
  const parameters = { a: { S: '1' }, b: { BIN: new Uint8Array([1]) } }
  const first = await h.start(commandArn, { clientToken: 't', parameters })
  h.take()
  expect(await h.start(commandArn, { clientToken: 't', parameters: { b: parameters.b, a: parameters.a } })).toBe(first)
  expect(h.take()).toEqual([])
  for (const other of [
    { parameters: { ...parameters, a: { S: '2' } } },
    { parameters, executionTimeoutSeconds: 10 },
    { parameters, targetArn: h.arn('client/lamp') },
  ])
    expect(await h.refusal('StartCommandExecution', { commandArn, targetArn: h.arn('thing/lamp'), clientToken: 't', ...other })).toBe(
      'ConflictException 409',
    )
  expect(await h.start(commandArn, { clientToken: 'u', parameters })).not.toBe(first)
  const together = await Promise.all(['v', 'v'].map((clientToken) => h.start(commandArn, { clientToken, parameters })))
  expect(new Set(together).size).toBe(1)
})

test('[CMD-013] a dynamic command sends its template with the values of the request, the command and the defaults, in that order', async () => {
  const h = useCommands()
  const template =
    '{ "n": 1.50, "t": "${aws:iot:commandexecution::parameter:t}", "text": "at ${aws:iot:commandexecution::parameter:t}!", ' +
    '"v": "${aws:iot:commandexecution::parameter:v}", "s": "${aws:iot:commandexecution::executionTimeoutSec}" }'
  const commandArn = await h.createDynamic(template, {
    mandatoryParameters: [
      {
        name: 't',
        type: 'INTEGER',
        defaultValue: { I: 72 },
        valueConditions: [{ comparisonOperator: 'IN_RANGE', operand: { numberRange: { min: '60', max: '80' } } }],
      },
      { name: 'v', type: 'STRING', value: { S: 'own' }, defaultValue: { S: 'default' } },
    ],
  })
  const sent = async (parameters?: Record<string, { I: number } | { S: string }>) => {
    await h.start(commandArn, parameters === undefined ? {} : { parameters })
    const message = h.take().find(({ topic }) => topic.startsWith('$aws/commands/'))
    expect(message?.topic).toMatch(/\/request\/json$/)
    expect(message?.properties?.contentType).toBe('application/json')
    return String(message?.payload)
  }
  expect(await sent()).toBe('{ "n": 1.50, "t": 72, "text": "at 72!", "v": "own", "s": 10 }')
  expect(await sent({ t: { I: 80 }, v: { S: 'a "b"' } })).toBe('{ "n": 1.50, "t": 80, "text": "at 80!", "v": "a \\"b\\"", "s": 10 }')
  const refusal = (parameters: Record<string, { I: number } | { S: string }>) =>
    h.refusal('StartCommandExecution', { commandArn, targetArn: h.arn('thing/lamp'), parameters })
  expect(await refusal({ t: { I: 81 } })).toBe('ValidationException 400')
  expect(await refusal({ t: { S: '70' } })).toBe('ValidationException 400')
  expect(await refusal({ other: { S: 'x' } })).toBe('ValidationException 400')
  expect(h.take()).toEqual([])
})

test('[CMD-013] a value that neither the request nor the command gives is missed; the values used are told with the execution', async () => {
  const h = useCommands()
  const commandArn = await h.createDynamic('["${aws:iot:commandexecution::parameter:a}"]', {
    mandatoryParameters: [{ name: 'b', defaultValue: { B: true } }],
  })
  expect(await h.refusal('StartCommandExecution', { commandArn, targetArn: h.arn('thing/lamp') })).toBe('ValidationException 400')
  const executionId = await h.start(commandArn, { parameters: { a: { BIN: new Uint8Array([1, 2]) } } })
  expect(await h.get(executionId)).toMatchObject({ parameters: { a: { BIN: new Uint8Array([1, 2]) }, b: { B: true } } })
})

test('[CMD-013] a template whose values make it longer than a payload may be is refused', async () => {
  const h = useCommands()
  const commandArn = await h.createDynamic('["${aws:iot:commandexecution::parameter:a}"]')
  const start = (length: number) =>
    h.refusal('StartCommandExecution', { commandArn, targetArn: h.arn('thing/lamp'), parameters: { a: { S: 'x'.repeat(length) } } })
  expect(await start(32_768 - 4)).toBe('accepted')
  expect(await start(32_768 - 3)).toBe('ValidationException 400')
})

test('[CMD-013] a dynamic command in CBOR sends bytes as bytes and great numbers whole', async () => {
  const h = useCommands()
  const { Decoder } = await import('cbor-x')
  const commandArn = await h.createDynamic(
    '{"b":"${aws:iot:commandexecution::parameter:b}","u":"${aws:iot:commandexecution::parameter:u}"}',
    {
      preprocessor: { awsJsonSubstitution: { outputFormat: 'CBOR' } },
    },
  )
  await h.start(commandArn, { parameters: { b: { BIN: new Uint8Array([7, 8]) }, u: { UL: '18446744073709551615' } } })
  const message = h.take().find(({ topic }) => topic.endsWith('/request/cbor'))
  expect(message?.properties?.contentType).toBe('application/cbor')
  const decoded: unknown = new Decoder({ mapsAsObjects: true }).decode(Buffer.from(message?.payload ?? ''))
  expect(decoded).toMatchObject({ u: 18446744073709551615n })
  expect(Buffer.from(message?.payload ?? '').includes(Buffer.from([0x42, 7, 8]))).toBe(true)
})

test('[CMD-012] only a final execution is deleted, a TIMED_OUT of the cloud is not final', async () => {
  const h = useCommands()
  const commandArn = await h.create()
  const executionId = await h.start(commandArn)
  const targetArn = h.arn('thing/lamp')
  expect(await h.refusal('DeleteCommandExecution', { executionId, targetArn })).toBe('ConflictException 409')
  await h.account.timers.advance(10_000)
  expect(await h.refusal('DeleteCommandExecution', { executionId, targetArn })).toBe('ConflictException 409')
  await h.respond(executionId, { status: 'SUCCEEDED' })
  expect(await h.call('DeleteCommandExecution', { executionId, targetArn: h.arn('client/lamp') })).toEqual({})
  expect(await h.refusal('GetCommandExecution', { executionId, targetArn })).toBe('accepted')
  expect(await h.call('DeleteCommandExecution', { executionId, targetArn })).toEqual({})
  expect(await h.refusal('GetCommandExecution', { executionId, targetArn })).toBe('ResourceNotFoundException 404')
  expect(await h.call('DeleteCommandExecution', { executionId, targetArn })).toEqual({})
  expect(await h.refusal('DeleteCommandExecution', { executionId, targetArn: 'x' })).toBe('ValidationException 400')
})

test('an execution is found under its own target only', async () => {
  const h = useCommands({ things: ['lamp', 'other'] })
  const executionId = await h.start(await h.create())
  for (const target of ['thing/other', 'client/lamp'])
    expect(await h.refusal('GetCommandExecution', { executionId, targetArn: h.arn(target) })).toBe('ResourceNotFoundException 404')
  expect(await h.refusal('GetCommandExecution', { executionId, targetArn: 'lamp' })).toBe('ValidationException 400')
})

test('ListCommandExecutions pages by start or completion, both ways, of a command or a target, in a status', async () => {
  const h = useCommands()
  const one = await h.create('one')
  const two = await h.create('two')
  const ids: string[] = []
  for (let index = 0; index < 5; index++) {
    ids.push(await h.start(index < 3 ? one : two, { executionTimeoutSeconds: 43_200 }))
    await h.account.timers.advance(HOUR_MS)
  }
  // Completed in another order than started.
  for (const index of [3, 1, 0]) {
    await h.respond(ids[index] ?? '', { status: index === 1 ? 'FAILED' : 'SUCCEEDED' })
    await h.account.timers.advance(60_000)
  }
  const walk = async (input: object) => {
    const pages: string[] = []
    for (let nextToken: string | undefined, isFirst = true; isFirst || nextToken !== undefined; isFirst = false) {
      const page = await h.call('ListCommandExecutions', { ...input, ...(nextToken === undefined ? {} : { nextToken }) })
      pages.push((page.commandExecutions ?? []).map(({ executionId = '' }) => ids.indexOf(executionId)).join(''))
      nextToken = page.nextToken
    }
    return pages
  }
  const targetArn = h.arn('thing/lamp')
  const startedTimeFilter = { after: '2026-01-02T00:00' }
  expect(await walk({ targetArn, startedTimeFilter })).toEqual(['43210'])
  expect(await walk({ targetArn, startedTimeFilter, maxResults: 2 })).toEqual(['43', '21', '0'])
  expect(await walk({ targetArn, startedTimeFilter, maxResults: 2, sortOrder: 'ASCENDING' })).toEqual(['01', '23', '4'])
  expect(await walk({ commandArn: one, startedTimeFilter })).toEqual(['210'])
  expect(await walk({ targetArn, startedTimeFilter: { after: '2026-01-02T03:30', before: '2026-01-02T06:30' } })).toEqual(['321'])
  const completedTimeFilter = { before: '2026-01-03T00:00' }
  expect(await walk({ targetArn, completedTimeFilter })).toEqual(['013'])
  expect(await walk({ targetArn, completedTimeFilter, maxResults: 1, sortOrder: 'ASCENDING' })).toEqual(['3', '1', '0'])
  expect(await walk({ commandArn: one, completedTimeFilter, status: 'SUCCEEDED' })).toEqual(['0'])
  expect(await walk({ targetArn, startedTimeFilter, status: 'CREATED' })).toEqual(['42'])
})

test('ListCommandExecutions takes one subject and one time, both well-formed and there', async () => {
  const h = useCommands()
  const commandArn = await h.create()
  const targetArn = h.arn('thing/lamp')
  const startedTimeFilter = { after: '2026-01-02T00:00' }
  const list = (input: object) => h.refusal('ListCommandExecutions', input)
  for (const input of [
    { startedTimeFilter },
    { commandArn, targetArn, startedTimeFilter },
    { commandArn },
    { commandArn, startedTimeFilter, completedTimeFilter: startedTimeFilter },
    { commandArn, startedTimeFilter: {} },
    { commandArn, startedTimeFilter: { after: '2026-01-02' } },
    { commandArn, startedTimeFilter: { after: '2026-02-30T00:00' } },
    { commandArn, startedTimeFilter: { after: '2026-01-02T00:00', before: '2026-01-02T00:00' } },
    { commandArn: 'reboot', startedTimeFilter },
    { targetArn: h.arn('thinggroup/all'), startedTimeFilter },
    { commandArn, startedTimeFilter, nextToken: 'x' },
  ])
    expect(await list(input)).toBe('ValidationException 400')
  expect(await list({ commandArn: h.arn('command/none'), startedTimeFilter })).toBe('ResourceNotFoundException 404')
  expect(await list({ targetArn: h.arn('thing/none'), startedTimeFilter })).toBe('ResourceNotFoundException 404')
  expect(await list({ targetArn: h.arn('client/none'), startedTimeFilter })).toBe('accepted')
})
