import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ServiceError } from '@iot-core-local/core'
import { expect, onTestFinished, test } from 'vitest'
import { at, type JobsHarness, TestCatalog, useJobs } from './use-jobs.js'

const ROLE = 'arn:aws:iam::123456789012:role/jobs'
const presignedUrlConfig = { roleArn: ROLE, expiresInSec: 900 }
const ROOT = '$aws/things/a/jobs'
const ARTIFACT = { bucket: 'firmware', key: 'app v1.bin', version: 'v-7' }

/** `app` has the versions 1.0 (deprecated), 2.0 (default) and 3.0 (a draft), `lib` has 1.0. */
function use() {
  const catalog = new TestCatalog({
    'app:1.0': { status: 'DEPRECATED', attributes: { url: 'https://s3.amazonaws.com/firmware/old.bin', note: 'a "b" \\ c' } },
    'app:2.0': { attributes: { url: 'https://s3.amazonaws.com/firmware/new.bin', 'os:name': 'linux' }, artifact: ARTIFACT },
    'app:3.0': { status: 'DRAFT' },
    'lib:1.0': { attributes: { size: '12' } },
  })
  catalog.defaults.set('app', '2.0')
  return { catalog, h: useJobs({ things: ['a', 'b'], catalog }) }
}

const arnOf = (h: JobsHarness, name: string): string => h.account.arns.iot(`package/${name.replace(':', '/version/')}`)

/** A job on the thing `a` that brings the versions named. */
function request(h: JobsHarness, names: readonly string[], document: object | string, more: object = {}) {
  const destinationPackageVersions = names.map((name) => arnOf(h, name))
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  return { jobId: 'j', targets: [h.thing('a')], document: text, destinationPackageVersions, ...more }
}

const create = (h: JobsHarness, names: readonly string[], document: object | string, more: object = {}) =>
  h.call('CreateJob', request(h, names, document, more))
const refusal = async (h: JobsHarness, names: readonly string[], document: object | string, more: object = {}) => {
  const error = await h.refusal('iot', 'CreateJob', request(h, names, document, more))
  return error === undefined ? undefined : `${error.name}: ${error.message}`
}

/** The document as the device gets it. */
async function handed(h: JobsHarness): Promise<unknown> {
  h.take()
  await h.publish(`${ROOT}/j/get`, {})
  return at(h.take()[0], 'payload.execution.jobDocument')
}

const documentOf = async (h: JobsHarness, beforeSubstitution?: boolean) =>
  at(await h.call('GetJobDocument', { jobId: 'j', ...(beforeSubstitution === undefined ? {} : { beforeSubstitution }) }), 'document')

test('[JOB-209] one attribute is text within a string, and what JSON has to escape is escaped', async () => {
  const { h } = use()
  await create(h, ['app:1.0'], { note: 'Note: ${aws:iot:package:app:version:1.0:attributes:note}!' })
  expect(await handed(h)).toEqual({ note: 'Note: a "b" \\ c!' })
})

test('[JOB-209] names of attributes may hold colons', async () => {
  const { h } = use()
  await create(h, ['app:2.0'], { os: '${aws:iot:package:app:version:2.0:attributes:os:name}' })
  expect(await handed(h)).toEqual({ os: 'linux' })
})

test('[JOB-209] all attributes are an object in the place of the whole string', async () => {
  const { h } = use()
  await create(h, ['lib:1.0', 'app:2.0'], {
    all: ['${aws:iot:package:lib:version:1.0:attributes}', '${aws:iot:package:app:version:2.0:attributes:os:name}'],
    last: '${aws:iot:package:lib:version:1.0:attributes}',
  })
  expect(await handed(h)).toEqual({ all: [{ size: '12' }, 'linux'], last: { size: '12' } })
})

