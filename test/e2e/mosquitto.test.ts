import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type IotCoreLocal } from 'iot-core-local'
import { expect, onTestFinished, test } from 'vitest'
import { findProgram } from './support/find-program.js'
import { useEmulator } from './support/use-emulator.js'
import { useFolder } from './support/use-folder.js'

const publisher = findProgram('mosquitto_pub')
const subscriber = findProgram('mosquitto_sub')

type Device = Awaited<ReturnType<IotCoreLocal['createDevice']>>

function tlsArguments(device: Device): string[] {
  const folder = useFolder()
  writeFileSync(join(folder, 'ca.pem'), device.caPem)
  writeFileSync(join(folder, 'certificate.pem.crt'), device.certificatePem)
  writeFileSync(join(folder, 'private.pem.key'), device.privateKeyPem)
  const file = (name: string): string => join(folder, name)
  return [
    '--cafile',
    file('ca.pem'),
    '--cert',
    file('certificate.pem.crt'),
    '--key',
    file('private.pem.key'),
    '-h',
    device.host,
    '-p',
    String(device.mqttsPort),
  ]
}

async function run(program: string, argv: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  await once(child, 'close')
  return { code: child.exitCode, output }
}

test.skipIf(publisher === undefined || subscriber === undefined)('mosquitto_pub and mosquitto_sub speak with certificates', async () => {
  const iot = await useEmulator()
  const lamp = await iot.createDevice('lamp-1')
  const watcher = await iot.createDevice('watcher', {
    policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] },
  })
  const subscribed = iot.waitFor.event('subscription.added')
  const watching = run(subscriber ?? '', [...tlsArguments(watcher), '-i', 'watcher', '-q', '1', '-t', 'lamp-1/#', '-C', '2', '-v'])
  await subscribed
  for (const [qos, payload] of [
    ['0', 'zero'],
    ['1', 'one'],
  ] as const) {
    const sent = await run(publisher ?? '', [...tlsArguments(lamp), '-i', 'lamp-1', '-q', qos, '-t', 'lamp-1/data', '-m', payload])
    expect(sent).toEqual({ code: 0, output: '' })
  }
  expect(await watching).toEqual({ code: 0, output: 'lamp-1/data zero\nlamp-1/data one\n' })
})

test.skipIf(publisher === undefined)('[SEC-801] mosquitto_pub with a wrong client id is hung up on', async () => {
  const iot = await useEmulator()
  const lamp = await iot.createDevice('lamp-1')
  const refused = iot.waitFor.event('connection.refused')
  const child = spawn(publisher ?? '', [...tlsArguments(lamp), '-i', 'lamp-2', '-t', 'lamp-1/data', '-m', 'x'], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  expect(await refused).toMatchObject({ clientId: 'lamp-2', principalIdentifier: lamp.certificateId })
})
