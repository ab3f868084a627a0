import {
  DescribeThingCommand,
  DescribeThingRegistrationTaskCommand,
  IoTClient,
  ListCertificatesCommand,
  ListThingPrincipalsCommand,
  ListThingRegistrationTaskReportsCommand,
  ListThingRegistrationTasksCommand,
  StartThingRegistrationTaskCommand,
  StopThingRegistrationTaskCommand,
} from '@aws-sdk/client-iot'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { FactoryRequest, StartOptions } from 'iot-core-local'
import S3rver from 's3rver'
import { expect, onTestFinished, test, vi } from 'vitest'
import { clientConfigOf, spawnEmulator } from './support/spawn-emulator.js'
import { useEmulator } from './support/use-emulator.js'
import { useFolder } from './support/use-folder.js'

const ROLE = 'arn:aws:iam::000000000000:role/provisioning'
const TEMPLATE = JSON.stringify({
  Parameters: { ThingName: { Type: 'String' }, SerialNumber: { Type: 'String' }, CSR: { Type: 'String' } },
  Resources: {
    thing: {
      Type: 'AWS::IoT::Thing',
      Properties: { ThingName: { Ref: 'ThingName' }, AttributePayload: { serial: { Ref: 'SerialNumber' } } },
    },
    certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateSigningRequest: { Ref: 'CSR' }, Status: 'ACTIVE' } },
  },
})
/** The one key that the store knows. */
const S3_KEY = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }

/** An S3-compatible store with one bucket. */
async function useStore(bucket: string): Promise<{ readonly s3Endpoint: string; put(key: string, body: string): Promise<void> }> {
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: useFolder() })
  const { port } = await server.run()
  onTestFinished(() => server.close())
  const s3Endpoint = `http://127.0.0.1:${String(port)}`
  const client = new S3Client({
    endpoint: s3Endpoint,
    region: 'us-east-1',
    credentials: S3_KEY,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
  onTestFinished(() => client.destroy())
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  return {
    s3Endpoint,
    put: async (Key, Body) => {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))
    },
  }
}

function start(control: IoTClient, inputFileBucket: string, inputFileKey: string, templateBody = TEMPLATE) {
  return control.send(new StartThingRegistrationTaskCommand({ templateBody, inputFileBucket, inputFileKey, roleArn: ROLE }))
}

async function ended(control: IoTClient, taskId: string) {
  return vi.waitFor(
    async () => {
      const task = await control.send(new DescribeThingRegistrationTaskCommand({ taskId }))
      expect(task.status).toMatch(/Completed|Failed|Cancelled/)
      return task
    },
    { timeout: 20_000, interval: 20 },
  )
}

async function linkTo(control: IoTClient, taskId: string, reportType: 'RESULTS' | 'ERRORS'): Promise<string | undefined> {
  return (await control.send(new ListThingRegistrationTaskReportsCommand({ taskId, reportType }))).resourceLinks?.[0]
}

interface ReportLine {
  readonly lineNumber: number
  readonly response: { readonly CertificatePem?: string; readonly ResourceArns?: Record<string, string>; readonly errorMessage?: string }
}

async function report(control: IoTClient, taskId: string, reportType: 'RESULTS' | 'ERRORS'): Promise<readonly ReportLine[]> {
  const link = await linkTo(control, taskId, reportType)
  if (link === undefined) return []
  const text = await (await fetch(link)).text()
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ReportLine)
}

function lineOf({ name, csrPem }: FactoryRequest): string {
  return `${JSON.stringify({ ThingName: name, SerialNumber: name, CSR: csrPem })}\n`
}

async function useAccount(options: StartOptions = {}) {
  const iot = await useEmulator(options)
  return { iot, control: new IoTClient(iot.clientConfig()) }
}

test('[PRV-701] [PRV-705] things are registered from an S3-compatible store', async () => {
  const store = await useStore('factory')
  const { iot, control } = await useAccount({ s3Endpoint: store.s3Endpoint, s3Credentials: [S3_KEY] })
  const requests = await (await iot.factory()).signingRequests(20)
  const lines = requests.map(lineOf)
  lines.splice(5, 0, 'no JSON\n')
  await store.put('batch/1.json', lines.join(''))
  const { taskId = '' } = await start(control, 'factory', 'batch/1.json')
  expect(await ended(control, taskId)).toMatchObject({
    status: 'Completed',
    successCount: 20,
    failureCount: 1,
    percentageProgress: 100,
    inputFileBucket: 'factory',
    inputFileKey: 'batch/1.json',
  })
  expect(await control.send(new ListThingRegistrationTasksCommand({ status: 'Completed' }))).toMatchObject({ taskIds: [taskId] })
  const results = await report(control, taskId, 'RESULTS')
  expect(results).toHaveLength(20)
  expect(results[0]?.response.CertificatePem).toContain('BEGIN CERTIFICATE')
  const { principals } = await control.send(new ListThingPrincipalsCommand({ thingName: 'device-1' }))
  expect(principals).toEqual([results[0]?.response.ResourceArns?.['certificate']])
  expect(await control.send(new DescribeThingCommand({ thingName: 'device-20' }))).toMatchObject({ attributes: { serial: 'device-20' } })
  expect(await report(control, taskId, 'ERRORS')).toMatchObject([{ lineNumber: 6, response: { errorMessage: 'The line is not JSON.' } }])
})

