import { parseArn } from '@iot-core-local/core'
import { expect, test } from 'vitest'
import { at, useJobs } from './use-jobs.js'

const EVENTS = ['JOB', 'JOB_EXECUTION']

test('[JOB-110] exactly one source of the document is needed', async () => {
  const h = useJobs({ things: ['a'] })
  const target = { jobId: 'j', targets: [h.thing('a')] }
  expect(await h.refusal('iot', 'CreateJob', target)).toMatchObject({ name: 'InvalidRequestException', status: 400 })
  const both = { ...target, document: '{}', documentSource: 'https://s3.amazonaws.com/b/k' }
  expect(await h.refusal('iot', 'CreateJob', both)).toMatchObject({ name: 'InvalidRequestException', status: 400 })
})

test('[JOB-111] targets have to be things or groups of this account and Region that exist', async () => {
  const h = useJobs({ things: ['a'] })
  const create = (target: string) => h.refusal('iot', 'CreateJob', { jobId: 'j', targets: [target], document: '{}' })
  for (const bad of [
    'a',
    'arn:aws:iot:eu-west-1:123456789012:thing/a',
    'arn:aws:iot:us-east-1:111111111111:thing/a',
    h.account.arns.policy('p'),
  ]) {
    expect(await create(bad)).toMatchObject({ name: 'InvalidRequestException' })
  }
  expect(await create(h.thing('b'))).toMatchObject({ name: 'ResourceNotFoundException' })
  expect(await create(h.group('g'))).toMatchObject({ name: 'ResourceNotFoundException' })
})

test('[JOB-114] a group covers its child groups, and a thing reached twice gets one execution', async () => {
  const h = useJobs({ things: ['a'], groups: { top: ['a', 'b'], below: ['b', 'c'] }, parents: { below: 'top' } })
  await h.createJob('j', [h.thing('a'), h.group('top')])
  const listed = await h.call('ListJobExecutionsForJob', { jobId: 'j' })
  const arns = (at(listed, 'executionSummaries') as object[]).map((summary) => at(summary, 'thingArn'))
  expect(arns).toEqual([h.thing('a'), h.thing('b'), h.thing('c')])
})

test('[JOB-115] [JOB-035] a CONTINUOUS job follows members that join, leave and come back', async () => {
  const h = useJobs({ groups: { top: [], below: [] }, parents: { below: 'top' }, events: EVENTS })
  await h.createJob('j', [h.group('top')], { targetSelection: 'CONTINUOUS' })
  await h.join('a', 'below')
  expect(await h.statusOf('j', 'a')).toBe('QUEUED')
  h.take()
  await h.leave('a', 'below')
  expect(await h.statusOf('j', 'a')).toBe('REMOVED')
  expect(h.take().map((message) => message.topic)).toEqual([
    '$aws/things/a/jobs/notify',
    '$aws/things/a/jobs/notify-next',
    '$aws/events/jobExecution/j/removed',
  ])
  await h.join('a', 'below')
  const described = await h.call('DescribeJobExecution', { jobId: 'j', thingName: 'a' })
  expect(described).toMatchObject({ execution: { status: 'QUEUED', executionNumber: 2, versionNumber: 1 } })
  expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job.status')).toBe('IN_PROGRESS')
})

test('[JOB-115] a thing that is still covered by another target keeps its execution', async () => {
  const h = useJobs({ groups: { one: ['a'], two: ['a'] } })
  await h.createJob('j', [h.group('one'), h.group('two')], { targetSelection: 'CONTINUOUS' })
  await h.leave('a', 'one')
  expect(await h.statusOf('j', 'a')).toBe('QUEUED')
  await h.leave('a', 'two')
  expect(await h.statusOf('j', 'a')).toBe('REMOVED')
})

test('[JOB-115] a SNAPSHOT job takes no notice of who joins or leaves', async () => {
  const h = useJobs({ groups: { g: ['a'] } })
  await h.createJob('j', [h.group('g')])
  await h.join('b', 'g')
  await h.leave('a', 'g')
  expect(await h.statusOf('j', 'a')).toBe('QUEUED')
  expect(await h.refusal('iot', 'DescribeJobExecution', { jobId: 'j', thingName: 'b' })).toMatchObject({ status: 404 })
})

