/* `device run` as a process of its own, against an emulator, over mTLS. */
import { join } from 'node:path'
import {
  CreateCommandCommand,
  CreateJobCommand,
  DescribeJobExecutionCommand,
  GetCommandExecutionCommand,
  IoTClient,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot'
import { GetThingShadowCommand, IoTDataPlaneClient, UpdateThingShadowCommand } from '@aws-sdk/client-iot-data-plane'
import { IoTJobsDataPlaneClient, StartCommandExecutionCommand } from '@aws-sdk/client-iot-jobs-data-plane'
import type { DeviceOptions } from 'iot-core-local'
import { expect, test } from 'vitest'
import { connect } from './support/mqtt-client.js'
import { playDevice, type PlayedDevice, writeDeviceFiles } from './support/play-device.js'
import { runCommand, spawnEmulator } from './support/spawn-emulator.js'
import { useEmulator } from './support/use-emulator.js'
import { useFolder } from './support/use-folder.js'

const THING_ARN = 'arn:aws:iot:us-east-1:000000000000:thing/lamp-1'

/** An emulator with the device `lamp-1`, its files in a folder, and what a fleet's owner does. */
async function useLamp(options: DeviceOptions = {}) {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const shadows = new IoTDataPlaneClient(iot.clientConfig())
  const folder = useFolder()
  const device = await iot.createDevice('lamp-1', options)
  writeDeviceFiles(folder, device)
  return {
    iot,
    device,
    folder,
    play: (...argv: string[]): PlayedDevice => playDevice(['lamp-1', '--endpoint', iot.httpEndpoint, '--from', folder, '--json', ...argv]),
    createJob: (jobId: string) =>
      control.send(
        new CreateJobCommand({ jobId, targets: [THING_ARN], document: JSON.stringify({ install: jobId }), targetSelection: 'SNAPSHOT' }),
      ),
    jobStatus: async (jobId: string) => {
      const { execution } = await control.send(new DescribeJobExecutionCommand({ jobId, thingName: 'lamp-1' }))
      return [execution?.status, execution?.statusDetails?.detailsMap]
    },
    desire: (desired: object) =>
      shadows.send(new UpdateThingShadowCommand({ thingName: 'lamp-1', payload: Buffer.from(JSON.stringify({ state: { desired } })) })),
    shadow: async () => {
      const { payload } = await shadows.send(new GetThingShadowCommand({ thingName: 'lamp-1' }))
      return JSON.parse(Buffer.from(payload ?? []).toString()) as { readonly state: unknown }
    },
    command: async (content: string, contentType: string) => {
      const commandId = `c${contentType.length}`
      const { commandArn } = await control.send(
        new CreateCommandCommand({ commandId, payload: { content: Buffer.from(content), contentType } }),
      )
      const data = new IoTJobsDataPlaneClient(iot.clientConfig())
      const { executionId } = await data.send(
        new StartCommandExecutionCommand({ commandArn, targetArn: THING_ARN, executionTimeoutSeconds: 60 }),
      )
      return () => control.send(new GetCommandExecutionCommand({ executionId, targetArn: THING_ARN }))
    },
  }
}

test('--jobs and --once: each way to answer what is pending, one after another, and the end with exit code 0', async () => {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const modes = {
    succeed: { steps: ['IN_PROGRESS', 'SUCCEEDED'], details: undefined },
    fail: { steps: ['IN_PROGRESS', 'FAILED'], details: { reason: 'told to fail' } },
    reject: { steps: ['REJECTED'], details: { reason: 'told to reject' } },
    slow: { steps: [...Array<string>(4).fill('IN_PROGRESS'), 'SUCCEEDED'], details: { percent: '100' } },
  }
  const play = async ([mode, { steps, details }]: [
    string,
    { readonly steps: readonly string[]; readonly details: object | undefined },
  ]) => {
    const folder = useFolder()
    writeDeviceFiles(folder, await iot.createDevice(mode))
    const targets = [`arn:aws:iot:us-east-1:000000000000:thing/${mode}`]
    const jobIds = [`${mode}-1`, `${mode}-2`]
    for (const jobId of jobIds) await control.send(new CreateJobCommand({ jobId, targets, document: '{}' }))
    const player = playDevice([
      mode,
      '--endpoint',
      iot.httpEndpoint,
      '--from',
      folder,
      '--json',
      '--jobs',
      mode,
      '--pace',
      '10ms',
      '--once',
    ])
    expect(await player.ended()).toBe(0)
    for (const jobId of jobIds) {
      const { execution } = await control.send(new DescribeJobExecutionCommand({ jobId, thingName: mode }))
      expect([execution?.status, execution?.statusDetails?.detailsMap]).toEqual([steps.at(-1), details])
    }
    const told = player.lines.filter(({ event }) => event === 'job' || event === 'jobUpdated').map(({ jobId, status }) => [jobId, status])
    expect(told).toEqual(jobIds.flatMap((jobId) => [undefined, ...steps].map((status) => [jobId, status])))
    expect(player.lines.at(-1)).toMatchObject({ event: 'ended' })
  }
  await Promise.all(Object.entries(modes).map(play))
  expect(iot.decisions({ kind: 'authorization', outcome: 'refused' })).toEqual([])
})

test('a device that stays takes jobs and commands as they come, does what is desired of it, and ends clean on SIGINT', async () => {
  const lamp = await useLamp()
  await lamp.desire({ colour: 'red' })
  const player = lamp.play(
    '--commands',
    'reject',
    '--report',
    'on=true',
    '--report',
    'firmware.version=1.2.0',
    '--report',
    'firmware.slots=[1,2]',
  )
  await player.event('delta', ({ delta }) => JSON.stringify(delta) === '{"colour":"red"}')
  await expect
    .poll(async () => (await lamp.shadow()).state)
    .toEqual({ desired: { colour: 'red' }, reported: { on: true, firmware: { version: '1.2.0', slots: [1, 2] }, colour: 'red' } })
  await lamp.desire({ colour: 'blue' })
  await player.event('reported', ({ reported }) => JSON.stringify(reported) === '{"colour":"blue"}')

  await lamp.createJob('update')
  expect(await player.event('job')).toMatchObject({ jobId: 'update', executionNumber: 1, document: { install: 'update' } })
  await player.event('jobUpdated', ({ status }) => status === 'SUCCEEDED')
  expect(await lamp.jobStatus('update')).toEqual(['SUCCEEDED', undefined])

  const json = await lamp.command('{"blink":3}', 'application/json')
  expect(await player.event('command')).toMatchObject({ payload: '{"blink":3}', contentType: 'application/json' })
  await expect.poll(async () => (await json()).statusReason).toEqual({ reasonCode: 'TOLD_TO_REJECT' })
  const raw = await lamp.command('\u00e9', 'image/x-dots')
  expect(await player.event('command', ({ contentType }) => contentType === 'image/x-dots')).toMatchObject({ payload: '\u00e9' })
  await expect.poll(async () => (await raw()).status).toBe('REJECTED')

  const closed = lamp.iot.waitFor.event('connection.closed')
  player.kill('SIGINT')
  expect(await player.ended()).toBe(0)
  expect(await closed).toMatchObject({ isClientInitiated: true })
  expect(player.lines.at(-1)).toMatchObject({ event: 'ended', signal: 'SIGINT' })
})

test('--jobs ask asks whoever sits there, again after nonsense, and leaves a job alone when nobody answers', async () => {
  const lamp = await useLamp()
  await lamp.createJob('one')
  const player = playDevice(['lamp-1', '--endpoint', lamp.iot.httpEndpoint, '--from', lamp.folder, '--jobs', 'ask'])
  await player.wrote('Job one: {"install":"one"}')
  await player.wrote('Job one: succeed, fail, reject, slow, ignore?')
  player.type('what\n')
  player.type('fail\n')
  await player.wrote('Job one is FAILED.')
  expect(await lamp.jobStatus('one')).toMatchObject(['FAILED', { reason: 'told to fail' }])
  await lamp.createJob('two')
  await player.wrote('Job two: {"install":"two"}')
  player.type('i\n')
  await player.wrote('Job two is left alone.')
  player.kill('SIGTERM')
  expect(await player.ended()).toBe(0)
  expect(await lamp.jobStatus('two')).toEqual(['QUEUED', undefined])
  expect(player.output()).toMatch(/^\d\d:\d\d:\d\d {2}Connected to localhost:\d+ as lamp-1\.$/m)
})

test('a device that may not connect is told why, exit code 1', async () => {
  const lamp = await useLamp({ policy: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'iot:Connect', Resource: '*' }] } })
  const player = lamp.play('--once')
  expect(await player.ended()).toBe(1)
  expect(player.lines).toMatchObject([{ event: 'connectionRefused', why: expect.stringContaining('iot:Connect') as string }])
  expect(lamp.iot.decisions({ outcome: 'refused' }).at(-1)?.explanation).toBe(player.lines[0]?.['why'])
})

