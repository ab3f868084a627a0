/*
 * Many devices do a job each over mutual TLS, against one process: all of them end it, and afterwards the process holds no more memory than before.
 *   node test/soak/fleet-job.mjs [devices, default 1000]
 * Each device has a certificate of its own. Twice the same: the first time fills caches and logs that have a bound. Needs a build.
 * Ends with 1 and a sentence when something is wrong.
 */
import { CreateJobCommand, CreateThingGroupCommand, DeleteJobCommand, DescribeJobCommand, IoTClient } from '@aws-sdk/client-iot'
import { AddThingToThingGroupCommand, AttachPolicyCommand, AttachThingPrincipalCommand, CreatePolicyCommand } from '@aws-sdk/client-iot'
import { CreateThingCommand, RegisterCertificateWithoutCACommand } from '@aws-sdk/client-iot'
import { fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connectAsync } from 'mqtt'

const ARN = 'arn:aws:iot:us-east-1:000000000000:'
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'iot:Connect', Resource: `${ARN}client/\${iot:Connection.Thing.ThingName}` },
    {
      Effect: 'Allow',
      Action: ['iot:Publish', 'iot:Receive'],
      Resource: `${ARN}topic/$aws/things/\${iot:Connection.Thing.ThingName}/jobs/*`,
    },
    { Effect: 'Allow', Action: 'iot:Subscribe', Resource: `${ARN}topicfilter/$aws/things/\${iot:Connection.Thing.ThingName}/jobs/*` },
  ],
})
/** What may be left, in bytes: the garbage collector is no accountant. */
const SLACK_BYTES = 8 * 1024 * 1024
const DONE_WITHIN_MS = 120_000

const [argument] = process.argv.slice(2)
if (argument === '--serve') await serve()
else await main(Number(argument ?? 1_000))

async function main(count) {
  const server = fork(fileURLToPath(import.meta.url), ['--serve'], { execArgv: ['--expose-gc'] })
  process.once('SIGTERM', () => {
    server.kill('SIGKILL')
    process.exit(1)
  })
  const ask = (question) =>
    new Promise((resolve) => {
      server.once('message', resolve)
      server.send(question)
    })
  try {
    const facts = await ask({ devices: count })
    const iot = new IoTClient({ ...facts.clientConfig })
    await register(iot, facts.devices)
    const first = await round(iot, facts, 'first')
    const before = await ask({ heap: true })
    const second = await round(iot, facts, 'second')
    const after = await ask({ heap: true })
    iot.destroy()
    const megabytes = (bytes) => (bytes / 1024 / 1024).toFixed(1)
    console.log(
      `${count} devices did a job each in ${first} s and in ${second} s; heap before the second ${megabytes(before)} MiB, after it ${megabytes(after)} MiB`,
    )
    if (after > before + SLACK_BYTES) throw new Error('The memory did not come back.')
    console.log('all done, memory back')
  } catch (error) {
    console.error(error)
    process.exitCode = 1
  } finally {
    server.kill('SIGKILL')
  }
}

async function serve() {
  const { startIotCoreLocal } = await import('iot-core-local')
  const iot = await startIotCoreLocal()
  process.on('message', async ({ devices, heap }) => {
    if (heap) {
      // What waits for the next turns, such as closed sockets, lets go first.
      await sleep(500)
      globalThis.gc()
      await sleep(100)
      globalThis.gc()
      const { heapUsed, external } = process.memoryUsage()
      process.send(heapUsed + external)
      return
    }
    const factory = await iot.factory({ mode: 'SNI_ONLY', autoRegistration: false })
    const made = await factory.devices(devices)
    const caPem = await (await fetch(`${iot.httpEndpoint}/_local/ca.pem`)).text()
    process.send({
      clientConfig: iot.clientConfig(),
      host: iot.host,
      port: iot.mqttsPort,
      caPem,
      devices: made.map(({ certificatePem, privateKeyPem }, index) => ({ certificatePem, privateKeyPem, thingName: `device-${index}` })),
    })
  })
}

async function register(iot, devices) {
  await iot.send(new CreatePolicyCommand({ policyName: 'jobs', policyDocument: POLICY }))
  await iot.send(new CreateThingGroupCommand({ thingGroupName: 'fleet' }))
  await inParallel(devices, async ({ thingName, certificatePem }) => {
    const { certificateArn } = await iot.send(new RegisterCertificateWithoutCACommand({ certificatePem, status: 'ACTIVE' }))
    await iot.send(new CreateThingCommand({ thingName }))
    await iot.send(new AttachThingPrincipalCommand({ thingName, principal: certificateArn }))
    await iot.send(new AttachPolicyCommand({ policyName: 'jobs', target: certificateArn }))
    await iot.send(new AddThingToThingGroupCommand({ thingName, thingGroupName: 'fleet' }))
  })
}

/** All connect, do one job and leave; answers the seconds from the job's creation to its end. */
async function round(iot, { host, port, caPem, devices }, jobId) {
  const clients = []
  let done = 0
  await inParallel(devices, async ({ thingName, certificatePem, privateKeyPem }) => {
    const root = `$aws/things/${thingName}/jobs`
    const client = await connectAsync({
      protocol: 'mqtts',
      host,
      port,
      clientId: thingName,
      ca: caPem,
      cert: certificatePem,
      key: privateKeyPem,
      reconnectPeriod: 0,
    })
    clients.push(client)
    client.on('message', (topic, payload) => {
      const { execution } = JSON.parse(payload.toString('utf8'))
      if (topic === `${root}/notify-next` && execution?.status === 'QUEUED') client.publish(`${root}/start-next`, '{}', { qos: 1 })
      if (topic === `${root}/start-next/accepted`) client.publish(`${root}/${execution.jobId}/update`, '{"status":"SUCCEEDED"}', { qos: 1 })
      if (topic === `${root}/${jobId}/update/accepted`) done++
    })
    await client.subscribeAsync([`${root}/notify-next`, `${root}/start-next/+`, `${root}/+/update/+`], { qos: 1 })
  })
  const started = performance.now()
  await iot.send(new CreateJobCommand({ jobId, targets: [`${ARN}thinggroup/fleet`], document: '{"do":"it"}' }))
  while (done < devices.length) {
    if (performance.now() - started > DONE_WITHIN_MS) throw new Error(`${done} of ${devices.length} devices are done.`)
    await sleep(20)
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const { job } = await iot.send(new DescribeJobCommand({ jobId }))
  if (job.status !== 'COMPLETED' || job.jobProcessDetails.numberOfSucceededThings !== devices.length) throw new Error(JSON.stringify(job))
  await Promise.all(clients.map((client) => client.endAsync()))
  await iot.send(new DeleteJobCommand({ jobId }))
  for (;;) {
    const isThere = await iot.send(new DescribeJobCommand({ jobId })).then(
      () => true,
      () => false,
    )
    if (!isThere) return seconds
    await sleep(20)
  }
}

async function inParallel(items, work) {
  const queue = [...items]
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item)
    }),
  )
}
