import {
  CreateCommandCommand,
  DeleteCommandCommand,
  GetCommandCommand,
  GetCommandExecutionCommand,
  IoTClient,
  ListCommandExecutionsCommand,
  ListCommandsCommand,
  ListTagsForResourceCommand,
  paginateListCommandExecutions,
  TagResourceCommand,
  UpdateCommandCommand,
} from '@aws-sdk/client-iot'
import { IoTJobsDataPlaneClient, StartCommandExecutionCommand } from '@aws-sdk/client-iot-jobs-data-plane'
import { decode, Encoder } from 'cbor-x'
import type { AccountHandle, Device, IotCoreLocal } from 'iot-core-local'
import type { IPublishPacket } from 'mqtt'
import { expect, test } from 'vitest'
import { send } from './support/device-request.js'
import { connect, type TestClient } from './support/mqtt-client.js'
import { spawnEmulator, clientConfigOf } from './support/spawn-emulator.js'
import { useEmulator } from './support/use-emulator.js'
import { useFolder } from './support/use-folder.js'

const EVERYTHING = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }],
}
const AFTER = { after: '2020-01-01T00:00' }

function clientsOf(account: Pick<AccountHandle, 'clientConfig'>) {
  const control = new IoTClient(account.clientConfig())
  const data = new IoTJobsDataPlaneClient(account.clientConfig())
  return {
    control,
    start: async (commandArn: string | undefined, targetArn: string, more: object = {}) => {
      const { executionId = '' } = await data.send(new StartCommandExecutionCommand({ commandArn, targetArn, ...more }))
      return executionId
    },
    get: (executionId: string, targetArn: string) =>
      control.send(new GetCommandExecutionCommand({ executionId, targetArn, includeResult: true })),
  }
}

/** A device that keeps the packets of the commands it gets, and answers on demand. */
async function commanded(device: Device, protocolVersion: 4 | 5, kind: 'things' | 'clients', format: '' | '/json' | '/cbor') {
  const client = await connect({ ...device.mqttOptions(), protocolVersion })
  const packets: IPublishPacket[] = []
  client.client.on('message', (_topic, _payload, packet) => packets.push(packet))
  const root = `$aws/commands/${kind}/${device.thingName}/executions`
  await client.subscribe(`${root}/+/request${format}`)
  return {
    client,
    root,
    /** The command of an execution, with its MQTT 5 properties. */
    command: async (executionId: string) => {
      const topic = `${root}/${executionId}/request${format}`
      await client.message(topic)
      const packet = packets.find((one) => one.topic === topic)
      return { payload: packet?.payload, properties: packet?.properties }
    },
    respond: (executionId: string, report: object) => client.publish(`${root}/${executionId}/response/json`, report),
  }
}

async function watcher(iot: IotCoreLocal, ...topicFilters: string[]): Promise<TestClient> {
  const client = await connect((await iot.createDevice('watcher', { policy: EVERYTHING })).mqttOptions())
  await client.subscribe(...topicFilters)
  return client
}

