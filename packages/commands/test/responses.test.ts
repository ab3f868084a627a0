import { Decoder, Encoder } from 'cbor-x'
import { expect, test } from 'vitest'
import { START_MS, useCommands } from './use-commands.js'

test('[CMD-005] [CMD-006] a report is accepted with the execution id, to the device and to subscribers, and is there at once', async () => {
  const h = useCommands()
  const executionId = await h.start(await h.create())
  await h.account.timers.advance(1_000)
  const topic = `$aws/commands/things/lamp/executions/${executionId}/response`
  const replies = await h.publish(`${topic}/json`, {
    status: 'SUCCEEDED',
    statusReason: { reasonCode: 'ALL_GOOD-1', reasonDescription: 'as asked' },
    result: { level: { s: '50' }, on: { b: true }, raw: { bin: 'AQI=' } },
    clientToken: 'token-1',
    deviceId: 'lamp',
  })
  expect(replies.map(({ to, topic: on }) => [to, on])).toEqual([
    ['requesterAndSubscribers', `${topic}/accepted/json`],
    ['subscribers', '$aws/events/commandExecution/reboot/SUCCEEDED'],
  ])
  expect(JSON.parse(String(replies[0]?.payload))).toEqual({ clientToken: 'token-1', executionId })
  expect(JSON.parse(String(replies[1]?.payload))).toEqual({
    executionId,
    status: 'SUCCEEDED',
    statusReason: { reasonCode: 'ALL_GOOD-1', reasonDescription: 'as asked' },
    eventType: 'COMMAND_EXECUTION',
    commandArn: h.arn('command/reboot'),
    targetArn: h.arn('thing/lamp'),
    timestamp: START_MS + 1_000,
  })
  expect(await h.get(executionId)).toMatchObject({
    status: 'SUCCEEDED',
    statusReason: { reasonCode: 'ALL_GOOD-1', reasonDescription: 'as asked' },
    result: { level: { S: '50' }, on: { B: true }, raw: { BIN: new Uint8Array([1, 2]) } },
    lastUpdatedAt: new Date(START_MS + 1_000),
    completedAt: new Date(START_MS + 1_000),
  })
  expect(await h.call('GetCommandExecution', { executionId, targetArn: h.arn('thing/lamp') })).not.toHaveProperty('result')
})

test('[CMD-005] a report in CBOR is answered in CBOR, its bytes being bytes', async () => {
  const h = useCommands()
  const targetArn = h.arn('client/c-1')
  const executionId = await h.start(await h.create(), { targetArn })
  const topic = `$aws/commands/clients/c-1/executions/${executionId}/response`
  const encoder = new Encoder({ useRecords: false, tagUint8Array: false })
  const decode = (payload: unknown): unknown => new Decoder({ mapsAsObjects: true }).decode(Buffer.from(payload as Uint8Array))
  const report = { status: 'FAILED', statusReason: { reasonCode: 'X' }, result: { raw: { bin: Buffer.from([9, 8]) } } }
  const [accepted] = await h.publish(`${topic}/cbor`, encoder.encode(report))
  expect(accepted?.topic).toBe(`${topic}/accepted/cbor`)
  expect(decode(accepted?.payload)).toEqual({ executionId })
  expect(await h.get(executionId, targetArn)).toMatchObject({ status: 'FAILED', result: { raw: { BIN: new Uint8Array([9, 8]) } } })
  const [rejected] = await h.publish(`${topic}/cbor`, new Uint8Array([0xff, 0x00]))
  expect(rejected?.topic).toBe(`${topic}/rejected/cbor`)
  expect(decode(rejected?.payload)).toMatchObject({ error: 'InvalidRequest', executionId })
})

