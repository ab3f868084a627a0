import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { expandVector } from './vector-matching.js'
import { at, useJobs } from './use-jobs.js'

const vectors = JSON.parse(readFileSync(new URL('../../../test/conformance/vectors/jobs.json', import.meta.url), 'utf8')) as readonly {
  readonly id: string
}[]

const TIMEOUT = { inProgressTimeoutInMinutes: 5 }
const RETRY = { criteriaList: [{ failureType: 'ALL', numberOfRetries: 1 }] }

test('[JOB-160] [JOB-161] a template is created once, described, listed, tagged and deleted', async () => {
  const h = useJobs()
  const input = {
    jobTemplateId: 't1',
    description: 'reboot',
    document: '{"a":1}',
    timeoutConfig: TIMEOUT,
    tags: [{ Key: 'k', Value: 'v' }],
  }
  const jobTemplateArn = 'arn:aws:iot:us-east-1:123456789012:jobtemplate/t1'
  expect(await h.call('CreateJobTemplate', input)).toEqual({ jobTemplateArn, jobTemplateId: 't1' })
  expect(await h.refusal('iot', 'CreateJobTemplate', input)).toMatchObject({ name: 'ConflictException', status: 409 })
  expect(await h.call('DescribeJobTemplate', { jobTemplateId: 't1' })).toEqual({
    jobTemplateArn,
    jobTemplateId: 't1',
    description: 'reboot',
    document: '{"a":1}',
    createdAt: 1767323045.678,
    timeoutConfig: TIMEOUT,
  })
  await h.call('CreateJobTemplate', { ...input, jobTemplateId: 't2' })
  const first = await h.call('ListJobTemplates', { maxResults: 1 })
  expect(at(first, 'jobTemplates')).toMatchObject([{ jobTemplateId: 't1' }])
  const second = await h.call('ListJobTemplates', { maxResults: 1, nextToken: at(first, 'nextToken') })
  expect(second).toMatchObject({ jobTemplates: [{ jobTemplateId: 't2' }] })
  expect(second).not.toHaveProperty('nextToken')
  expect(h.tags.get(jobTemplateArn)).toEqual([{ Key: 'k', Value: 'v' }])
  await h.call('DeleteJobTemplate', { jobTemplateId: 't1' })
  expect(h.tags.has(jobTemplateArn)).toBe(false)
  expect(await h.refusal('iot', 'DescribeJobTemplate', { jobTemplateId: 't1' })).toMatchObject({ name: 'ResourceNotFoundException' })
  expect(await h.refusal('iot', 'DeleteJobTemplate', { jobTemplateId: 't1' })).toMatchObject({ name: 'ResourceNotFoundException' })
})

test('[JOB-160] a template copies the configuration of a job, members of the request going first', async () => {
  const h = useJobs({ things: ['a'] })
  await h.createJob('j', [h.thing('a')], { document: '{"from":"job"}', timeoutConfig: TIMEOUT, jobExecutionsRetryConfig: RETRY })
  const timeoutConfig = { inProgressTimeoutInMinutes: 9 }
  await h.call('CreateJobTemplate', { jobTemplateId: 't', description: 'd', jobArn: h.account.arns.job('j'), timeoutConfig })
  expect(await h.call('DescribeJobTemplate', { jobTemplateId: 't' })).toMatchObject({
    document: '{"from":"job"}',
    timeoutConfig,
    jobExecutionsRetryConfig: RETRY,
  })
  const missing = { jobTemplateId: 'u', description: 'd', jobArn: h.account.arns.job('none') }
  expect(await h.refusal('iot', 'CreateJobTemplate', missing)).toMatchObject({ name: 'ResourceNotFoundException' })
})

test('[JOB-122] a job takes from its template what the request does not name', async () => {
  const h = useJobs({ things: ['a'] })
  await h.call('CreateJobTemplate', {
    jobTemplateId: 't',
    description: 'from the template',
    document: '{"from":"template"}',
    timeoutConfig: TIMEOUT,
    jobExecutionsRetryConfig: RETRY,
  })
  const jobTemplateArn = h.account.arns.iot('jobtemplate/t')
  const timeoutConfig = { inProgressTimeoutInMinutes: 1 }
  const answer = await h.call('CreateJob', { jobId: 'j', targets: [h.thing('a')], jobTemplateArn, timeoutConfig })
  expect(at(answer, 'description')).toBe('from the template')
  expect(await h.call('GetJobDocument', { jobId: 'j' })).toEqual({ document: '{"from":"template"}' })
  expect(await h.call('DescribeJob', { jobId: 'j' })).toMatchObject({
    job: { jobTemplateArn, timeoutConfig, jobExecutionsRetryConfig: RETRY, description: 'from the template' },
  })
  const unknown = { jobId: 'k', targets: [h.thing('a')], jobTemplateArn: h.account.arns.iot('jobtemplate/none') }
  expect(await h.refusal('iot', 'CreateJob', unknown)).toMatchObject({ name: 'ResourceNotFoundException' })
})

