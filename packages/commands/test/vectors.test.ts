import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { requestMessage } from '../src/model/request-message.js'
import { useCommands } from './use-commands.js'

/* The parity vectors of commands: what is done and what must come of it is read from them, what they tell in words is written out here. */

interface Vector {
  readonly id: string
  readonly when: Readonly<Record<string, unknown>>
  readonly then: Readonly<Record<string, unknown>>
}

const VECTORS = (
  JSON.parse(readFileSync(new URL('../../../test/conformance/vectors/jobs.json', import.meta.url), 'utf8')) as Vector[]
).filter(({ id }) => id.startsWith('CMDV-'))

function vector(id: string): Vector {
  const found = VECTORS.find((one) => one.id === id)
  if (found === undefined) throw new Error(`There is no vector ${id}.`)
  return found
}

const region = 'ap-south-1'

test('there are these five', () => {
  expect(VECTORS.map(({ id }) => id)).toEqual(['CMDV-001', 'CMDV-002', 'CMDV-003', 'CMDV-004', 'CMDV-005'])
})

test('[CMD-001] CMDV-001 CreateCommand answers as the guide shows', async () => {
  const h = useCommands({ account: { region } })
  const { when, then } = vector('CMDV-001')
  const { namespace, payload } = when['body'] as { namespace: 'AWS-IoT'; payload: { content: string; contentType: string } }
  const content = Buffer.from(payload.content, 'base64')
  expect(await h.call('CreateCommand', { commandId: 'LockDoor', namespace, payload: { ...payload, content } })).toEqual(then['body'])
  expect(await h.call('GetCommand', { commandId: 'LockDoor' })).toMatchObject({ namespace, payload: { contentType: payload.contentType } })
})

test('[CMD-003] CMDV-002 the device gets the decoded content on the topic of its format', async () => {
  const h = useCommands()
  const content = Buffer.from('{ "message": "Hello IoT" }')
  const executionId = await h.start(await h.create('c', { payload: { content, contentType: 'application/json' } }))
  expect(executionId).toMatch(/^[a-zA-Z0-9_-]{1,64}$/)
  const sent = h.take().filter(({ topic }) => !topic.startsWith('$aws/events/'))
  expect(sent.map(({ topic, payload }) => [topic, Buffer.from(payload)])).toEqual([
    [`$aws/commands/things/lamp/executions/${executionId}/request/json`, content],
  ])
})

test('[CMD-003] CMDV-003 the topic follows from the content type', () => {
  const { when, then } = vector('CMDV-003')
  const topics = (when['contentType'] as string[]).map(
    (contentType) => requestMessage({ kind: 'thing', id: 'D' }, 'E', { payload: new Uint8Array(), contentType }, 10).topic,
  )
  expect(topics).toEqual(then['topic'])
})

test('[CMD-005] CMDV-004 a report of progress is shown', async () => {
  const h = useCommands()
  const executionId = await h.start(await h.create())
  const { topic, payload } = vector('CMDV-004').when['publish'] as { topic: string; payload: { statusReason: object } }
  await h.publish(topic.replace('{thing}', 'lamp').replace('{executionId}', executionId), payload)
  expect(await h.get(executionId)).toMatchObject({
    status: 'IN_PROGRESS',
    statusReason: payload.statusReason,
    result: { car_battery: { S: 'car battery at 50 percent' } },
  })
})

test('[CMD-007] CMDV-005 a finished execution has the members of the guide', async () => {
  const h = useCommands({ things: ['myRegisteredThing'], account: { region } })
  const targetArn = h.arn('thing/myRegisteredThing')
  const executionId = await h.start(await h.create('LockDoor'), { targetArn })
  const { body, members } = vector('CMDV-005').then as { body: { statusReason: object }; members: string[] }
  await h.publish(`$aws/commands/things/myRegisteredThing/executions/${executionId}/response/json`, {
    status: 'SUCCEEDED',
    statusReason: body.statusReason,
    result: { sn: { s: 'ABC-001' }, digital: { b: true } },
  })
  const shown = await h.get(executionId, targetArn)
  expect(shown).toMatchObject({ ...body, executionId })
  for (const member of members) expect(shown).toHaveProperty(member)
})