test('[CMD-003] [CMD-006] [CMD-011] a command goes to a thing in JSON and its result comes back, seen by device, watcher and SDK', async () => {
  const iot = await useEmulator({ time: 'manual' })
  const { control, start, get } = clientsOf(iot)
  const lamp = await iot.createDevice('lamp-1')
  const targetArn = `arn:aws:iot:us-east-1:${iot.accountId}:thing/lamp-1`
  const { commandArn } = await control.send(
    new CreateCommandCommand({
      commandId: 'reboot',
      payload: { content: Buffer.from('{"do":"reboot"}'), contentType: 'application/json' },
    }),
  )
  const watching = await watcher(
    iot,
    '$aws/commands/things/+/executions/+/response/accepted/json',
    '$aws/commands/things/+/executions/+/response/rejected/json',
    '$aws/events/commandExecution/+/#',
  )
  const device = await commanded(lamp, 5, 'things', '/json')
  const executionId = await start(commandArn, targetArn, { executionTimeoutSeconds: 300 })
  const { payload, properties } = await device.command(executionId)
  expect(String(payload)).toBe('{"do":"reboot"}')
  expect(properties).toMatchObject({ contentType: 'application/json', messageExpiryInterval: 300 })

  // Not subscribed to the answers, the device gets them all the same; the watcher, which is, too.
  await device.respond(executionId, { status: 'IN_PROGRESS', clientToken: 'one' })
  const accepted = `${device.root}/${executionId}/response/accepted/json`
  expect(await device.client.json(accepted)).toEqual({ clientToken: 'one', executionId })
  expect(await watching.json(accepted)).toEqual({ clientToken: 'one', executionId })
  await device.respond(executionId, { status: 'SUCCEEDED', statusReason: { reasonCode: 'DONE' }, result: { uptime: { s: '0' } } })
  expect(await watching.json('$aws/events/commandExecution/reboot/SUCCEEDED')).toEqual({
    executionId,
    status: 'SUCCEEDED',
    statusReason: { reasonCode: 'DONE' },
    eventType: 'COMMAND_EXECUTION',
    commandArn,
    targetArn,
    timestamp: iot.time.now().getTime(),
  })
  expect(await get(executionId, targetArn)).toMatchObject({
    status: 'SUCCEEDED',
    statusReason: { reasonCode: 'DONE' },
    result: { uptime: { S: '0' } },
    completedAt: iot.time.now(),
  })
  await device.respond(executionId, { status: 'FAILED' })
  const rejected = `${device.root}/${executionId}/response/rejected/json`
  expect(await device.client.json(rejected)).toMatchObject({ executionId, error: 'TerminalStateReached' })
  expect(await watching.json(rejected)).toMatchObject({ executionId, error: 'TerminalStateReached' })
  expect(watching.received.map(({ topic }) => topic.replace(executionId, '<id>'))).toEqual([
    '$aws/events/commandExecution/reboot/CREATED',
    '$aws/commands/things/lamp-1/executions/<id>/response/accepted/json',
    '$aws/events/commandExecution/reboot/IN_PROGRESS',
    '$aws/commands/things/lamp-1/executions/<id>/response/accepted/json',
    '$aws/events/commandExecution/reboot/SUCCEEDED',
    '$aws/commands/things/lamp-1/executions/<id>/response/rejected/json',
  ])
  expect(device.client.received.filter(({ topic }) => topic === accepted)).toHaveLength(2)
})

test('[CMD-003] [CMD-005] a client speaks CBOR over MQTT 3.1.1, and gets a dynamic command in it', async () => {
  const iot = await useEmulator()
  const { control, start, get } = clientsOf(iot)
  const targetArn = `arn:aws:iot:us-east-1:${iot.accountId}:client/lamp-1`
  const device = await commanded(await iot.createDevice('lamp-1'), 4, 'clients', '/cbor')
  const { commandArn } = await control.send(
    new CreateCommandCommand({
      commandId: 'heat',
      payloadTemplate: '{"to":"${aws:iot:commandexecution::parameter:to}","id":"${aws:iot:commandexecution::parameter:id}"}',
      preprocessor: { awsJsonSubstitution: { outputFormat: 'CBOR' } },
      mandatoryParameters: [
        {
          name: 'to',
          type: 'INTEGER',
          defaultValue: { I: 72 },
          valueConditions: [{ comparisonOperator: 'IN_RANGE', operand: { numberRange: { min: '60', max: '80' } } }],
        },
      ],
    }),
  )
  const executionId = await start(commandArn, targetArn, { parameters: { id: { BIN: new Uint8Array([1, 2, 3]) } } })
  const { payload, properties } = await device.command(executionId)
  expect(decode(Buffer.from(payload ?? ''))).toEqual({ to: 72, id: Buffer.from([1, 2, 3]) })
  expect(properties).toBeUndefined()
  await expect(start(commandArn, targetArn, { parameters: { to: { I: 81 }, id: { S: 'x' } } })).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('IN_RANGE') as string,
  })

  const report = { status: 'SUCCEEDED', result: { raw: { bin: Buffer.from([9]) } } }
  await device.client.client.publishAsync(
    `${device.root}/${executionId}/response/cbor`,
    new Encoder({ useRecords: false, tagUint8Array: false }).encode(report),
    { qos: 1 },
  )
  await device.client.message(`${device.root}/${executionId}/response/accepted/cbor`)
  expect(await get(executionId, targetArn)).toMatchObject({
    status: 'SUCCEEDED',
    parameters: { to: { I: 72 }, id: { BIN: new Uint8Array([1, 2, 3]) } },
    result: { raw: { BIN: new Uint8Array([9]) } },
  })
})