test('[CMD-005] [CMD-006] what a report may not say is rejected with error and errorMessage, and nothing of it is kept', async () => {
  const h = useCommands()
  const executionId = await h.start(await h.create())
  const ok = { status: 'SUCCEEDED' }
  const invalid = [
    {},
    { status: 'CREATED' },
    { status: 'succeeded' },
    { status: 1 },
    { ...ok, statusReason: {} },
    { ...ok, statusReason: 'X' },
    { ...ok, statusReason: { reasonCode: 'lower' } },
    { ...ok, statusReason: { reasonCode: 'X'.repeat(65) } },
    { ...ok, statusReason: { reasonCode: 'X', reasonDescription: 'two\nlines' } },
    { ...ok, statusReason: { reasonCode: 'X', reasonDescription: 'x'.repeat(1_025) } },
    { ...ok, result: {} },
    { ...ok, result: [] },
    { ...ok, result: { key: 'value' } },
    { ...ok, result: { key: { S: 'upper' } } },
    { ...ok, result: { key: { s: 'a', b: true } } },
    { ...ok, result: { key: { s: '' } } },
    { ...ok, result: { key: { b: 'true' } } },
    { ...ok, result: { key: { bin: 'not base64' } } },
    { ...ok, result: { 'two words': { s: 'a' } } },
    { ...ok, result: { ['k'.repeat(33)]: { s: 'a' } } },
  ]
  for (const report of invalid)
    expect(await h.respond(executionId, report)).toMatchObject({ rejected: { error: 'InvalidRequest', executionId } })
  expect(await h.respond(executionId, { ...ok, result: {}, clientToken: 't' })).toEqual({
    rejected: { clientToken: 't', executionId, error: 'InvalidRequest', errorMessage: 'At least 1 command execution result is required' },
  })
  for (const payload of ['', '{', '[]', '"x"', 'null'])
    expect(await h.respond(executionId, payload)).toMatchObject({ rejected: { error: 'InvalidJson' } })
  expect(await h.respond('none', ok)).toMatchObject({ rejected: { error: 'ResourceNotFound', executionId: 'none' } })
  expect(await h.respond('no id', ok)).toMatchObject({ rejected: { error: 'InvalidTopic' } })
  expect(await h.get(executionId)).toMatchObject({ status: 'CREATED' })
  expect(await h.respond(executionId, ok)).toEqual({ accepted: { executionId } })
})

test('[CMD-007] IN_PROGRESS may be said again and again, each time with another reason; the event comes with the change', async () => {
  const h = useCommands()
  const executionId = await h.start(await h.create())
  const topic = `$aws/commands/things/lamp/executions/${executionId}/response/json`
  const report = async (reasonCode: string) => {
    const replies = await h.publish(topic, { status: 'IN_PROGRESS', statusReason: { reasonCode }, result: { at: { s: reasonCode } } })
    return replies.map((reply) => reply.topic.split('/').at(-1))
  }
  expect(await report('A')).toEqual(['json', 'IN_PROGRESS'])
  expect(await report('B')).toEqual(['json'])
  expect(await h.get(executionId)).toMatchObject({ status: 'IN_PROGRESS', statusReason: { reasonCode: 'B' }, result: { at: { S: 'B' } } })
  await h.respond(executionId, { status: 'SUCCEEDED' })
  const done = await h.get(executionId)
  expect(done).toMatchObject({ status: 'SUCCEEDED', result: { at: { S: 'B' } } })
  expect(done).not.toHaveProperty('statusReason')
})

test.each(['SUCCEEDED', 'FAILED', 'REJECTED'])('[CMD-007] after %s nothing more is taken', async (status) => {
  const h = useCommands()
  const executionId = await h.start(await h.create())
  await h.respond(executionId, { status })
  expect(await h.respond(executionId, { status: 'IN_PROGRESS' })).toMatchObject({ rejected: { error: 'InvalidStateTransition' } })
  expect(await h.respond(executionId, { status: 'SUCCEEDED' })).toMatchObject({ rejected: { error: 'TerminalStateReached' } })
  expect(await h.get(executionId)).toMatchObject({ status })
})