test('[JOB-209] empty names are those of the only version that the job brings', async () => {
  const { h } = use()
  await create(h, ['app:$default'], {
    all: '${aws:iot:package::version::attributes}',
    os: '${aws:iot:package::version::attributes:os:name}',
  })
  expect(await handed(h)).toMatchObject({ all: { 'os:name': 'linux' }, os: 'linux' })
})

test('[JOB-136] [JOB-209] $default is the default version of the time when the job was created', async () => {
  const { h, catalog } = use()
  const source = '{ "url" : "${aws:iot:package:app:version:$default:attributes:url}" }'
  await create(h, ['app:$default', 'lib:$null'], source)
  catalog.defaults.set('app', '1.0')
  catalog.versions.delete('app:2.0')
  expect(await handed(h)).toEqual({ url: 'https://s3.amazonaws.com/firmware/new.bin' })
  expect(await documentOf(h)).toBe('{ "url" : "https://s3.amazonaws.com/firmware/new.bin" }')
  expect(await documentOf(h, false)).toBe(await documentOf(h))
  expect(await documentOf(h, true)).toBe(source)
  const versions = async (beforeSubstitution: boolean) =>
    at(await h.call('DescribeJob', { jobId: 'j', beforeSubstitution }), 'job.destinationPackageVersions')
  expect(await versions(false)).toEqual([arnOf(h, 'app:2.0'), arnOf(h, 'lib:$null')])
  expect(await versions(true)).toEqual([arnOf(h, 'app:$default'), arnOf(h, 'lib:$null')])
})

test.each(['artifact', 'artifact-location'])('[JOB-206] [JOB-209] %s is a presigned URL, made when the device asks', async (word) => {
  const { h } = use()
  await create(h, ['app:$default'], `{"url":"\${aws:iot:package:app:version:$default:${word}:s3-presigned-url}"}`, { presignedUrlConfig })
  const url = new URL(String(at(await handed(h), 'url')))
  expect(`${url.protocol}${url.pathname}`).toBe('get:firmware/app v1.bin')
  expect([url.searchParams.get('version'), url.searchParams.get('expires')]).toEqual(['v-7', '900'])
  await h.account.timers.advance(1_000)
  expect(at(await handed(h), 'url')).not.toBe(url.href)
  expect(await documentOf(h)).toBe(`{"url":"\${aws:iot:package:app:version:2.0:${word}:s3-presigned-url}"}`)
})

test('[JOB-204] [JOB-209] an attribute may be the location in a placeholder of a presigned URL', async () => {
  const { h } = use()
  const placeholder = '${aws:iot:s3-presigned-url:${aws:iot:package::version::attributes:url}}'
  await create(h, ['app:2.0'], { url: placeholder }, { presignedUrlConfig })
  expect(String(at(await handed(h), 'url'))).toMatch(/^GET:firmware\/new\.bin\?/)
  expect(await documentOf(h)).toBe('{"url":"${aws:iot:s3-presigned-url:https://s3.amazonaws.com/firmware/new.bin}"}')
  expect(await documentOf(h, true)).toBe(JSON.stringify({ url: placeholder }))
})

test('[JOB-209] what looks like a placeholder in the value of an attribute is text', async () => {
  const { h, catalog } = use()
  const value = '${aws:iot:s3-presigned-url:https://s3.amazonaws.com/firmware/x} ${aws:iot:package:lib:version:1.0:attributes:size}'
  catalog.versions.set('lib:2.0', { status: 'PUBLISHED', attributes: { value }, artifact: undefined })
  await create(h, ['lib:2.0'], { value: '${aws:iot:package:lib:version:2.0:attributes:value}' })
  expect(await handed(h)).toEqual({ value })
})

test('[JOB-552] the HTTP edge hands out the same document as text', async () => {
  const { h } = use()
  await create(h, ['lib:1.0'], '{"size":"${aws:iot:package:lib:version:1.0:attributes:size}"}')
  const described = await h.data.DescribeJobExecution?.({ thingName: 'a', jobId: 'j' }, h.account.call)
  expect(at(described, 'execution.jobDocument')).toBe('{"size":"12"}')
})