test('[CMD-003] [CMD-007] [CMD-010] any other payload comes as it is, to a session that waits for it, and too late is TIMED_OUT', async () => {
  const iot = await useEmulator({ time: 'manual' })
  const { control, start, get } = clientsOf(iot)
  const targetArn = `arn:aws:iot:us-east-1:${iot.accountId}:thing/lamp-1`
  const lamp = await iot.createDevice('lamp-1')
  const content = new Uint8Array([0, 1, 254, 255])
  const { commandArn } = await control.send(
    new CreateCommandCommand({ commandId: 'raw', payload: { content, contentType: 'image/x-dots' } }),
  )
  const filter = '$aws/commands/things/lamp-1/executions/+/request'
  const persistent = { ...lamp.mqttOptions(), protocolVersion: 5 as const, clean: false, properties: { sessionExpiryInterval: 600 } }
  const before = await connect(persistent)
  await before.subscribe(filter)
  await before.end()

  const late = await start(commandArn, targetArn)
  await iot.time.advance({ seconds: 10 })
  expect(await get(late, targetArn)).toMatchObject({ status: 'TIMED_OUT', statusReason: { reasonCode: '$NO_RESPONSE_FROM_DEVICE' } })
  const intime = await start(commandArn, targetArn, { executionTimeoutSeconds: 60 })
  await iot.time.advance({ seconds: 20 })

  const packets: IPublishPacket[] = []
  const after = await connect(persistent)
  after.client.on('message', (_topic, _payload, packet) => packets.push(packet))
  await after.message(filter.replace('+', intime))
  // What had expired before the device came back is not delivered.
  expect(after.received.map(({ topic }) => topic)).toEqual([filter.replace('+', intime)])
  for (const packet of packets) {
    expect(new Uint8Array(Buffer.from(packet.payload))).toEqual(content)
    expect(packet.properties).toMatchObject({ contentType: 'image/x-dots', messageExpiryInterval: 40 })
  }
  const root = '$aws/commands/things/lamp-1/executions'
  await after.publish(`${root}/${late}/response/json`, { status: 'REJECTED', statusReason: { reasonCode: 'TOO_LATE' } })
  await after.message(`${root}/${late}/response/accepted/json`)
  expect(await get(late, targetArn)).toMatchObject({ status: 'REJECTED', statusReason: { reasonCode: 'TOO_LATE' } })
})