test('a device that may not publish to its jobs topics is told which and why, and ends with --once', async () => {
  const lamp = await useLamp({
    policy: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'iot:*', Resource: '*' },
        { Effect: 'Deny', Action: 'iot:Publish', Resource: 'arn:aws:iot:*:*:topic/$aws/things/lamp-1/jobs/*' },
      ],
    },
  })
  const refused = {
    event: 'publishRefused',
    topic: '$aws/things/lamp-1/jobs/$next/get',
    why: expect.stringContaining('iot:Publish') as string,
  }
  const once = lamp.play('--once')
  expect(await once.ended()).toBe(1)
  expect(once.lines.at(-1)).toMatchObject(refused)
  // One that stays goes on with what it may.
  const staying = lamp.play('--report', 'on=true')
  expect(await staying.event('publishRefused')).toMatchObject(refused)
  const get = await lamp.command('x', 'text/plain')
  await expect.poll(async () => (await get()).status).toBe('SUCCEEDED')
  staying.kill('SIGHUP')
  expect(await staying.ended()).toBe(0)
})

test('a device whose certificate is revoked tries again, is told why, and gives up', async () => {
  const lamp = await useLamp()
  const player = lamp.play()
  await player.event('connected')
  await new IoTClient(lamp.iot.clientConfig()).send(
    new UpdateCertificateCommand({ certificateId: lamp.device.certificateId, newStatus: 'REVOKED' }),
  )
  expect(await player.ended()).toBe(1)
  expect(player.lines.at(-1)).toMatchObject({ event: 'disconnected', why: expect.stringContaining('revoked') as string })
})

