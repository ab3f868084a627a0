import { expect, test } from 'vitest'
import { runCommand } from './support/spawn-emulator.js'
import { useEmulator } from './support/use-emulator.js'

const ARN = 'arn:aws:iot:us-east-1:000000000000:'

interface Answer {
  readonly decision: string
  readonly explanation: string
  readonly statement?: { readonly sid?: string }
  readonly nearestStatement?: { readonly sid?: string; readonly difference?: string }
  readonly variables?: Readonly<Record<string, string | null>>
}

async function ask(endpoint: string, question: object): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${endpoint}/_local/explain`, { method: 'POST', body: JSON.stringify(question) })
  return { status: response.status, answer: (await response.json()) as Answer }
}

test('a what-if question is answered by the engine that decides on the wire, and leaves no record', async () => {
  const iot = await useEmulator()
  const { certificateId } = await iot.createDevice('lamp-1')
  const who = { certificateId, clientId: 'lamp-1' }
  const allowed = await ask(iot.httpEndpoint, { ...who, action: 'iot:Publish', resource: `${ARN}topic/lamp-1/data` })
  expect(allowed).toMatchObject({
    status: 200,
    answer: { decision: 'ALLOWED', statement: { sid: 'OwnTopics' }, variables: { 'iot:Connection.Thing.ThingName': 'lamp-1' } },
  })
  const denied = await ask(iot.httpEndpoint, { ...who, action: 'iot:Publish', resource: `${ARN}topic/lamp-2/data` })
  expect(denied.answer).toMatchObject({
    decision: 'IMPLICIT_DENY',
    nearestStatement: { sid: 'OwnTopics', difference: expect.stringContaining('lamp-2') as string },
  })
  const foreign = await ask(iot.httpEndpoint, {
    certificateId,
    clientId: 'someone-else',
    action: 'iot:Publish',
    resource: `${ARN}topic/lamp-1/data`,
  })
  expect(foreign.answer.decision).toBe('IMPLICIT_DENY')
  expect(iot.decisions({ kind: 'authorization' })).toEqual([])
})

test('a bad question is a clear error', async () => {
  const iot = await useEmulator()
  const { certificateId } = await iot.createDevice('lamp-1')
  expect((await ask(iot.httpEndpoint, { certificateId, action: 'publish', resource: 'x' })).status).toBe(400)
  expect((await ask(iot.httpEndpoint, { certificateId, action: 'iot:Publish' })).status).toBe(400)
  expect((await ask(iot.httpEndpoint, { certificatId: certificateId, action: 'iot:Publish', resource: 'x' })).answer).toMatchObject({
    message: expect.stringContaining('certificatId') as string,
  })
  expect((await ask(iot.httpEndpoint, { certificateId: 'f'.repeat(64), action: 'iot:Publish', resource: `${ARN}topic/x` })).status).toBe(
    404,
  )
})

test('the explain command says yes with exit code 0 and no with exit code 1', async () => {
  const iot = await useEmulator()
  const { certificateId } = await iot.createDevice('lamp-1')
  const who = ['--endpoint', iot.httpEndpoint, '--certificate-id', certificateId, '--client-id', 'lamp-1']
  expect(await runCommand(['explain', 'iot:Subscribe', 'topicfilter/lamp-1/#', ...who])).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^ALLOWED: /) as string,
  })
  expect(await runCommand(['explain', 'iot:Subscribe', 'topicfilter/#', ...who])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^IMPLICIT_DENY: /) as string,
  })
})
