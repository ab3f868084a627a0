import { execFileSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DescribeThingCommand, IoTClient } from '@aws-sdk/client-iot'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from './support/mqtt-client.js'
import { clientConfigOf, runCommand, spawnEmulator } from './support/spawn-emulator.js'
import { useFolder } from './support/use-folder.js'

test('a flag that does not exist ends with exit code 2 and the nearest one', async () => {
  const { code, stderr } = await runCommand(['start', '--htpp-port', '1'])
  expect(code).toBe(2)
  expect(stderr).toMatch(/ICL_CONFIG_INVALID.*--htpp-port.*Did you mean --http-port\?/s)
})

test('a config key that does not exist ends with exit code 2 and the path of the file', async () => {
  const file = join(useFolder(), 'config.json')
  writeFileSync(file, '{"mqtsPort": 1}')
  const { code, stderr } = await runCommand(['start', '--config', file])
  expect(code).toBe(2)
  expect(stderr).toContain(file)
  expect(stderr).toContain('Did you mean mqttsPort?')
})

test.each([
  [['frobnicate'], /no command 'frobnicate'/],
  [['start', '--http-port'], /--http-port needs a value/],
  [['device', 'create'], /Usage: iot-core-local device create <thing>/],
  [['time', 'advance'], /Write time show/],
  [['time', 'advance', 'soon'], /not a span of time/],
])('%j ends with exit code 2 and says why', async (argv, message) => {
  const { code, stderr } = await runCommand(argv)
  expect(code).toBe(2)
  expect(stderr).toMatch(message)
})

test.each(['http', 'mqtts', 'tls', 'mqtt'])('a taken %s port ends with exit code 3 and names the flag', async (name) => {
  const holder = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void holder.close())
  await new Promise((resolve) => holder.once('listening', resolve))
  const address = holder.address()
  const port = typeof address === 'object' && address !== null ? String(address.port) : ''
  const others = ['http', 'mqtts', 'tls'].filter((other) => other !== name).flatMap((other) => [`--${other}-port`, '0'])
  const { code, stderr } = await runCommand(['start', ...others, `--${name}-port`, port])
  expect(code).toBe(3)
  expect(stderr).toMatch(new RegExp(`ICL_PORT_IN_USE.*${port}.*--${name}-port`, 's'))
})

test('a data folder that another process holds, or that a newer version wrote, ends with exit code 4', async () => {
  const dataDir = useFolder()
  await spawnEmulator(['--data-dir', dataDir])
  const ports = ['--http-port', '0', '--mqtts-port', '0', '--tls-port', '0']
  const locked = await runCommand(['start', ...ports, '--data-dir', dataDir])
  expect([locked.code, locked.stderr]).toEqual([4, expect.stringContaining('ICL_DATA_DIR_LOCKED')])
  const newer = useFolder()
  writeFileSync(join(newer, 'format.json'), '{"format":1000}')
  const refused = await runCommand(['start', ...ports, '--data-dir', newer])
  expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('ICL_DATA_DIR_NEWER')])
})

test('a data folder that cannot be written to ends with exit code 4', async () => {
  const folder = useFolder()
  writeFileSync(join(folder, 'file'), '')
  const { code, stderr } = await runCommand(['start', '--data-dir', join(folder, 'file', 'data')])
  expect(code).toBe(4)
  expect(stderr).toMatch(/ICL_DATA_DIR_UNWRITABLE.*--data-dir/s)
})

test('the last line of output is the ready line, and a signal ends it with exit code 0 and removes the ready file', async () => {
  const emulator = await spawnEmulator(['--log-format', 'text'])
  expect(emulator.output().trimEnd().split('\n').at(-1)).toMatch(/^Ready in \d+ ms\.$/)
  expect(await emulator.end('SIGTERM')).toBe(0)
})