test('an update that the service rejects is told, exit code 1 with --once', async () => {
  const lamp = await useLamp()
  const player = lamp.play('--report', `big=${'x'.repeat(9_000)}`, '--once')
  expect(await player.ended()).toBe(1)
  expect(await player.event('shadowRejected')).toMatchObject({ code: 413 })
})

test('a lost connection is made again, and what is pending is taken up', async () => {
  const lamp = await useLamp()
  const player = lamp.play('--jobs', 'slow', '--pace', '400ms')
  await player.event('connected')
  await lamp.createJob('long')
  await player.event('jobUpdated')
  // Another client of the same id takes the connection over, and leaves.
  await (await connect(lamp.device.mqttOptions())).end()
  await player.event('disconnected')
  await player.event('jobUpdated', ({ status }) => status === 'SUCCEEDED')
  expect(await lamp.jobStatus('long')).toEqual(['SUCCEEDED', { percent: '100' }])
  expect(player.lines.filter(({ event }) => event === 'connected').length).toBeGreaterThan(1)
})

test('what it cannot be called with: exit code 2 and the reason', async () => {
  const calls: readonly [readonly string[], RegExp][] = [
    [['lamp-1', '--from', '/nowhere'], /ICL_CONFIG_INVALID .*certificate\.pem\.crt.*device create/s],
    [['lamp-1', '--jobs', 'maybe'], /--jobs maybe.*succeed, fail, reject, slow, ask/s],
    [['lamp-1', '--report', 'on'], /--report on is not KEY=VALUE/],
    [['lamp-1', '--pace', 'slow'], /not a span of time/],
    [[], /Usage: iot-core-local device run <thing>/],
  ]
  const check = async ([argv, message]: (typeof calls)[number]) => {
    const { code, stderr } = await runCommand(['device', 'run', ...argv])
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
  }
  await Promise.all(calls.map(check))
})

test('no emulator: exit code 1 and how to start one', async () => {
  const lamp = await useLamp()
  await lamp.iot.close()
  const { code, stderr } = await runCommand(['device', 'run', 'lamp-1', '--from', lamp.folder, '--endpoint', lamp.iot.httpEndpoint])
  expect([code, stderr]).toEqual([1, expect.stringMatching(/ICL_NOT_RUNNING.*iot-core-local start/s)])
})

test('device create, then device run: with its files, and with files named one by one', async () => {
  const { facts } = await spawnEmulator()
  const folder = join(useFolder(), 'lamp-1')
  const created = await runCommand(['device', 'create', 'lamp-1', '--endpoint', facts.httpEndpoint, '--out', folder])
  expect(created.code).toBe(0)
  const named = { cert: 'certificate.pem.crt', key: 'private.pem.key', ca: 'ca.pem' }
  const flags = Object.entries(named).flatMap(([flag, file]) => [`--${flag}`, join(folder, file)])
  const players = [['--from', folder], flags].map((files) => playDevice(['lamp-1', '--endpoint', facts.httpEndpoint, ...files, '--once']))
  // One client id: whoever comes second takes over, and the first has lost its connection.
  const codes = await Promise.all(players.map((player) => player.ended()))
  expect(codes).toContain(0)
  expect(players.map((player) => player.output()).join('')).not.toContain('Not connected')
})
