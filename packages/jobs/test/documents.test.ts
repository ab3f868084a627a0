import { expect, test } from 'vitest'
import { at, type JobsHarness, useJobs } from './use-jobs.js'

const ROLE = 'arn:aws:iam::123456789012:role/jobs'
const presignedUrlConfig = { roleArn: ROLE, expiresInSec: 900 }
const ROOT = '$aws/things/a/jobs'

const use = () =>
  useJobs({
    things: ['a', 'b'],
    objects: {
      'docs/job.json': '{"from":"S3"}',
      'docs/with space.json': '{"from":"a key with a space"}',
      'file/jobs/reboot.json': '{"from":"a file"}',
      'docs/text': 'no JSON',
      'docs/latin': Buffer.from([0x22, 0xe9, 0x22]),
      'docs/long': `"${'x'.repeat(32_768)}"`,
      'docs/huge': 'x'.repeat(200_000),
      'docs/signed.json': '{"url":"${aws:iot:s3-presigned-url:https://s3.amazonaws.com/firmware/a.bin}"}',
    },
  })

const create = (h: JobsHarness, more: object) => h.call('CreateJob', { jobId: 'j', targets: [h.thing('a')], ...more })
const refusal = (h: JobsHarness, more: object) => h.refusal('iot', 'CreateJob', { jobId: 'j', targets: [h.thing('a')], ...more })
const url = (text: string): string => JSON.stringify({ url: text })

/** What the device finds under `url` of its document. */
async function handedUrl(h: JobsHarness): Promise<string> {
  h.take()
  await h.publish(`${ROOT}/j/get`, {})
  return String(at(h.take()[0], 'payload.execution.jobDocument.url'))
}

test.each([
  'https://s3.amazonaws.com/docs/job.json',
  'https://s3.us-west-2.amazonaws.com/docs/job.json',
  'https://s3-us-west-2.amazonaws.com/docs/job.json',
  'https://docs.s3.us-west-2.amazonaws.com/job.json',
  'https://docs.s3.amazonaws.com/job.json',
  's3://docs/job.json',
])('[JOB-201] a document is read from %s', async (documentSource) => {
  const h = use()
  await create(h, { documentSource })
  expect(await h.call('GetJobDocument', { jobId: 'j' })).toEqual({ document: '{"from":"S3"}' })
  expect(await h.call('DescribeJob', { jobId: 'j' })).toMatchObject({ documentSource, job: { jobId: 'j' } })
  expect(await h.statusOf('j', 'a')).toBe('QUEUED')
})

test.each(['file:jobs/reboot.json', 'file:/jobs/reboot.json', 'file:///jobs/reboot.json'])(
  '[JOB-202] %s is a file of this machine',
  async (documentSource) => {
    const h = use()
    await create(h, { documentSource })
    expect(at(await h.call('GetJobDocument', { jobId: 'j' }), 'document')).toBe('{"from":"a file"}')
  },
)

test('[JOB-201] keys are percent-decoded, and templates read their document too', async () => {
  const h = use()
  const documentSource = 'https://s3.amazonaws.com/docs/with%20space.json'
  await h.call('CreateJobTemplate', { jobTemplateId: 't', description: 'd', documentSource })
  expect(await h.call('DescribeJobTemplate', { jobTemplateId: 't' })).toMatchObject({
    documentSource,
    document: '{"from":"a key with a space"}',
  })
  await create(h, { jobTemplateArn: h.account.arns.iot('jobtemplate/t') })
  expect(at(await h.call('GetJobDocument', { jobId: 'j' }), 'document')).toBe('{"from":"a key with a space"}')
})

