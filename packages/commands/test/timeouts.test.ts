import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { HOUR_MS, START_MS, useCommands } from './use-commands.js'

test('[CMD-007] [CMD-008] the cloud sets TIMED_OUT when the time is over, also of an execution in progress, and completes nothing', async () => {
  const h = useCommands()
  const commandArn = await h.create()
  const executionId = await h.start(commandArn)
  await h.respond(executionId, { status: 'IN_PROGRESS' })
  h.take()
  await h.account.timers.advance(9_999)
  expect(await h.get(executionId)).toMatchObject({ status: 'IN_PROGRESS' })
  await h.account.timers.advance(1)
  const timedOut = await h.get(executionId)
  expect(timedOut).toMatchObject({ status: 'TIMED_OUT', statusReason: { reasonCode: '$NO_RESPONSE_FROM_DEVICE' } })
  expect(timedOut).not.toHaveProperty('completedAt')
  expect(h.takeEvents()).toEqual([
    {
      executionId,
      status: 'TIMED_OUT',
      statusReason: { reasonCode: '$NO_RESPONSE_FROM_DEVICE' },
      eventType: 'COMMAND_EXECUTION',
      commandArn,
      targetArn: h.arn('thing/lamp'),
      timestamp: START_MS + 10_000,
    },
  ])
})

test.each(['SUCCEEDED', 'FAILED', 'REJECTED', 'TIMED_OUT'])(
  '[CMD-007] the device may override that with %s, which is final',
  async (status) => {
    const h = useCommands()
    const executionId = await h.start(await h.create())
    await h.account.timers.advance(20_000)
    expect(await h.respond(executionId, { status: 'IN_PROGRESS' })).toMatchObject({ rejected: { error: 'InvalidStateTransition' } })
    expect(await h.respond(executionId, { status, statusReason: { reasonCode: 'LATE' } })).toEqual({ accepted: { executionId } })
    expect(await h.get(executionId)).toMatchObject({
      status,
      statusReason: { reasonCode: 'LATE' },
      completedAt: new Date(START_MS + 20_000),
    })
    const error = status === 'TIMED_OUT' ? 'InvalidStateTransition' : 'TerminalStateReached'
    expect(await h.respond(executionId, { status: 'SUCCEEDED' })).toMatchObject({ rejected: { error } })
  },
)

test('[CMD-007] a TIMED_OUT that the device reports in time is final, and no timer follows', async () => {
  const h = useCommands()
  const executionId = await h.start(await h.create())
  await h.respond(executionId, { status: 'TIMED_OUT' })
  await h.account.timers.advance(60_000)
  const reported = await h.get(executionId)
  expect(reported).toMatchObject({ status: 'TIMED_OUT', completedAt: new Date(START_MS) })
  expect(reported).not.toHaveProperty('statusReason')
})

test('[CMD-012] executions are forgotten after six months, finished or not', async () => {
  const h = useCommands()
  const executionId = await h.start(await h.create(), { clientToken: 't' })
  await h.account.timers.advance(Date.parse('2026-07-02T03:04:05.678Z') - START_MS - 1)
  expect(await h.get(executionId)).toMatchObject({ status: 'TIMED_OUT' })
  await h.account.timers.advance(1)
  expect(await h.refusal('GetCommandExecution', { executionId, targetArn: h.arn('thing/lamp') })).toBe('ResourceNotFoundException 404')
  expect(await h.start(h.arn('command/reboot'), { clientToken: 't' })).not.toBe(executionId)
})

test('many executions that run out together time out in stretches, each once', async () => {
  const h = useCommands({ options: { sliceSize: 7 } })
  const commandArn = await h.create()
  for (let index = 0; index < 50; index++) await h.start(commandArn)
  h.take()
  await h.account.timers.advance(10_000)
  const events = h.take().map(({ topic }) => topic)
  expect(events).toHaveLength(50)
  expect(new Set(events)).toEqual(new Set(['$aws/events/commandExecution/reboot/TIMED_OUT']))
})

test('[CMD-008] what fell due while nothing ran is done at the next start, the rest keeps its time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'commands-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'account.db')
  const before = useCommands({ account: { file } })
  const commandArn = await before.create()
  const [short, long] = [
    await before.start(commandArn, { clientToken: 't' }),
    await before.start(commandArn, { executionTimeoutSeconds: 43_200 }),
  ]
  await before.call('DeleteCommand', { commandId: 'reboot' })
  await before.close()

  const after = useCommands({ account: { file, startMs: START_MS + HOUR_MS } })
  await after.account.timers.rest()
  expect(await after.get(short)).toMatchObject({ status: 'TIMED_OUT' })
  expect(after.takeEvents()).toMatchObject([{ executionId: short, status: 'TIMED_OUT' }])
  expect(await after.get(long)).toMatchObject({ status: 'CREATED' })
  expect(await after.start(commandArn, { clientToken: 't' })).toBe(short)
  await after.account.timers.advance(11 * HOUR_MS)
  expect(await after.get(long)).toMatchObject({ status: 'TIMED_OUT' })
  expect(await after.refusal('GetCommand', { commandId: 'reboot' })).toBe('ResourceNotFoundException 404')
})
