/*
 * Seconds that a bulk registration task takes for 10,000 things with certificates from signing requests, and how long the event loop of the
 * emulator was held up at worst meanwhile: in memory, and with a data folder.
 *   node test/bench/bulk-registration.mjs [lines, default 10000] [memory,disk]
 * Keys and requests are made ahead. Each run is a process of its own. Needs a build (`npm run build`).
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const self = fileURLToPath(import.meta.url)
const GOALS = { seconds: 60, delayMs: 50 }
const TEMPLATE = JSON.stringify({
  Parameters: { ThingName: { Type: 'String' }, SerialNumber: { Type: 'String' }, CSR: { Type: 'String' } },
  Resources: {
    thing: {
      Type: 'AWS::IoT::Thing',
      Properties: { ThingName: { Ref: 'ThingName' }, AttributePayload: { serial: { Ref: 'SerialNumber' } } },
    },
    certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateSigningRequest: { Ref: 'CSR' }, Status: 'ACTIVE' } },
    policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'device' } },
  },
})

const [role, ...rest] = process.argv.slice(2)
if (role === '--run') await run(Number(rest[0]), rest[1] === 'disk')
else await main(Number(role ?? 10_000), (rest[0] ?? 'memory,disk').split(','))

async function main(lines, places) {
  const table = {}
  for (const place of places) {
    const child = fork(self, ['--run', String(lines), place])
    const [measured] = await once(child, 'message')
    table[place] = measured
    await once(child, 'exit')
  }
  console.log(`${lines} lines; goals for 10000: under ${GOALS.seconds} s, event loop never held up for ${GOALS.delayMs} ms`)
  console.table(table)
}

async function run(count, isOnDisk) {
  const { startIotCoreLocal } = await import('iot-core-local')
  const { CreatePolicyCommand, DescribeThingRegistrationTaskCommand, IoTClient, StartThingRegistrationTaskCommand } =
    await import('@aws-sdk/client-iot')
  const folder = mkdtempSync(join(tmpdir(), 'icl-bench-'))
  const iot = await startIotCoreLocal(isOnDisk ? { dataDir: folder } : {})
  const control = new IoTClient(iot.clientConfig())
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] })
  await control.send(new CreatePolicyCommand({ policyName: 'device', policyDocument }))
  const requests = await (await iot.factory()).signingRequests(count)
  const lines = requests.map(({ name, csrPem }) => `${JSON.stringify({ ThingName: name, SerialNumber: name, CSR: csrPem })}\n`)
  iot.registerObject('bench', 'things.json', lines.join(''))
  const input = {
    templateBody: TEMPLATE,
    inputFileBucket: 'bench',
    inputFileKey: 'things.json',
    roleArn: 'arn:aws:iam::000000000000:role/bulk',
  }
  // What was made ahead is garbage of this program, not of the task.
  globalThis.gc?.()
  await sleep(500)

  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const startedAt = performance.now()
  const { taskId } = await control.send(new StartThingRegistrationTaskCommand(input))
  let task
  do {
    await sleep(200)
    task = await control.send(new DescribeThingRegistrationTaskCommand({ taskId }))
  } while (task.status === 'InProgress')
  const seconds = (performance.now() - startedAt) / 1000
  delay.disable()
  if (task.status !== 'Completed' || task.successCount !== count) throw new Error(`${task.status}: ${task.message ?? task.failureCount}`)
  const ms = (nanoseconds) => Number((nanoseconds / 1e6 - 5).toFixed(1))
  process.send({
    seconds: Number(seconds.toFixed(1)),
    'lines/s': Math.round(count / seconds),
    'delay max ms': ms(delay.max),
    'delay p99.9 ms': ms(delay.percentile(99.9)),
  })
  control.destroy()
  await iot.close()
  rmSync(folder, { recursive: true })
  process.disconnect()
}