test.each([
  ['https://example.com/docs/job.json', 'not the URL of an object in Amazon S3'],
  ['http://s3.amazonaws.com/docs/job.json', 'not the URL of an object in Amazon S3'],
  ['https://s3.amazonaws.com/docs', 'not the URL of an object in Amazon S3'],
  ['https://s3.amazonaws.com/docs/job.json?versionId=1', 'not the URL of an object in Amazon S3'],
  ['https://s3.amazonaws.com/docs/%zz', 'not the URL of an object in Amazon S3'],
  ['https://s3.amazonaws.com/docs/missing', 'there is no docs/missing'],
  ['https://s3.amazonaws.com/docs/text', 'The job document is not valid JSON.'],
  ['https://s3.amazonaws.com/docs/latin', 'is not UTF-8'],
  ['https://s3.amazonaws.com/docs/long', 'longer than 32768 characters'],
  ['https://s3.amazonaws.com/docs/huge', 'it is too large'],
  ['https://s3.amazonaws.com/docs/signed.json', 'presignedUrlConfig role ARN is required to generate an S3 presigned url in job document.'],
])('[JOB-200] [JOB-202] a document from %s is refused: %s', async (documentSource, message) => {
  const h = use()
  expect(await refusal(h, { documentSource })).toMatchObject({ name: 'InvalidRequestException', status: 400 })
  expect((await refusal(h, { documentSource }))?.message).toContain(message)
  expect(await h.refusal('iot', 'DescribeJob', { jobId: 'j' })).toMatchObject({ status: 404 })
  expect(await h.refusal('iot', 'CreateJobTemplate', { jobTemplateId: 't', description: 'd', documentSource })).toMatchObject({
    status: 400,
  })
  expect(await h.refusal('iot', 'DescribeJobTemplate', { jobTemplateId: 't' })).toMatchObject({ status: 404 })
})

test('[JOB-110] [JOB-112] a job has one document, and a taken name is refused whatever the source says', async () => {
  const h = use()
  const documentSource = 's3://docs/job.json'
  expect(await refusal(h, { document: '{}', documentSource })).toMatchObject({ name: 'InvalidRequestException' })
  await create(h, { documentSource })
  expect(await refusal(h, { documentSource: 's3://docs/missing' })).toMatchObject({ name: 'ResourceAlreadyExistsException', status: 409 })
  await h.call('CreateJobTemplate', { jobTemplateId: 't', description: 'd', documentSource })
  const again = { jobTemplateId: 't', description: 'd', documentSource: 's3://docs/missing' }
  expect(await h.refusal('iot', 'CreateJobTemplate', again)).toMatchObject({ name: 'ConflictException', status: 409 })
})

test('[JOB-112] of two jobs of one name that read their documents at the same time one is created', async () => {
  const h = use()
  const documentSource = 's3://docs/job.json'
  const both = await Promise.all([refusal(h, { documentSource }), refusal(h, { documentSource })])
  expect(both.map((one) => one?.name).sort()).toEqual(['ResourceAlreadyExistsException', undefined])
})

test.each([
  ['${aws:iot:s3-presigned-url:https://s3.amazonaws.com/firmware/a b.bin}', 'GET:firmware/a b.bin', ''],
  ['${aws:iot:s3-presigned-url-v1:https://firmware.s3.eu-west-1.amazonaws.com/a%20b}', 'GET:firmware/a%20b', 'eu-west-1'],
  ['${aws:iot:s3-presigned-url-v2:https://s3.eu-west-1.amazonaws.com/firmware/a%20b.bin}', 'GET:firmware/a b.bin', 'eu-west-1'],
  [
    '${aws:iot:s3-presigned-url-upload:https://firmware.s3.us-east-1.amazonaws.com/logs/${thingName}/${jobId}-${executionNumber}}',
    'PUT:firmware/logs/a/j-1',
    'us-east-1',
  ],
  ['${aws:iot:s3-presigned-url-upload:https://firmware.s3.us-east-1.amazonaws.com}', 'PUT:firmware/a/j/1', 'us-east-1'],
])('[JOB-204] %s becomes a URL for %s', async (placeholder, wanted, region) => {
  const h = use()
  await create(h, { document: url(placeholder), presignedUrlConfig })
  expect(await handedUrl(h)).toBe(`${wanted}?at=1767323045678&expires=900&region=${region}`)
  expect(at(await h.call('GetJobDocument', { jobId: 'j' }), 'document')).toBe(url(placeholder))
})