const inDocument = (argument: string) => ({ x: `\${aws:iot:package:${argument}}` })

test.each<[string, readonly string[], object | string, string]>([
  [
    'two versions for empty names',
    ['app:2.0', 'lib:1.0'],
    inDocument(':version::attributes'),
    'Cannot resolve empty package name and version name given multiple elements in destination package versions.',
  ],
  ['an empty version', ['app:2.0'], inDocument('app:version::attributes'), 'Empty package name and version name have to be used in pair.'],
  ['an empty package', ['app:2.0'], inDocument(':version:2.0:attributes'), 'Empty package name and version name have to be used in pair.'],
  [
    '$null in the document',
    ['app:$null'],
    inDocument('app:version:$null:attributes'),
    '$null is not allowed to be referenced as a package version in job documents.',
  ],
  [
    '$null by empty names',
    ['app:$null'],
    inDocument(':version::attributes:url'),
    '$null is not allowed to be referenced as a package version in job documents.',
  ],
  [
    'all attributes with other text',
    ['lib:1.0'],
    { x: 'a ${aws:iot:package:lib:version:1.0:attributes}' },
    'The package version attribute placeholder for all attributes has to be a json value by itself and not appended with other strings or nested with other placeholders.',
  ],
  [
    'all attributes between escaped quotes',
    ['lib:1.0'],
    { x: '"${aws:iot:package:lib:version:1.0:attributes}"' },
    'The package version attribute placeholder for all attributes has to be a json value by itself and not appended with other strings or nested with other placeholders.',
  ],
  [
    'all attributes as the name of a member',
    ['lib:1.0'],
    '{"${aws:iot:package:lib:version:1.0:attributes}" : 1}',
    'The package version attribute placeholder for all attributes has to be a json value by itself and not appended with other strings or nested with other placeholders.',
  ],
  [
    'all attributes in another placeholder',
    ['lib:1.0'],
    { x: '${aws:iot:s3-presigned-url:${aws:iot:package:lib:version:1.0:attributes}}' },
    'The package version attribute placeholder for all attributes has to be a json value by itself and not appended with other strings or nested with other placeholders.',
  ],
  [
    'an artifact in another placeholder',
    ['app:2.0'],
    { x: '${aws:iot:s3-presigned-url:${aws:iot:package:app:version:2.0:artifact:s3-presigned-url}}' },
    '${aws:iot:package:[...]:artifact:s3-presigned-url} cannot be nested inside another placeholder.',
  ],
  [
    'an artifact in an attribute',
    ['app:2.0'],
    inDocument('app:version:2.0:attributes:${aws:iot:package:app:version:2.0:artifact:s3-presigned-url}'),
    '${aws:iot:package:[...]:artifact:s3-presigned-url} cannot be nested inside another placeholder.',
  ],
  [
    'a presigned URL in an attribute',
    ['app:2.0'],
    inDocument('app:version:2.0:attributes:${aws:iot:s3-presigned-url:https://s3.amazonaws.com/b/k}'),
    '${aws:iot:s3-presigned-url[...]} should not be the second layer pattern.',
  ],
  [
    'a version without artifact',
    ['lib:1.0'],
    inDocument('lib:version:1.0:artifact:s3-presigned-url'),
    'Package lib version 1.0 does not have an associated artifact to generate an S3 presigned url.',
  ],
  ['an unknown attribute', ['lib:1.0'], inDocument('lib:version:1.0:attributes:color'), 'Package lib version 1.0 has no attribute color.'],
  [
    'an inherited attribute',
    ['lib:1.0'],
    inDocument('lib:version:1.0:attributes:toString'),
    'Package lib version 1.0 has no attribute toString.',
  ],
  [
    'a version that the job does not bring',
    ['app:2.0'],
    inDocument('app:version:1.0:attributes:url'),
    'Package app version 1.0 of the job document is not among the destination package versions.',
  ],
  [
    '$default for a version that the job names',
    ['app:2.0'],
    inDocument('app:version:$default:attributes:url'),
    'Package app version $default of the job document is not among the destination package versions.',
  ],
  [
    'empty names and no version',
    [],
    inDocument(':version::attributes:url'),
    'Cannot resolve empty package name and version name without destination package versions.',
  ],
  [
    'another form',
    ['app:2.0'],
    inDocument('app:version:2.0:files'),
    '${aws:iot:package:app:version:2.0:files} names neither attributes nor the artifact of a package version.',
  ],
  [
    'no end',
    ['app:2.0'],
    '{"x":"${aws:iot:package:app:version:2.0:attributes"}',
    'One or more parameters or placeholders are not terminated.',
  ],
])(
  '[JOB-210] a document with %s is refused, and so is a template of it as far as it needs no catalog',
  async (_text, names, document, message) => {
    const { h } = use()
    expect(await refusal(h, names, document, { presignedUrlConfig })).toBe(`InvalidJobDocumentException: ${message}`)
    expect(await h.refusal('iot', 'DescribeJob', { jobId: 'j' })).toMatchObject({ status: 404 })
    const { document: text, destinationPackageVersions } = request(h, names, document)
    const template = { jobTemplateId: 't', description: 'd', document: text, destinationPackageVersions, presignedUrlConfig }
    const needsCatalog = message.includes('no attribute') || message.includes('does not have an associated artifact')
    const name = needsCatalog ? undefined : 'InvalidJobDocumentException'
    expect((await h.refusal('iot', 'CreateJobTemplate', template))?.name).toBe(name)
  },
)

