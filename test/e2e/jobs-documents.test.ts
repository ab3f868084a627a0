import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateJobCommand, DescribeJobCommand, GetJobDocumentCommand, IoTClient } from '@aws-sdk/client-iot'
import { DescribeJobExecutionCommand, IoTJobsDataPlaneClient } from '@aws-sdk/client-iot-jobs-data-plane'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import S3rver from 's3rver'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'
import { useFolder } from './support/use-folder.js'

const THING = 'lamp-1'
const TARGETS = [`arn:aws:iot:us-east-1:000000000000:thing/${THING}`]
const KEY = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
const BUCKET = 'firmware'

/** An S3-compatible store. Whether the signatures are right is a matter of the unit tests: this one lets all through. */
async function useStore() {
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: useFolder() })
  const { port } = await server.run()
  const endpoint = `http://127.0.0.1:${String(port)}`
  const client = new S3Client({ endpoint, region: 'us-east-1', credentials: KEY, forcePathStyle: true })
  onTestFinished(async () => {
    client.destroy()
    await server.close()
  })
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
  return {
    endpoint,
    put: (key: string, body: string) => client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body })),
    get: async (key: string) => (await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }))).Body?.transformToString(),
  }
}

test('[JOB-201] [JOB-204] [JOB-206] a device downloads and uploads with the URLs of a document that was read from S3', async () => {
  const store = await useStore()
  await store.put('images/v 2.bin', 'new firmware')
  const urls = {
    image: '${aws:iot:s3-presigned-url:https://s3.amazonaws.com/firmware/images/v 2.bin}',
    log: '${aws:iot:s3-presigned-url-upload:https://firmware.s3.us-east-1.amazonaws.com/logs/${thingName}-${executionNumber}.txt}',
  }
  const document = JSON.stringify(urls)
  await store.put('jobs/update.json', document)
  const iot = await useEmulator({ s3Endpoint: store.endpoint, s3Credentials: [KEY] })
  const control = new IoTClient(iot.clientConfig())
  const device = await iot.createDevice(THING)
  const agent = await connect(device.mqttOptions())
  const root = `$aws/things/${THING}/jobs`
  await agent.subscribe(`${root}/notify-next`)
  const documentSource = 'https://s3.amazonaws.com/firmware/jobs/update.json'
  const presignedUrlConfig = { roleArn: 'arn:aws:iam::000000000000:role/jobs', expiresInSec: 60 }
  await control.send(new CreateJobCommand({ jobId: 'update', targets: TARGETS, documentSource, presignedUrlConfig }))

  const { execution } = (await agent.json(`${root}/notify-next`)) as { execution: { jobDocument: typeof urls } }
  const download = await fetch(execution.jobDocument.image)
  expect([download.status, await download.text()]).toEqual([200, 'new firmware'])
  const upload = await fetch(execution.jobDocument.log, { method: 'PUT', body: 'it went well' })
  expect(upload.status).toBe(200)
  expect(await store.get(`logs/${THING}-1.txt`)).toBe('it went well')
  for (const url of Object.values(execution.jobDocument)) expect(url).toMatch(/&X-Amz-Expires=60&.*&X-Amz-Signature=[0-9a-f]{64}$/)

  expect(await control.send(new GetJobDocumentCommand({ jobId: 'update' }))).toMatchObject({ document })
  expect(await control.send(new DescribeJobCommand({ jobId: 'update' }))).toMatchObject({ documentSource, job: { presignedUrlConfig } })
  const overHttp = await new IoTJobsDataPlaneClient(iot.clientConfig()).send(
    new DescribeJobExecutionCommand({ thingName: THING, jobId: '$next' }),
  )
  const { image } = JSON.parse(overHttp.execution?.jobDocument ?? '{}') as typeof urls
  expect((await fetch(image)).status).toBe(200)
})

test('[JOB-202] a document comes from a file below the folder, or from the host program, and never from elsewhere', async () => {
  const filesDir = useFolder()
  writeFileSync(join(filesDir, 'reboot.json'), '{"do":"reboot"}')
  const iot = await useEmulator({ filesDir })
  iot.registerObject('jobs', 'blink.json', '{"do":"blink"}')
  await iot.createDevice(THING)
  const control = new IoTClient(iot.clientConfig())
  const create = (jobId: string, documentSource: string) => control.send(new CreateJobCommand({ jobId, targets: TARGETS, documentSource }))
  await create('file', 'file:reboot.json')
  await create('host', 's3://jobs/blink.json')
  expect((await control.send(new GetJobDocumentCommand({ jobId: 'file' }))).document).toBe('{"do":"reboot"}')
  expect((await control.send(new GetJobDocumentCommand({ jobId: 'host' }))).document).toBe('{"do":"blink"}')
  for (const documentSource of ['file:../../etc/hostname', 'file:///etc/hostname', 's3://jobs/other.json', 'https://example.com/a.json']) {
    await expect(create('no', documentSource)).rejects.toMatchObject({ name: 'InvalidRequestException' })
  }
})