test('[JOB-204] the second form takes a version behind the key', async () => {
  const h = use()
  const placeholder = '${aws:iot:s3-presigned-url-v2:https://firmware.s3.amazonaws.com/a%2Bb.bin%3FversionId%3D3HL4.x}'
  await create(h, { document: url(placeholder), presignedUrlConfig: { roleArn: ROLE } })
  expect(await handedUrl(h)).toBe('GET:firmware/a+b.bin?at=1767323045678&expires=3600&region=&version=3HL4.x')
})

test('[JOB-206] every answer and notification carries URLs signed at its own time, and the rest of the document as it was', async () => {
  const h = use()
  const document = '{ "n": 1.0, "own": "${own}", "url": "x${aws:iot:s3-presigned-url:https:\\/\\/s3.amazonaws.com/firmware/a\\"b}y" }'
  await create(h, { document, presignedUrlConfig })
  const signedAt = (payload: unknown): string | null => new URLSearchParams(String(at(payload, 'url')).split('?')[1]).get('at')
  const now = (): string => String(h.account.timers.now())
  const [next] = h.takeOn(`${ROOT}/notify-next`)
  expect(signedAt(at(next, 'execution.jobDocument'))).toBe(now())
  const texts: string[] = []
  for (const [topic, payload] of [
    [`${ROOT}/$next/get`, {}],
    [`${ROOT}/start-next`, {}],
    [`${ROOT}/j/get`, {}],
    [`${ROOT}/j/update`, { status: 'IN_PROGRESS', includeJobDocument: true }],
  ] as const) {
    await h.account.timers.advance(1_000)
    const [reply] = await h.publish(topic, payload)
    texts.push(String(reply?.payload))
    const answer = JSON.parse(String(reply?.payload)) as unknown
    expect(signedAt(at(answer, 'execution.jobDocument') ?? at(answer, 'jobDocument'))).toBe(now())
  }
  for (const text of texts) expect(text).toContain('{ "n": 1.0, "own": "${own}", "url": "xGET:firmware/a\\"b?')
  await h.account.timers.advance(1_000)
  const described = await h.callData('DescribeJobExecution', { thingName: 'a', jobId: '$next' })
  expect(signedAt(JSON.parse(String(at(described, 'execution.jobDocument'))))).toBe(now())
  const updated = await h.callData('UpdateJobExecution', { thingName: 'a', jobId: 'j', status: 'IN_PROGRESS', includeJobDocument: true })
  expect(signedAt(JSON.parse(String(at(updated, 'jobDocument'))))).toBe(now())
})

test('[JOB-205] [JOB-140] presignedUrlConfig is shown, can be changed, and cannot lose the role that a document needs', async () => {
  const h = use()
  await create(h, { document: url('${aws:iot:s3-presigned-url:https://s3.amazonaws.com/firmware/a}'), presignedUrlConfig })
  expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job.presignedUrlConfig')).toEqual(presignedUrlConfig)
  await h.call('UpdateJob', { jobId: 'j', presignedUrlConfig: { roleArn: ROLE, expiresInSec: 60 } })
  expect(await handedUrl(h)).toContain('expires=60')
  expect(await h.refusal('iot', 'UpdateJob', { jobId: 'j', presignedUrlConfig: { expiresInSec: 60 } })).toMatchObject({
    message: 'presignedUrlConfig role ARN is required to generate an S3 presigned url in job document.',
  })
  for (const roleArn of ['arn:aws:iam::123456789012:user/a', 'a'.repeat(20)]) {
    expect(await h.refusal('iot', 'UpdateJob', { jobId: 'j', presignedUrlConfig: { roleArn } })).toMatchObject({ status: 400 })
  }
})

test('[JOB-122] [JOB-160] templates keep presignedUrlConfig for their jobs', async () => {
  const h = use()
  const document = url('${aws:iot:s3-presigned-url:https://s3.amazonaws.com/firmware/a}')
  expect(await h.refusal('iot', 'CreateJobTemplate', { jobTemplateId: 't', description: 'd', document })).toMatchObject({ status: 400 })
  await h.call('CreateJobTemplate', { jobTemplateId: 't', description: 'd', document, presignedUrlConfig })
  expect(at(await h.call('DescribeJobTemplate', { jobTemplateId: 't' }), 'presignedUrlConfig')).toEqual(presignedUrlConfig)
  await create(h, { jobTemplateArn: h.account.arns.iot('jobtemplate/t') })
  expect(await handedUrl(h)).toContain('expires=900')
})