test('[PRV-705] an input that is missing, or a store that refuses, fails the task with its reason', async () => {
  const store = await useStore('factory')
  const { control } = await useAccount({ s3Endpoint: store.s3Endpoint })
  await store.put('there.json', '{}\n')
  const refused = await start(control, 'factory', 'there.json')
  expect(await ended(control, refused.taskId ?? '')).toMatchObject({
    status: 'Failed',
    message: expect.stringContaining('The input file factory/there.json cannot be read') as string,
  })
  const { control: other } = await useAccount({ s3Endpoint: store.s3Endpoint, s3Credentials: [S3_KEY] })
  const missing = await start(other, 'factory', 'missing.json')
  expect(await ended(other, missing.taskId ?? '')).toMatchObject({
    status: 'Failed',
    message: expect.stringContaining('The input file factory/missing.json cannot be read') as string,
  })
  expect(await report(other, missing.taskId ?? '', 'ERRORS')).toEqual([])
})

test('[PRV-705] without options no file of the machine and no store is read, and the task says which option is missing', async () => {
  const { control } = await useAccount()
  const file = await start(control, 'file', '/etc/passwd')
  expect(await ended(control, file.taskId ?? '')).toMatchObject({
    status: 'Failed',
    message: expect.stringContaining('--files-dir') as string,
  })
  const object = await start(control, 'bucket', 'key')
  expect(await ended(control, object.taskId ?? '')).toMatchObject({
    status: 'Failed',
    message: expect.stringContaining('--s3-endpoint') as string,
  })
})

test('[PRV-704] an object of the host program is an input, outlives a reset, and there is one task at a time', async () => {
  const { iot, control } = await useAccount()
  const templateBody = JSON.stringify({
    Resources: { thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'ThingName' } } } },
  })
  const lines = Array.from({ length: 2_000 }, (_, index) => `{"ThingName":"t${String(index)}"}\n`)
  iot.registerObject('mine', 'things.json', lines.join(''))
  const { taskId = '' } = await start(control, 'mine', 'things.json', templateBody)
  await expect(start(control, 'mine', 'things.json', templateBody)).rejects.toMatchObject({ name: 'InvalidRequestException' })
  await control.send(new StopThingRegistrationTaskCommand({ taskId }))
  expect(await ended(control, taskId)).toMatchObject({ status: 'Cancelled' })
  await iot.reset()
  const again = await start(control, 'mine', 'things.json', templateBody)
  expect(await ended(control, again.taskId ?? '')).toMatchObject({ status: 'Completed', successCount: 2_000 })
})

test('kill -9 in the middle of a bulk task: it goes on, nothing is half made, and its reports are whole', async () => {
  const store = await useStore('factory')
  const { iot } = await useAccount()
  const total = 400
  const requests = await (await iot.factory()).signingRequests(total)
  await store.put('batch.json', requests.map(lineOf).join(''))
  const argv = ['--data-dir', useFolder(), '--s3-endpoint', store.s3Endpoint, '--s3-credentials', 'S3RVER:S3RVER']
  const before = await spawnEmulator(argv)
  const first = new IoTClient(clientConfigOf(before.facts))
  const { taskId = '' } = await start(first, 'factory', 'batch.json')
  await vi.waitFor(
    async () => {
      const { successCount = 0 } = await first.send(new DescribeThingRegistrationTaskCommand({ taskId }))
      expect(successCount).toBeGreaterThan(20)
    },
    { timeout: 20_000, interval: 5 },
  )
  const link = (await linkTo(first, taskId, 'RESULTS')) ?? ''
  await before.end('SIGKILL')

  const { facts } = await spawnEmulator(argv)
  const control = new IoTClient(clientConfigOf(facts))
  expect(await ended(control, taskId)).toMatchObject({ status: 'Completed', successCount: total, failureCount: 0 })
  const results = await report(control, taskId, 'RESULTS')
  expect(results.map(({ lineNumber }) => lineNumber)).toEqual(requests.map((_, index) => index + 1))
  // Each thing has the certificate of the report and there is no other certificate.
  const certificates = await arnsOfCertificates(control)
  expect(certificates.sort()).toEqual(results.map(({ response }) => response.ResourceArns?.['certificate']).sort())
  for (const { response } of [results[0], results[total / 2], results[total - 1]].filter((line) => line !== undefined)) {
    const thingName = response.ResourceArns?.['thing']?.split('/')[1] ?? ''
    const { principals } = await control.send(new ListThingPrincipalsCommand({ thingName }))
    expect(principals).toEqual([response.ResourceArns?.['certificate']])
  }
  // A link is a secret of the process that gave it out; a new one is there for the asking.
  const old = new URL(link)
  expect((await fetch(`${facts.httpEndpoint}${old.pathname}`)).status).toBe(404)
})

async function arnsOfCertificates(control: IoTClient): Promise<string[]> {
  const arns: string[] = []
  let marker: string | undefined
  do {
    const page = await control.send(new ListCertificatesCommand({ pageSize: 250, marker }))
    arns.push(...(page.certificates ?? []).map(({ certificateArn }) => certificateArn ?? ''))
    marker = page.nextMarker
  } while (marker !== undefined)
  return arns
}