test('[JOB-210] an artifact needs a role, for a job, a template, and the URL of an attribute', async () => {
  const { h } = use()
  const document = inDocument('app:version:$default:artifact:s3-presigned-url')
  expect(await refusal(h, ['app:$default'], document)).toBe(
    'InvalidRequestException: presignedUrlConfig role ARN is required to generate an S3 presigned url in job document for package app version 2.0 artifact.',
  )
  const { document: text, destinationPackageVersions } = request(h, ['app:2.0'], inDocument(':version::artifact:s3-presigned-url'))
  const template = { jobTemplateId: 't', description: 'd', document: text, destinationPackageVersions }
  expect(await h.refusal('iot', 'CreateJobTemplate', template)).toMatchObject({ name: 'InvalidRequestException' })
  expect(await refusal(h, ['app:2.0'], { x: '${aws:iot:s3-presigned-url:${aws:iot:package::version::attributes:url}}' })).toBe(
    'InvalidRequestException: presignedUrlConfig role ARN is required to generate an S3 presigned url in job document.',
  )
  await create(h, ['app:$default'], document, { presignedUrlConfig })
  expect(await h.refusal('iot', 'UpdateJob', { jobId: 'j', presignedUrlConfig: { expiresInSec: 60 } })).toMatchObject({
    name: 'InvalidRequestException',
  })
})

test('[JOB-210] an attribute that is no location of S3 makes no presigned URL', async () => {
  const { h, catalog } = use()
  const version = (url: string) => ({ status: 'PUBLISHED' as const, attributes: { url }, artifact: undefined })
  const document = { x: '${aws:iot:s3-presigned-url:${aws:iot:package::version::attributes:url}}' }
  for (const url of ['https://example.com/x', 'https://s3.amazonaws.com/b/k} {']) {
    catalog.versions.set('lib:2.0', version(url))
    expect(await refusal(h, ['lib:2.0'], document, { presignedUrlConfig })).toBe(
      'InvalidRequestException: Provided argument for presigned url is invalid',
    )
  }
})