test('[JOB-036] [JOB-013] a deleted thing is removed from its jobs, which may end them', async () => {
  const h = useJobs({ things: ['a', 'b'] })
  await h.createJob('j', [h.thing('a'), h.thing('b')])
  await h.callData('UpdateJobExecution', { thingName: 'a', jobId: 'j', status: 'SUCCEEDED' })
  await h.deleteThing('b')
  const job = at(await h.call('DescribeJob', { jobId: 'j' }), 'job')
  expect(job).toMatchObject({ status: 'COMPLETED', jobProcessDetails: { numberOfSucceededThings: 1, numberOfRemovedThings: 1 } })
  expect(at(job, 'completedAt')).toBe(1767323045.678)
})

test('[JOB-019] a SNAPSHOT job on an empty group completes after its rollout', async () => {
  const h = useJobs({ groups: { g: [] } })
  await h.createJob('j', [h.group('g')])
  expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job.status')).toBe('COMPLETED')
})

test('[JOB-141] [JOB-142] [JOB-605] force cancels running executions too, and marks them', async () => {
  const h = useJobs({ things: ['a', 'b'], events: EVENTS })
  await h.createJob('j', [h.thing('a'), h.thing('b')])
  await h.callData('StartNextPendingJobExecution', { thingName: 'b' })
  h.take()
  await h.call('CancelJob', { jobId: 'j', force: true, reasonCode: 'BAD_BUILD', comment: 'wrong image' })
  const topics = h.take().map((message) => message.topic)
  // JOB-605: the messages of the executions come between the two of the job.
  expect(topics.filter((topic) => topic.startsWith('$aws/events'))).toEqual([
    '$aws/events/job/j/cancellation_in_progress',
    '$aws/events/jobExecution/j/canceled',
    '$aws/events/jobExecution/j/canceled',
    '$aws/events/job/j/canceled',
  ])
  expect(await h.call('DescribeJob', { jobId: 'j' })).toMatchObject({
    job: {
      status: 'CANCELED',
      forceCanceled: true,
      reasonCode: 'BAD_BUILD',
      comment: 'wrong image',
      jobProcessDetails: { numberOfCanceledThings: 2 },
    },
  })
  expect(await h.call('DescribeJobExecution', { jobId: 'j', thingName: 'b' })).toMatchObject({
    execution: { status: 'CANCELED', forceCanceled: true, versionNumber: 3 },
  })
  expect(await h.refusal('iot', 'CancelJob', { jobId: 'j' })).toMatchObject({ name: 'InvalidRequestException' })
})

test('[JOB-141] a running execution of a cancelled job may still be finished by the device', async () => {
  const h = useJobs({ things: ['a'] })
  await h.createJob('j', [h.thing('a')])
  await h.callData('StartNextPendingJobExecution', { thingName: 'a' })
  await h.call('CancelJob', { jobId: 'j' })
  await h.callData('UpdateJobExecution', { thingName: 'a', jobId: 'j', status: 'SUCCEEDED' })
  expect(await h.statusOf('j', 'a')).toBe('SUCCEEDED')
  expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job.status')).toBe('CANCELED')
})

test('[JOB-144] CancelJobExecution checks the version, and leaves ended executions alone', async () => {
  const h = useJobs({ things: ['a'] })
  await h.createJob('j', [h.thing('a')])
  const input = { jobId: 'j', thingName: 'a' }
  expect(await h.refusal('iot', 'CancelJobExecution', { ...input, expectedVersion: 9 })).toMatchObject({
    name: 'VersionConflictException',
    status: 409,
  })
  await h.call('CancelJobExecution', { ...input, expectedVersion: 1, statusDetails: { why: 'test' } })
  expect(await h.call('DescribeJobExecution', input)).toMatchObject({ execution: { statusDetails: { detailsMap: { why: 'test' } } } })
  expect(await h.refusal('iot', 'CancelJobExecution', { ...input, force: true })).toMatchObject({
    name: 'InvalidStateTransitionException',
    status: 409,
  })
})