test('[JOB-343] the maintenance windows of a template are the windows of its jobs', async () => {
  const h = useJobs({ groups: { g: [] } })
  const maintenanceWindows = [{ startTime: '0 4 * * ? *', durationInMinutes: 60 }]
  await h.call('CreateJobTemplate', { jobTemplateId: 't', description: 'd', document: '{}', maintenanceWindows })
  const input = { jobId: 'j', targets: [h.group('g')], jobTemplateArn: h.account.arns.iot('jobtemplate/t') }
  await h.call('CreateJob', { ...input, targetSelection: 'CONTINUOUS' })
  expect(await h.call('DescribeJob', { jobId: 'j' })).toMatchObject({
    job: { status: 'SCHEDULED', schedulingConfig: { maintenanceWindows } },
  })
})

test('[JOB-163] JOBV-073 a managed template is described as in the guide', async () => {
  const h = useJobs()
  const vector = expandVector(
    vectors.find(({ id }) => id === 'JOBV-073'),
    h.account,
    'a',
  )
  expect(await h.call('DescribeManagedJobTemplate', { templateName: 'AWS-Download-File' })).toEqual(at(vector, 'then.body'))
  const other = { templateName: 'AWS-Download-File', templateVersion: '2.0' }
  expect(await h.refusal('iot', 'DescribeManagedJobTemplate', other)).toMatchObject({ name: 'ResourceNotFoundException' })
})

test('[JOB-163] managed templates are listed by name, page by page', async () => {
  const h = useJobs()
  const first = await h.call('ListManagedJobTemplates', { maxResults: 5 })
  const second = await h.call('ListManagedJobTemplates', { maxResults: 5, nextToken: at(first, 'nextToken') })
  const names = [first, second].flatMap((page) => (at(page, 'managedJobTemplates') as object[]).map((item) => at(item, 'templateName')))
  expect(names).toEqual([
    'AWS-Download-File',
    'AWS-Install-Application',
    'AWS-Reboot',
    'AWS-Remove-Application',
    'AWS-Restart-Application',
    'AWS-Start-Application',
    'AWS-Stop-Application',
  ])
  expect(second).not.toHaveProperty('nextToken')
})

test('[JOB-163] [JOB-208] [JOB-122] [JOB-164] JOBV-072 a job from a managed template has its parameters filled in', async () => {
  const h = useJobs({ things: ['thingOne'] })
  const vector = expandVector(
    vectors.find(({ id }) => id === 'JOBV-072'),
    h.account,
    'thingOne',
  )
  expect(await h.call('CreateJob', at(vector, 'when') as object)).toEqual(at(vector, 'then.response'))
  const document: unknown = JSON.parse(String(at(await h.call('GetJobDocument', { jobId: 'new-managed-template-job' }), 'document')))
  expect(at(document, 'steps.0.action')).toEqual({
    name: 'Download-File',
    type: 'runHandler',
    input: { handler: 'download-file.sh', args: ['https://example.com/index.html', 'path/to/file'], path: '' },
    runAsUser: '',
  })
})

test('[JOB-208] values of parameters cannot break out of the document', async () => {
  const h = useJobs({ things: ['a'] })
  const jobTemplateArn = 'arn:aws:iot:us-east-1::jobtemplate/AWS-Remove-Application:1.0'
  const documentParameters = { packages: 'a" $& \\ b' }
  await h.call('CreateJob', { jobId: 'j', targets: [h.thing('a')], jobTemplateArn, documentParameters })
  const document: unknown = JSON.parse(String(at(await h.call('GetJobDocument', { jobId: 'j' }), 'document')))
  expect(at(document, 'steps.0.action.input.args.0')).toBe('a" $& \\ b')
})

test('[JOB-162] parameters that are missing, unknown, ill-formed or out of place are refused', async () => {
  const h = useJobs({ things: ['a'] })
  const jobTemplateArn = 'arn:aws:iot:us-east-1::jobtemplate/AWS-Remove-Application:1.0'
  const managed = { jobId: 'j', targets: [h.thing('a')], jobTemplateArn }
  for (const input of [
    managed,
    { ...managed, documentParameters: { packages: 'a', other: 'b' } },
    { ...managed, documentParameters: { packages: 'a', runAsUser: 'u'.repeat(257) } },
    { ...managed, document: '{}', documentParameters: { packages: 'a' } },
    { jobId: 'j', targets: [h.thing('a')], document: '{}', documentParameters: { packages: 'a' } },
    { jobId: 'j', targets: [h.thing('a')], document: '{"a":"${aws:iot:parameter:x}"}' },
  ]) {
    expect(await h.refusal('iot', 'CreateJob', input)).toMatchObject({ name: 'InvalidRequestException', status: 400 })
  }
})