test('[JOB-163] [JOB-208] a parameter of a managed template may be a placeholder', async () => {
  const h = use()
  const jobTemplateArn = 'arn:aws:iot:us-east-1::jobtemplate/AWS-Download-File:1.0'
  const documentParameters = { downloadUrl: '${aws:iot:s3-presigned-url:https://s3.amazonaws.com/firmware/a}', filePath: '/tmp' }
  expect(await refusal(h, { jobTemplateArn, documentParameters })).toMatchObject({ status: 400 })
  await create(h, { jobTemplateArn, documentParameters, presignedUrlConfig })
  const described = await h.callData('DescribeJobExecution', { thingName: 'a', jobId: 'j' })
  expect(at(described, 'execution.jobDocument')).toContain('GET:firmware/a?')
})

const upload = (key: string): string => `\${aws:iot:s3-presigned-url-upload:https://s3.us-east-1.amazonaws.com/firmware/${key}}`

test.each([
  ['${aws:iot:s3-presigned-url:https://example.com/a}', 'InvalidRequestException', 'Provided argument for presigned url is invalid'],
  [
    '${aws:iot:s3-presigned-url:https://s3.amazonaws.com/firmware}',
    'InvalidRequestException',
    'Provided argument for presigned url is invalid',
  ],
  ['${aws:iot:s3-presigned-url:https://s3.amazonaws.com/B/a}', 'InvalidRequestException', 'Given S3 bucket name is invalid.'],
  [
    '${aws:iot:s3-presigned-url-v2:https://s3.amazonaws.com/firmware/%zz}',
    'InvalidRequestException',
    'Provided argument for presigned url is invalid',
  ],
  [
    '${aws:iot:s3-presigned-url-v2:https://s3.amazonaws.com/firmware/a%3FversionId%3D}',
    'InvalidRequestException',
    'VersionId not found when attempting to access s3 url',
  ],
  [
    '${aws:iot:s3-presigned-url-upload:https://s3.us-east-1.amazonaws.com}',
    'InvalidRequestException',
    'S3 bucket in job document presigned url upload placeholder not found',
  ],
  [
    '${aws:iot:s3-presigned-url-upload:https://s3.eu-west-1.amazonaws.com/firmware/a}',
    'InvalidRequestException',
    'Cross region S3 bucket is not supported for presigned url upload placeholder',
  ],
  [
    '${aws:iot:s3-presigned-url-upload:https://${jobId}.s3.us-east-1.amazonaws.com/a}',
    'InvalidJobDocumentException',
    'S3 bucket name in presigned url upload is not allowed to contain any placeholders',
  ],
  [upload('${name}'), 'InvalidJobDocumentException', 'Undefined placeholder, ${name}, inside of presign url upload parameter'],
  [
    upload('${jobId}${jobId}${jobId}'),
    'InvalidJobDocumentException',
    'The occurrence of local placeholder ${jobId} within S3 presigned url upload placeholder exceeds limit of 2.',
  ],
  [
    '${aws:iot:s3-presigned-url:https://s3.amazonaws.com/firmware/${jobId}}',
    'InvalidJobDocumentException',
    'Local placeholder, ${jobId}, is only valid inside of presign url upload',
  ],
  [upload('${aws:iot:parameter:x}'), 'InvalidJobDocumentException', '${aws:iot:parameter[...]} should not be the second layer pattern.'],
  [upload('${jobId'), 'InvalidJobDocumentException', 'One or more parameters or placeholders are not terminated.'],
])('[JOB-210] %s is refused', async (placeholder, name, message) => {
  const h = use()
  expect(await refusal(h, { document: url(placeholder), presignedUrlConfig })).toMatchObject({ name, status: 400, message })
})