test('[JOB-145] [JOB-001] a job in progress is deleted only by force, and its id can be used again', async () => {
  const h = useJobs({ things: ['a'] })
  await h.createJob('j', [h.thing('a')], { document: '{"n":1}' })
  expect(await h.refusal('iot', 'DeleteJob', { jobId: 'j' })).toMatchObject({ name: 'InvalidStateTransitionException', status: 409 })
  await h.call('DeleteJob', { jobId: 'j', force: true })
  await h.createJob('j', [h.thing('a')], { document: '{"n":2}' })
  expect(await h.call('GetJobDocument', { jobId: 'j' })).toEqual({ document: '{"n":2}' })
  expect(await h.call('DescribeJobExecution', { jobId: 'j', thingName: 'a' })).toMatchObject({ execution: { executionNumber: 1 } })
})

test('[JOB-146] DeleteJobExecution takes queued and ended executions, running ones by force', async () => {
  const h = useJobs({ things: ['a'], events: EVENTS })
  await h.createJob('j', [h.thing('a')], { targetSelection: 'CONTINUOUS' })
  await h.callData('StartNextPendingJobExecution', { thingName: 'a' })
  const input = { jobId: 'j', thingName: 'a', executionNumber: 1 }
  expect(await h.refusal('iot', 'DeleteJobExecution', { ...input, executionNumber: 2 })).toMatchObject({ status: 404 })
  expect(await h.refusal('iot', 'DeleteJobExecution', input)).toMatchObject({ name: 'InvalidStateTransitionException' })
  h.take()
  await h.call('DeleteJobExecution', { ...input, force: true })
  expect(h.takeOn('$aws/events/jobExecution/j/deleted')).toMatchObject([{ status: 'IN_PROGRESS', operation: 'deleted' }])
  expect(await h.refusal('iot', 'DescribeJobExecution', { jobId: 'j', thingName: 'a' })).toMatchObject({ status: 404 })
})

test('[JOB-148] targets can be associated with CONTINUOUS jobs in progress only', async () => {
  const h = useJobs({ things: ['a', 'b'] })
  await h.createJob('snap', [h.thing('a')])
  await h.createJob('cont', [h.thing('a')], { targetSelection: 'CONTINUOUS' })
  const targets = [h.thing('b'), h.thing('a')]
  expect(await h.refusal('iot', 'AssociateTargetsWithJob', { jobId: 'snap', targets })).toMatchObject({ name: 'InvalidRequestException' })
  await h.call('AssociateTargetsWithJob', { jobId: 'cont', targets })
  expect(at(await h.call('DescribeJob', { jobId: 'cont' }), 'job.targets')).toEqual([h.thing('a'), h.thing('b')])
  expect(await h.statusOf('cont', 'b')).toBe('QUEUED')
  await h.call('CancelJob', { jobId: 'cont' })
  expect(await h.refusal('iot', 'AssociateTargetsWithJob', { jobId: 'cont', targets })).toMatchObject({ name: 'InvalidRequestException' })
})

test('[JOB-140] UpdateJob changes a running job and refuses an ended one', async () => {
  const h = useJobs({ things: ['a'] })
  await h.createJob('j', [h.thing('a')], { description: 'old' })
  await h.call('UpdateJob', { jobId: 'j', description: 'new' })
  expect(at(await h.call('DescribeJob', { jobId: 'j' }), 'job.description')).toBe('new')
  await h.call('CancelJob', { jobId: 'j' })
  expect(await h.refusal('iot', 'UpdateJob', { jobId: 'j', description: 'newer' })).toMatchObject({ name: 'InvalidRequestException' })
})