test('[JOB-119] destinations are at most 25 versions of different packages, by their ARNs in this account and Region', async () => {
  const { h, catalog } = use()
  const names = Array.from({ length: 26 }, (_, index) => `p${index}:1`)
  for (const name of names) catalog.versions.set(name, { status: 'PUBLISHED', attributes: {}, artifact: undefined })
  expect(await refusal(h, names, {})).toMatch(/^InvalidRequestException: .*25/)
  expect(await refusal(h, ['app:1.0', 'app:$null'], {})).toMatch(/^InvalidRequestException: .*app twice/)
  const bad = [
    'package/app/version/2.0',
    'arn:aws:iot:eu-west-1:123456789012:package/app/version/2.0',
    'arn:aws:iot:us-east-1:111111111111:package/app/version/2.0',
    h.account.arns.iot('package/app'),
    h.account.arns.iot('package/app/version/$latest'),
    h.account.arns.iot('package/app/version/2.0/x'),
  ]
  for (const arn of bad) {
    expect(await refusal(h, [], {}, { destinationPackageVersions: [arn] })).toBe(
      `InvalidRequestException: Invalid package version ARN: ${arn}.`,
    )
  }
  await create(h, names.slice(0, 25), {})
  expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job.destinationPackageVersions')).toHaveLength(25)
})

test('[JOB-119] a job brings versions that are there and published; what it uninstalls may be gone', async () => {
  const { h } = use()
  expect(await refusal(h, ['app:9'], {})).toBe('ResourceNotFoundException: Package app version 9 does not exist.')
  expect(await refusal(h, ['app:3.0'], {})).toMatch(/^InvalidRequestException: .*draft/)
  expect(await refusal(h, ['lib:$default'], {})).toBe('InvalidRequestException: Package lib has no default version.')
  expect(await refusal(h, ['app:1.0', 'gone:$null'], {})).toBeUndefined()
})

test('a job without versions has no such member, and neither has one with an empty list', async () => {
  const { h } = use()
  await create(h, [], {})
  expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job')).not.toHaveProperty('destinationPackageVersions')
})

test('[JOB-122] [JOB-160] templates keep versions as they are given, and hand them on to jobs and to templates of these', async () => {
  const { h, catalog } = use()
  const { document, destinationPackageVersions } = request(h, ['app:$default'], inDocument('app:version:$default:attributes:os:name'))
  await h.call('CreateJobTemplate', { jobTemplateId: 't', description: 'd', document, destinationPackageVersions })
  expect(await h.call('DescribeJobTemplate', { jobTemplateId: 't' })).toMatchObject({ document, destinationPackageVersions })
  const jobTemplateArn = h.account.arns.iot('jobtemplate/t')
  await h.call('CreateJob', { jobId: 'j', targets: [h.thing('a')], jobTemplateArn })
  expect(await handed(h)).toEqual({ x: 'linux' })
  await h.call('CreateJobTemplate', { jobTemplateId: 'u', description: 'd', jobArn: h.account.arns.job('j') })
  expect(await h.call('DescribeJobTemplate', { jobTemplateId: 'u' })).toMatchObject({ document, destinationPackageVersions })
  catalog.defaults.set('app', '1.0')
  const again = { jobId: 'k', targets: [h.thing('a')], jobTemplateArn }
  expect((await h.refusal('iot', 'CreateJob', again))?.message).toBe('Package app version 1.0 has no attribute os:name.')
})

test('[JOB-120] an execution that succeeds reports the versions found, and null for what it uninstalled', async () => {
  const { h, catalog } = use()
  await create(h, ['app:$default', 'lib:$null'], {})
  await h.publish(`${ROOT}/j/update`, { status: 'IN_PROGRESS' })
  expect(catalog.reports).toEqual([])
  await h.publish(`${ROOT}/j/update`, { status: 'SUCCEEDED' })
  expect(catalog.reports).toEqual([['a', '$package', { app: { version: '2.0' }, lib: null }]])
})