test('as JSON, the ready line is one object with every port', async () => {
  const emulator = await spawnEmulator(['--log-format', 'json', '--mqtt-port', '0'])
  const line = JSON.parse(emulator.output().trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>
  expect(line).toMatchObject({ msg: 'ready', httpPort: emulator.facts.httpPort, mqttPort: emulator.facts.mqttPort })
})

test('device create makes a device that connects, with a private key for its owner alone', async () => {
  const emulator = await spawnEmulator()
  const out = join(useFolder(), 'lamp-1')
  const endpoint = ['--endpoint', emulator.facts.httpEndpoint]
  const created = await runCommand([
    'device',
    'create',
    'lamp-1',
    '--out',
    out,
    '--attribute',
    'site=berlin',
    '--group',
    'lamps',
    ...endpoint,
  ])
  expect([created.code, created.stderr]).toEqual([
    0,
    expect.stringContaining(`mosquitto_sub -h localhost -p ${String(emulator.facts.mqttsPort)}`),
  ])
  expect(statSync(join(out, 'private.pem.key')).mode & 0o777).toBe(0o600)
  const client = await connect({
    protocol: 'mqtts',
    host: emulator.facts.host,
    port: emulator.facts.mqttsPort,
    clientId: 'lamp-1',
    ca: readFileSync(join(out, 'ca.pem')),
    cert: readFileSync(join(out, 'certificate.pem.crt')),
    key: readFileSync(join(out, 'private.pem.key')),
  })
  await client.subscribe('lamp-1/#')
  const thing = await new IoTClient(clientConfigOf(emulator.facts)).send(new DescribeThingCommand({ thingName: 'lamp-1' }))
  expect(thing.attributes).toEqual({ site: 'berlin' })
  const again = await runCommand(['device', 'create', 'lamp-1', '--out', out, '--attribute', 'site=paris', ...endpoint])
  expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/^ResourceAlreadyExistsException: /)])
})

test('health, time, ca, coverage, env and reset speak to a running emulator', async () => {
  const emulator = await spawnEmulator()
  const at = ['--endpoint', emulator.facts.httpEndpoint]
  expect(await runCommand(['health', ...at])).toMatchObject({ code: 0, stdout: expect.stringContaining('"ready"') as string })
  expect((await runCommand(['ca', ...at])).stdout).toMatch(/^-----BEGIN CERTIFICATE-----/)
  expect((await runCommand(['coverage', ...at])).stdout).toMatch(/CreateThing/)
  const before = JSON.parse((await runCommand(['time', ...at])).stdout) as { now: string }
  const after = JSON.parse((await runCommand(['time', 'advance', '2d', ...at])).stdout) as { now: string }
  expect(Date.parse(after.now) - Date.parse(before.now)).toBeGreaterThanOrEqual(2 * 86_400_000)
  const exports = (await runCommand(['env', ...at])).stdout
  const seen = execFileSync('sh', ['-c', `${exports}\necho "$AWS_ENDPOINT_URL_IOT $AWS_REGION"`]).toString('utf8')
  expect(seen.trim()).toBe(`${emulator.facts.httpEndpoint} us-east-1`)
  await runCommand(['device', 'create', 'lamp-1', '--out', join(useFolder(), 'lamp-1'), ...at])
  expect((await runCommand(['reset', ...at])).code).toBe(0)
  await expect(new IoTClient(clientConfigOf(emulator.facts)).send(new DescribeThingCommand({ thingName: 'lamp-1' }))).rejects.toMatchObject(
    { name: 'ResourceNotFoundException' },
  )
})

test('a command that finds no emulator says so', async () => {
  const { code, stderr } = await runCommand(['health', '--endpoint', 'http://127.0.0.1:9'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/ICL_NOT_RUNNING.*iot-core-local start/s)
})

test('with a data folder, the CA stays and its keys are for the owner alone', async () => {
  const dataDir = useFolder()
  const caOf = async (): Promise<string> => {
    const emulator = await spawnEmulator(['--data-dir', dataDir])
    const pem = await (await fetch(`${emulator.facts.httpEndpoint}/_local/ca.pem`)).text()
    await emulator.end('SIGTERM')
    return pem
  }
  expect(await caOf()).toBe(await caOf())
  const keys = execFileSync('find', [join(dataDir, 'ca'), '-name', '*key*', '-type', 'f'])
    .toString('utf8')
    .trim()
    .split('\n')
  expect(keys.length).toBeGreaterThan(0)
  for (const key of keys) expect(statSync(key).mode & 0o777).toBe(0o600)
})