test('[JOB-103] [JOB-104] ListJobs goes page by page, by status, newest first, and filters', async () => {
  const h = useJobs({ things: ['a'], groups: { g: [] } })
  for (const jobId of ['j1', 'j2', 'j3']) await h.createJob(jobId, [h.thing('a')])
  await h.createJob('g1', [h.group('g')], { targetSelection: 'CONTINUOUS' })
  await h.call('CancelJob', { jobId: 'j3' })
  const ids: unknown[] = []
  let nextToken: unknown
  do {
    const page = await h.call('ListJobs', { maxResults: 1, nextToken })
    ids.push(...(at(page, 'jobs') as object[]).map((job) => at(job, 'jobId')))
    nextToken = at(page, 'nextToken')
  } while (nextToken !== undefined)
  expect(ids).toEqual(['g1', 'j2', 'j1', 'j3'])
  const idsOf = async (filter: object) => (at(await h.call('ListJobs', filter), 'jobs') as object[]).map((job) => at(job, 'jobId'))
  expect(await idsOf({ status: 'CANCELED' })).toEqual(['j3'])
  expect(await idsOf({ targetSelection: 'CONTINUOUS' })).toEqual(['g1'])
  expect(await idsOf({ thingGroupName: 'g' })).toEqual(['g1'])
  expect(await idsOf({ thingGroupId: 'id-of-g' })).toEqual(['g1'])
  expect(await idsOf({ thingGroupId: 'id-of-another' })).toEqual([])
  await h.createJob('n1', [h.thing('a')], { namespaceId: 'ns' })
  expect(await idsOf({ namespaceId: 'ns' })).toEqual(['n1'])
  expect(await idsOf({ namespaceId: 'ns', status: 'CANCELED' })).toEqual([])
  expect(await h.refusal('iot', 'ListJobs', { nextToken: 'nonsense' })).toMatchObject({ name: 'InvalidRequestException' })
})

test('[JOB-103] executions of a job and of a thing go page by page', async () => {
  const h = useJobs({ groups: { g: ['a', 'b', 'c'] } })
  await h.createJob('j1', [h.group('g')])
  await h.createJob('j2', [h.thing('a')])
  const first = await h.call('ListJobExecutionsForJob', { jobId: 'j1', maxResults: 2 })
  const second = await h.call('ListJobExecutionsForJob', { jobId: 'j1', maxResults: 2, nextToken: at(first, 'nextToken') })
  expect(at(first, 'executionSummaries')).toHaveLength(2)
  expect(at(second, 'executionSummaries')).toMatchObject([{ thingArn: h.thing('c') }])
  expect(at(second, 'nextToken')).toBeUndefined()
  const newest = await h.call('ListJobExecutionsForThing', { thingName: 'a', maxResults: 1 })
  expect(at(newest, 'executionSummaries')).toMatchObject([{ jobId: 'j2' }])
  const one = await h.call('ListJobExecutionsForThing', { thingName: 'a', jobId: 'j1', status: 'QUEUED' })
  expect(at(one, 'executionSummaries')).toMatchObject([{ jobId: 'j1' }])
})

test('[JOB-117] tags given with a job are its tags until it is deleted', async () => {
  const h = useJobs({ things: ['a'] })
  await h.createJob('j', [h.thing('a')], { tags: [{ Key: 'team', Value: 'ota' }] })
  const jobArn = h.account.arns.job('j')
  const arn = parseArn(jobArn)
  if (arn === undefined) throw new Error('no ARN')
  expect(h.tags.get(jobArn)).toEqual([{ Key: 'team', Value: 'ota' }])
  expect(h.jobs.taggable.exists(arn)).toBe(true)
  expect(h.jobs.taggable.exists({ ...arn, resourceType: 'thing' })).toBeUndefined()
  await h.call('DeleteJob', { jobId: 'j', force: true })
  expect(h.tags.has(jobArn)).toBe(false)
  expect(h.jobs.taggable.exists(arn)).toBe(false)
})

test('domain events tell what happens to a job and its executions', async () => {
  const h = useJobs({ things: ['a'] })
  await h.createJob('j', [h.thing('a')])
  await h.callData('UpdateJobExecution', { thingName: 'a', jobId: 'j', status: 'SUCCEEDED' })
  await h.call('DeleteJob', { jobId: 'j' })
  expect(h.account.seenEvents.map((event) => event.type)).toEqual([
    'job.created',
    'jobExecution.statusChanged',
    'jobExecution.statusChanged',
    'job.statusChanged',
    'job.statusChanged',
    'jobExecution.deleted',
    'job.deleted',
  ])
})