test.each(['FAILED', 'REJECTED'])('[JOB-120] an execution that is %s reports nothing', async (status) => {
  const { h, catalog } = use()
  await create(h, ['app:2.0'], {})
  await h.publish(`${ROOT}/j/update`, { status })
  expect(catalog.reports).toEqual([])
})

test('[JOB-120] nothing is reported while the account does not want it, nor for a job that brings nothing', async () => {
  const { h, catalog } = use()
  catalog.isVersionUpdateEnabled = false
  await create(h, ['app:2.0'], {})
  await h.publish(`${ROOT}/j/update`, { status: 'SUCCEEDED' })
  catalog.isVersionUpdateEnabled = true
  await create(h, [], {}, { jobId: 'k' })
  await h.publish(`${ROOT}/k/update`, { status: 'SUCCEEDED' })
  expect(catalog.reports).toEqual([])
})

test('[JOB-120] a version that was deleted meanwhile, or a shadow that refuses, leaves a record; the execution succeeds', async () => {
  const { h, catalog } = use()
  await create(h, ['app:2.0', 'lib:1.0'], {})
  await create(h, ['app:1.0'], {}, { jobId: 'k' })
  catalog.versions.delete('lib:1.0')
  await h.publish(`${ROOT}/j/update`, { status: 'SUCCEEDED' })
  catalog.refusal = new ServiceError('RequestEntityTooLargeException', 'The payload exceeds the maximum size allowed.', { status: 413 })
  await h.publish(`${ROOT}/k/update`, { status: 'SUCCEEDED' })
  expect([await h.statusOf('j', 'a'), await h.statusOf('k', 'a')]).toEqual(['SUCCEEDED', 'SUCCEEDED'])
  expect(catalog.reports).toEqual([])
  const records = h.account.decisions.find({ kind: 'api' })
  expect(records.map(({ eventType, outcome, reason }) => [eventType, outcome, reason])).toEqual([
    ['UpdateThingShadow', 'failed', 'ResourceNotFoundException'],
    ['UpdateThingShadow', 'failed', 'RequestEntityTooLargeException'],
  ])
  expect(records[0]?.explanation).toContain('Package lib version 1.0 is no longer in the catalog.')
})

test('[JOB-120] what a job found outlives a restart, for its document, its description and its report', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'packages-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const setup = { things: ['a'], account: { file: join(folder, 'account.db') } }
  const catalog = new TestCatalog({ 'app:2.0': { attributes: { os: 'linux' } } })
  catalog.defaults.set('app', '2.0')
  const before = useJobs({ ...setup, catalog })
  await create(before, ['app:$default'], inDocument(':version::attributes'))
  await before.close()
  const later = new TestCatalog({ 'app:2.0': { attributes: { os: 'other' } }, 'app:3.0': {} })
  later.defaults.set('app', '3.0')
  const after = useJobs({ ...setup, catalog: later })
  expect(await handed(after)).toEqual({ x: { os: 'linux' } })
  expect(at(await after.call('DescribeJob', { jobId: 'j' }), 'job.destinationPackageVersions')).toEqual([arnOf(after, 'app:2.0')])
  await after.publish(`${ROOT}/j/update`, { status: 'SUCCEEDED' })
  expect(later.reports).toEqual([['a', '$package', { app: { version: '2.0' } }]])
})

test('a job that is deleted leaves its versions behind nowhere, and its name can be used for another', async () => {
  const { h } = use()
  await create(h, ['lib:1.0'], inDocument('lib:version:1.0:attributes:size'))
  await h.publish(`${ROOT}/j/update`, { status: 'SUCCEEDED' })
  await h.call('DeleteJob', { jobId: 'j' })
  expect(h.account.store.db.prepare('SELECT count(*) FROM jobs_packages').pluck().get()).toBe(0)
  await create(h, [], {})
  expect(await handed(h)).toEqual({})
})
