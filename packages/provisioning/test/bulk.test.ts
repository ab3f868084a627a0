import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestAccount } from '@iot-core-local/core/testing'
import { expect, onTestFinished, test } from 'vitest'
import { type BulkSource, createFunctionCaller, createProvisioning } from '../src/index.js'
import { MemoryObjects } from './memory-objects.js'
import { TEST_CERTIFICATE, TestWorld, useProvisioning } from './use-provisioning.js'

type Setup = ReturnType<typeof useProvisioning>

const BODY = JSON.stringify({
  Parameters: { ThingName: { Type: 'String' }, CSR: { Type: 'String' } },
  Resources: {
    thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'ThingName' } } },
    certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateSigningRequest: { Ref: 'CSR' } } },
  },
})
const THINGS = JSON.stringify({ Resources: { thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'ThingName' } } } } })

async function start({ iot, call }: Setup, changes: object = {}): Promise<string> {
  const input = { templateBody: BODY, inputFileBucket: 'bucket', inputFileKey: 'input.json', roleArn: 'arn:aws:iam::123456789012:role/r' }
  const { taskId = '' } = await iot('StartThingRegistrationTask')({ ...input, ...changes }, call)
  return taskId
}

async function describe({ iot, call }: Setup, taskId: string) {
  return iot('DescribeThingRegistrationTask')({ taskId }, call)
}

async function report({ iot, call, provisioning }: Setup, taskId: string, reportType: 'RESULTS' | 'ERRORS'): Promise<unknown[]> {
  const { resourceLinks } = await iot('ListThingRegistrationTaskReports')({ taskId, reportType }, call)
  const [link] = resourceLinks ?? []
  if (link === undefined) return []
  const text = [...(provisioning.reports.find(link.replace('report:', '')) ?? [])].join('')
  return text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
}

test('[PRV-701] [PRV-703] each line is a registration; what fails is reported and the task goes on', async () => {
  const setup = useProvisioning()
  const lines = [
    '{"ThingName": "foo", "CSR": "csr1"}',
    'this is not JSON',
    '["nor an object"]',
    '{"ThingName": "bar", "CSR": 7}',
    '',
    '{"ThingName": "b a d", "CSR": "csr2"}',
    '{"ThingName": "baz", "CSR": "nonsense"}',
    '{"ThingName": "bar", "CSR": "csr3"}',
  ]
  setup.bulkSource.register('bucket', 'input.json', lines.join('\n'))
  const taskId = await start(setup)
  expect(await describe(setup, taskId)).toMatchObject({ status: 'InProgress', percentageProgress: 0, inputFileBucket: 'bucket' })
  await setup.account.timers.rest()
  expect(await describe(setup, taskId)).toMatchObject({ status: 'Completed', successCount: 2, failureCount: 5, percentageProgress: 100 })
  expect(setup.world.things.ids()).toEqual(['bar', 'foo'])
  expect(await report(setup, taskId, 'RESULTS')).toMatchObject([
    { lineNumber: 1, offset: 0, response: { ResourceArns: { thing: 'arn:aws:iot:us-east-1:123456789012:thing/foo' } } },
    { lineNumber: 8, response: { CertificatePem: expect.stringContaining('csr3') as string } },
  ])
  expect(await report(setup, taskId, 'ERRORS')).toMatchObject([
    { lineNumber: 2, offset: 36, response: { errorCode: 'InvalidRequestException', errorMessage: 'The line is not JSON.' } },
    { lineNumber: 3, response: { errorMessage: 'The line is not a JSON object.' } },
    { lineNumber: 4, response: { errorMessage: 'The parameter CSR is not a string.' } },
    { lineNumber: 6 },
    { lineNumber: 7, response: { errorCode: 'InvalidRequestException' } },
  ])
})

test('[PRV-703] a report answers whoever has the link, and nobody else', async () => {
  const setup = useProvisioning()
  setup.bulkSource.register('bucket', 'input.json', '{"ThingName": "foo", "CSR": "csr1"}\n')
  const taskId = await start(setup)
  expect(await report(setup, taskId, 'RESULTS')).toEqual([])
  await setup.account.timers.rest()
  const { resourceLinks } = await setup.iot('ListThingRegistrationTaskReports')({ taskId, reportType: 'RESULTS' }, setup.call)
  const token = (resourceLinks?.[0] ?? '').replace('report:', '')
  const { reports } = setup.provisioning
  expect([...(reports.find(token) ?? [])]).toHaveLength(1)
  for (const guess of [
    token.slice(0, -1),
    token.replace('RESULTS', 'ERRORS'),
    token.replace(taskId, 'x'),
    `${taskId}.RESULTS.`,
    '',
    '..',
  ]) {
    expect(reports.find(guess)).toBeUndefined()
  }
})

test('[PRV-704] there is one task at a time', async () => {
  const setup = useProvisioning()
  setup.bulkSource.register('bucket', 'input.json', '{"ThingName": "foo", "CSR": "csr1"}')
  const first = await start(setup)
  await expect(start(setup)).rejects.toMatchObject({ name: 'InvalidRequestException' })
  await setup.account.timers.rest()
  const second = await start(setup)
  await setup.account.timers.rest()
  const list = (status?: 'Completed' | 'Failed') => setup.iot('ListThingRegistrationTasks')({ status }, setup.call)
  expect(await list()).toEqual({ taskIds: [second, first] })
  expect(await list('Failed')).toEqual({ taskIds: [] })
})