test('commands over the SDK: states, tags, pages; StartCommandExecution takes credentials, not a certificate', async () => {
  const iot = await useEmulator({ time: 'manual' })
  const { control, start } = clientsOf(iot)
  const lamp = await iot.createDevice('lamp-1')
  const targetArn = `arn:aws:iot:us-east-1:${iot.accountId}:thing/lamp-1`
  const payload = { content: Buffer.from('x') }
  const { commandArn = '' } = await control.send(
    new CreateCommandCommand({ commandId: 'a', payload, tags: [{ Key: 'team', Value: 'light' }] }),
  )
  await control.send(new TagResourceCommand({ resourceArn: commandArn, tags: [{ Key: 'more', Value: '1' }] }))
  const { tags } = await control.send(new ListTagsForResourceCommand({ resourceArn: commandArn }))
  expect(tags?.map(({ Key }) => Key).sort()).toEqual(['more', 'team'])
  const ids: string[] = []
  for (let index = 0; index < 5; index++) {
    ids.unshift(await start(commandArn, targetArn))
    await iot.time.advance({ seconds: 1 })
  }
  const seen: (string | undefined)[] = []
  for await (const page of paginateListCommandExecutions({ client: control, pageSize: 2 }, { commandArn, startedTimeFilter: AFTER })) {
    seen.push(...(page.commandExecutions ?? []).map(({ executionId }) => executionId))
  }
  expect(seen).toEqual(ids)
  await control.send(new UpdateCommandCommand({ commandId: 'a', deprecated: true }))
  await expect(start(commandArn, targetArn)).rejects.toMatchObject({ name: 'ValidationException' })
  await iot.time.advance({ hours: 12, seconds: 1 })
  expect((await control.send(new DeleteCommandCommand({ commandId: 'a' }))).statusCode).toBe(204)
  await expect(control.send(new GetCommandCommand({ commandId: 'a' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await control.send(new CreateCommandCommand({ commandId: 'a', payload }))
  const { tags: none } = await control.send(new ListTagsForResourceCommand({ resourceArn: commandArn }))
  expect(none).toEqual([])
  expect((await control.send(new DeleteCommandCommand({ commandId: 'a' }))).statusCode).toBe(202)

  const body = JSON.stringify({ commandArn, targetArn, clientToken: 't' })
  expect(await send(lamp, 'POST', '/command-executions', body)).toMatchObject({ status: 403, errorType: 'ForbiddenException' })
})

test('two accounts with the same command and the same device never see each other', async () => {
  const iot = await useEmulator()
  const accounts = [iot.account('111111111111'), iot.account('222222222222')] as const
  const devices = await Promise.all(
    accounts.map(async (account) => {
      const clients = clientsOf(account)
      const { commandArn } = await clients.control.send(
        new CreateCommandCommand({ commandId: 'c', payload: { content: Buffer.from(account.accountId), contentType: 'application/json' } }),
      )
      const device = await commanded(await account.createDevice('lamp-1'), 4, 'things', '/json')
      return { ...clients, commandArn, device, targetArn: `arn:aws:iot:us-east-1:${account.accountId}:thing/lamp-1` }
    }),
  )
  const [first, second] = devices
  if (first === undefined || second === undefined) throw new Error('Two were made.')
  const executionId = await first.start(first.commandArn, first.targetArn)
  expect(String((await first.device.command(executionId)).payload)).toBe('111111111111')
  await expect(second.get(executionId, second.targetArn)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await expect(second.start(first.commandArn, second.targetArn)).rejects.toMatchObject({ name: 'ValidationException' })
  await second.device.respond(executionId, { status: 'SUCCEEDED' })
  expect(await second.device.client.json(`${second.device.root}/${executionId}/response/rejected/json`)).toMatchObject({
    error: 'ResourceNotFound',
  })
  expect(await first.get(executionId, first.targetArn)).toMatchObject({ status: 'CREATED' })
  await second.control.send(new DeleteCommandCommand({ commandId: 'c' }))
  expect((await first.control.send(new ListCommandsCommand({}))).commands).toMatchObject([{ commandId: 'c' }])
  expect(second.device.client.received.filter(({ topic }) => topic.includes('/request'))).toEqual([])
})

test('[CMD-008] an execution outlives kill -9: its device may still answer, and what ran out meanwhile is TIMED_OUT', async () => {
  const dataDirectory = useFolder()
  const before = await spawnEmulator(['--data-dir', dataDirectory])
  const accountId = '000000000000'
  const targetArn = `arn:aws:iot:us-east-1:${accountId}:client/c`
  const clients = clientsOf({ clientConfig: () => clientConfigOf(before.facts) })
  const { commandArn } = await clients.control.send(new CreateCommandCommand({ commandId: 'c', payload: { content: Buffer.from('x') } }))
  const short = await clients.start(commandArn, targetArn, { executionTimeoutSeconds: 1 })
  const long = await clients.start(commandArn, targetArn, { executionTimeoutSeconds: 600, clientToken: 't' })
  await before.end('SIGKILL')
  await new Promise((resolve) => setTimeout(resolve, 1_000))

  const after = await spawnEmulator(['--data-dir', dataDirectory])
  const again = clientsOf({ clientConfig: () => clientConfigOf(after.facts) })
  await expect.poll(async () => (await again.get(short, targetArn)).status).toBe('TIMED_OUT')
  expect(await again.get(long, targetArn)).toMatchObject({ status: 'CREATED' })
  expect(await again.start(commandArn, targetArn, { executionTimeoutSeconds: 600, clientToken: 't' })).toBe(long)
  const { commandExecutions } = await again.control.send(new ListCommandExecutionsCommand({ commandArn, startedTimeFilter: AFTER }))
  expect(commandExecutions).toHaveLength(2)
})