test('[REG-623] a missing input fails the task, a flawed template is refused', async () => {
  const setup = useProvisioning()
  const taskId = await start(setup)
  await setup.account.timers.rest()
  expect(await describe(setup, taskId)).toMatchObject({
    status: 'Failed',
    message: expect.stringContaining('The input file bucket/input.json cannot be read') as string,
  })
  await expect(start(setup, { templateBody: '{}' })).rejects.toThrow('Invalid template body: Resources')
})

test('a source that does not answer does not keep the account open', async () => {
  const bulkSource: BulkSource = {
    open: (_bucket, _key, _offsetBytes, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')))
      }),
  }
  const setup = useProvisioning({ bulkSource })
  const taskId = await start(setup)
  await new Promise((resolve) => setImmediate(resolve))
  await setup.provisioning.close()
  expect(await describe(setup, taskId)).toMatchObject({ status: 'InProgress' })
})

test('[REG-624] a stopped task keeps what it did', async () => {
  const setup = useProvisioning()
  const lines = Array.from({ length: 200 }, (_, index) => JSON.stringify({ ThingName: `t${String(index)}` }))
  setup.bulkSource.register('bucket', 'input.json', lines.join('\n'))
  const taskId = await start(setup, { templateBody: THINGS })
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
  const stop = () => setup.iot('StopThingRegistrationTask')({ taskId }, setup.call)
  await stop()
  expect(await describe(setup, taskId)).toMatchObject({ status: 'Cancelling' })
  await setup.account.timers.rest()
  const { status, successCount = 0 } = await describe(setup, taskId)
  expect(status).toBe('Cancelled')
  expect(successCount).toBeLessThan(200)
  expect(setup.world.things.ids()).toHaveLength(successCount)
  expect(stop).toThrow('is Cancelled')
  expect(() => setup.iot('StopThingRegistrationTask')({ taskId: 'x' }, setup.call)).toThrow(
    expect.objectContaining({ name: 'ResourceNotFoundException' }),
  )
})

test('a task goes on behind the last line after the end of the process, and does no line twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'icl-bulk-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const lines = Array.from({ length: 100 }, (_, index) => JSON.stringify({ ThingName: `t${String(index)}`, CSR: `csr${String(index)}` }))
  const open = () => {
    const account = createTestAccount({ file: join(folder, 'account.sqlite') })
    const world = new TestWorld(account)
    const bulkSource = new MemoryObjects()
    bulkSource.register('bucket', 'input.json', lines.join('\n'))
    const functions = createFunctionCaller({ region: account.region })
    const signer = { sign: () => Promise.resolve(TEST_CERTIFICATE) }
    const provisioning = createProvisioning({
      ...account,
      ...world.desks,
      functions,
      signer,
      bulkSource,
      reportLinks: { urlOf: (token: string) => token },
      wallTimers: account.timers,
    })
    provisioning.start()
    return { account, world, provisioning }
  }
  const first = open()
  const input = { templateBody: BODY, inputFileBucket: 'bucket', inputFileKey: 'input.json', roleArn: 'arn:aws:iam::123456789012:role/r' }
  const { taskId = '' } = (await first.provisioning.operations.iot?.StartThingRegistrationTask?.(input, first.account.call)) ?? {}
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
  await first.provisioning.close()
  const done = first.world.things.ids().length
  expect(done).toBeGreaterThan(0)
  expect(done).toBeLessThan(100)
  first.account.close()

  const second = open()
  await second.account.timers.rest()
  const task = await second.provisioning.operations.iot?.DescribeThingRegistrationTask?.({ taskId }, second.account.call)
  expect(task).toMatchObject({ status: 'Completed', successCount: 100, failureCount: 0 })
  expect(second.world.things.ids()).toHaveLength(100)
  expect(second.world.certificates.ids()).toHaveLength(100)
  await second.provisioning.close()
  second.account.close()
})

test('[PRV-704] the data of a task is gone after 30 days', async () => {
  const setup = useProvisioning()
  setup.bulkSource.register('bucket', 'input.json', '{"ThingName": "foo", "CSR": "csr1"}')
  const taskId = await start(setup)
  await setup.account.timers.rest()
  await setup.account.timers.advance(2_592_000_000 - 1)
  expect(await describe(setup, taskId)).toMatchObject({ status: 'Completed' })
  await setup.account.timers.advance(1)
  await expect(describe(setup, taskId)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('[PRV-701] a line that is too long counts as failed', async () => {
  const setup = useProvisioning()
  setup.bulkSource.register(
    'bucket',
    'input.json',
    `{"ThingName": "${'x'.repeat(256_000)}"}\n{"ThingName": "${'x'.repeat(2_000_000)}"}\n{"ThingName": "foo"}`,
  )
  const taskId = await start(setup, { templateBody: THINGS })
  await setup.account.timers.rest()
  expect(await describe(setup, taskId)).toMatchObject({ status: 'Completed', successCount: 1, failureCount: 2 })
})

test('10,000 lines never hold up the event loop', async () => {
  const setup = useProvisioning()
  const lines = Array.from({ length: 10_000 }, (_, index) => JSON.stringify({ ThingName: `t${String(index)}` }))
  setup.bulkSource.register('bucket', 'input.json', lines.join('\n'))
  const taskId = await start(setup, { templateBody: THINGS })
  let turns = 0
  let isDone = false
  const watch = (): void => {
    turns++
    if (!isDone) setImmediate(watch)
  }
  setImmediate(watch)
  await setup.account.timers.rest()
  isDone = true
  expect(await describe(setup, taskId)).toMatchObject({ status: 'Completed', successCount: 10_000 })
  expect(turns).toBeGreaterThan(10_000 / 8)
})
