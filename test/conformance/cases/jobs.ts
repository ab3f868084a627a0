import {
  paginateListJobExecutionsForJob,
  paginateListJobExecutionsForThing,
  paginateListJobs,
  paginateListJobTemplates,
  paginateListManagedJobTemplates,
} from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import {
  answers,
  type AreaCases,
  itemNames,
  PAGE_SIZE,
  paginates,
  refuses,
  refusesPageSize,
  refusesPattern,
} from '../support/conformance-case.js'
import type { World } from '../support/world.js'

const NAME = '[a-zA-Z0-9_-]+'
const THING_NAME = '[a-zA-Z0-9:_-]+'
const DOCUMENT = '{"operation":"reboot"}'
const ROLE = 'arn:aws:iam::123456789012:role/jobs'

/** A thing, and a job for it. */
async function makeJob(world: World, jobId = 'update', thingName = 'lamp', more: object = {}): Promise<void> {
  await world.iot.createThing({ thingName })
  await world.iot.createJob({ jobId, targets: [world.arn(`thing/${thingName}`)], document: DOCUMENT, ...more })
  await settled(world, jobId)
}

/** Waits until nothing works on the job behind its answers. */
async function settled({ iot }: World, jobId: string): Promise<void> {
  for (;;) {
    const { job } = await iot.describeJob({ jobId })
    if (job?.isConcurrent !== true) return
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

async function makeContinuous(world: World): Promise<void> {
  await world.iot.createThingGroup({ thingGroupName: 'lamps' })
  await world.iot.createThing({ thingName: 'lamp' })
  await world.iot.createJob({
    jobId: 'update',
    targets: [world.arn('thinggroup/lamps')],
    document: DOCUMENT,
    targetSelection: 'CONTINUOUS',
  })
}

async function startJob(world: World): Promise<void> {
  await makeJob(world)
  await world.jobsData.startNextPendingJobExecution({ thingName: 'lamp' })
}

async function finishJob(world: World): Promise<void> {
  await makeJob(world)
  await world.jobsData.updateJobExecution({ thingName: 'lamp', jobId: 'update', status: 'SUCCEEDED' })
}

const makeTemplate = ({ iot }: World, jobTemplateId = 'reboot') =>
  iot.createJobTemplate({ jobTemplateId, description: 'Reboots', document: DOCUMENT })

const tooManyTags = Array.from({ length: 51 }, (_, index) => ({ Key: `key-${index}`, Value: 'v' }))

/** What CreateJob takes no job with. */
const REFUSED_INPUT: readonly (readonly [rule: string, text: string, more: object])[] = [
  ['JOB-110', 'there is no document', {}],
  ['JOB-110', 'there are two documents', { document: DOCUMENT, documentSource: 's3://bucket/key' }],
  ['JOB-200', 'the document is no JSON', { document: 'reboot' }],
  ['JOB-202', 'the document is not where it should be', { documentSource: 's3://bucket/key' }],
  ['JOB-301', 'the factor is too small', rollout({ incrementFactor: 1 })],
  ['JOB-310', 'the threshold is over 100', abort({ thresholdPercentage: 100.1 })],
  ['JOB-320', 'the timeout is too long', { document: DOCUMENT, timeoutConfig: { inProgressTimeoutInMinutes: 10_081 } }],
  ['JOB-341', 'the start is too near', { document: DOCUMENT, schedulingConfig: { startTime: '2020-01-01T00:00' } }],
  ['JOB-205', 'a URL is presigned for too long', { document: DOCUMENT, presignedUrlConfig: { roleArn: ROLE, expiresInSec: 3_601 } }],
]

async function makeThing({ iot }: World): Promise<void> {
  await iot.createThing({ thingName: 'lamp' })
}

async function makeMany({ iot }: World): Promise<void> {
  await Promise.all(many().map((thingName) => iot.createThing({ thingName })))
}

export const jobCases: AreaCases = {
  notApplicable: [
    { operation: 'CancelJob', error: 'LimitExceededException', reason: 'There is no limit on jobs that are cancelled.' },
    {
      operation: 'ListJobs',
      error: 'ResourceNotFoundException',
      reason: 'A group that nobody knows is the target of no job: the list is empty.',
    },
    {
      operation: 'ListManagedJobTemplates',
      error: 'ResourceNotFoundException',
      reason: 'A name that no template has filters everything out: the list is empty.',
    },
    {
      operation: 'DeleteJob',
      error: 'LimitExceededException',
      reason:
        'Ten jobs in deletion at a time take longer to bring about than a deletion lasts here; the tests of the package hold them there.',
    },
  ],
  cases: [
    answers('JOB-102', 'CreateJob', 'the id and the ARN, and the description where there is one', async (world) => {
      await world.iot.createThing({ thingName: 'lamp' })
      const input = { targets: [world.arn('thing/lamp')], document: DOCUMENT }
      const { $metadata: _, ...plain } = await world.iot.createJob({ jobId: 'update', ...input })
      expect(plain).toEqual({ jobId: 'update', jobArn: world.arn('job/update') })
      expect(await world.iot.createJob({ jobId: 'other', ...input, description: 'why' })).toMatchObject({ description: 'why' })
    }),
    refusesPattern('CreateJob', {
      member: 'jobId',
      pattern: NAME,
      when: ({ iot, arn }, jobId) => iot.createJob({ jobId, targets: [arn('thing/lamp')], document: DOCUMENT }),
    }),
    ...REFUSED_INPUT.map(([rule, text, more]) =>
      refuses(rule, 'CreateJob', 'InvalidRequestException', text, {
        given: makeThing,
        when: ({ iot, arn }) => iot.createJob({ jobId: 'update', targets: [arn('thing/lamp')], ...more }),
      }),
    ),
    refuses('JOB-111', 'CreateJob', 'InvalidRequestException', 'a target is of another account', {
      when: ({ iot, other }) =>
        iot.createJob({ jobId: 'update', targets: [`arn:aws:iot:us-east-1:${other.accountId}:thing/lamp`], document: DOCUMENT }),
    }),
    refuses('JOB-111', 'CreateJob', 'ResourceNotFoundException', 'a target does not exist', {
      when: ({ iot, arn }) => iot.createJob({ jobId: 'update', targets: [arn('thinggroup/none')], document: DOCUMENT }),
    }),
    refuses('JOB-112', 'CreateJob', 'ResourceAlreadyExistsException', 'the id is taken', {
      given: (world) => makeJob(world),
      when: ({ iot, arn }) => iot.createJob({ jobId: 'update', targets: [arn('thing/lamp')], document: DOCUMENT }),
      members: (_, { arn }) => ({ resourceId: 'update', resourceArn: arn('job/update') }),
    }),
    refuses('JOB-121', 'CreateJob', 'LimitExceededException', 'there are 101 targets', {
      given: makeMany,
      when: ({ iot, arn }) => iot.createJob({ jobId: 'update', targets: many().map((name) => arn(`thing/${name}`)), document: DOCUMENT }),
    }),

    answers('JOB-130', 'DescribeJob', 'what is not configured as empty structures, and all counters', async (world) => {
      await makeJob(world)
      const { job } = await world.iot.describeJob({ jobId: 'update' })
      expect(job).toMatchObject({
        jobArn: world.arn('job/update'),
        status: 'IN_PROGRESS',
        targetSelection: 'SNAPSHOT',
        targets: [world.arn('thing/lamp')],
        presignedUrlConfig: {},
        jobExecutionsRolloutConfig: {},
        timeoutConfig: {},
        createdAt: world.time.now(),
        jobProcessDetails: { numberOfQueuedThings: 1, numberOfSucceededThings: 0, numberOfTimedOutThings: 0 },
      })
    }),
    refusesPattern('DescribeJob', { member: 'jobId', pattern: NAME, when: ({ iot }, jobId) => iot.describeJob({ jobId }) }),
    refuses('JOB-145', 'DescribeJob', 'ResourceNotFoundException', 'there is no such job', {
      when: ({ iot }) => iot.describeJob({ jobId: 'none' }),
    }),

    answers('JOB-137', 'GetJobDocument', 'the document byte for byte', async (world) => {
      const document = '{\n  "a" : 1.0\n}'
      await makeJob(world, 'update', 'lamp', { document })
      expect((await world.iot.getJobDocument({ jobId: 'update' })).document).toBe(document)
    }),
    refusesPattern('GetJobDocument', { member: 'jobId', pattern: NAME, when: ({ iot }, jobId) => iot.getJobDocument({ jobId }) }),
    refuses('JOB-137', 'GetJobDocument', 'ResourceNotFoundException', 'there is no such job', {
      when: ({ iot }) => iot.getJobDocument({ jobId: 'none' }),
    }),

    answers('JOB-140', 'UpdateJob', 'its six members change', async (world) => {
      await makeJob(world)
      const change = {
        description: 'why',
        presignedUrlConfig: { roleArn: ROLE, expiresInSec: 60 },
        jobExecutionsRolloutConfig: { maximumPerMinute: 5 },
        timeoutConfig: { inProgressTimeoutInMinutes: 5 },
        ...abort({}),
        document: undefined,
      }
      await world.iot.updateJob({ jobId: 'update', ...change })
      const { document: _, ...shown } = change
      expect((await world.iot.describeJob({ jobId: 'update' })).job).toMatchObject(shown)
    }),
    refuses('JOB-140', 'UpdateJob', 'InvalidRequestException', 'the job has ended', {
      given: finishJob,
      when: ({ iot }) => iot.updateJob({ jobId: 'update', description: 'why' }),
    }),
    refuses('JOB-140', 'UpdateJob', 'ResourceNotFoundException', 'there is no such job', {
      when: ({ iot }) => iot.updateJob({ jobId: 'none', description: 'why' }),
    }),

    answers('JOB-142', 'CancelJob', 'reason and comment are kept', async (world) => {
      await makeJob(world)
      const { $metadata: _, ...answer } = await world.iot.cancelJob({
        jobId: 'update',
        reasonCode: 'WRONG_1',
        comment: 'Too late',
        force: true,
      })
      expect(answer).toEqual({ jobId: 'update', jobArn: world.arn('job/update') })
      const { job } = await world.iot.describeJob({ jobId: 'update' })
      expect(job).toMatchObject({ status: 'CANCELED', reasonCode: 'WRONG_1', comment: 'Too late', forceCanceled: true })
    }),
    refuses('JOB-143', 'CancelJob', 'InvalidRequestException', 'the job has ended', {
      given: finishJob,
      when: ({ iot }) => iot.cancelJob({ jobId: 'update' }),
    }),
    refuses('JOB-142', 'CancelJob', 'InvalidRequestException', 'the reason code is not in capitals', {
      given: (world) => makeJob(world),
      when: ({ iot }) => iot.cancelJob({ jobId: 'update', reasonCode: 'wrong' }),
    }),
    refuses('JOB-143', 'CancelJob', 'ResourceNotFoundException', 'there is no such job', {
      when: ({ iot }) => iot.cancelJob({ jobId: 'none' }),
    }),

    answers('JOB-101', 'DeleteJob', 'it vanishes with its executions', async (world) => {
      await finishJob(world)
      const { $metadata: _, ...answer } = await world.iot.deleteJob({ jobId: 'update' })
      expect(answer).toEqual({})
      for (;;) {
        const { jobs = [] } = await world.iot.listJobs({})
        if (jobs.length === 0) break
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
      expect((await world.iot.listJobExecutionsForThing({ thingName: 'lamp' })).executionSummaries).toEqual([])
    }),
    refusesPattern('DeleteJob', { member: 'jobId', pattern: NAME, when: ({ iot }, jobId) => iot.deleteJob({ jobId }) }),
    refuses('JOB-145', 'DeleteJob', 'InvalidStateTransitionException', 'the job is in progress, and no force is used', {
      given: (world) => makeJob(world),
      when: ({ iot }) => iot.deleteJob({ jobId: 'update' }),
    }),
    refuses('JOB-145', 'DeleteJob', 'ResourceNotFoundException', 'there is no such job', {
      when: ({ iot }) => iot.deleteJob({ jobId: 'none' }),
    }),

    answers('JOB-148', 'AssociateTargetsWithJob', 'the new target is served', async (world) => {
      await makeContinuous(world)
      const { $metadata: _, ...answer } = await world.iot.associateTargetsWithJob({ jobId: 'update', targets: [world.arn('thing/lamp')] })
      expect(answer).toEqual({ jobId: 'update', jobArn: world.arn('job/update') })
      await settled(world, 'update')
      expect((await world.iot.describeJobExecution({ jobId: 'update', thingName: 'lamp' })).execution?.status).toBe('QUEUED')
    }),
    refuses('JOB-148', 'AssociateTargetsWithJob', 'InvalidRequestException', 'the job is a SNAPSHOT', {
      given: (world) => makeJob(world),
      when: ({ iot, arn }) => iot.associateTargetsWithJob({ jobId: 'update', targets: [arn('thing/lamp')] }),
    }),
    refuses('JOB-148', 'AssociateTargetsWithJob', 'ResourceNotFoundException', 'a target does not exist', {
      given: makeContinuous,
      when: ({ iot, arn }) => iot.associateTargetsWithJob({ jobId: 'update', targets: [arn('thing/none')] }),
    }),
    refuses('JOB-148', 'AssociateTargetsWithJob', 'LimitExceededException', 'there would be 101 targets', {
      given: async (world) => {
        await makeContinuous(world)
        await Promise.all(many().map((thingName) => world.iot.createThing({ thingName })))
      },
      when: ({ iot, arn }) =>
        iot.associateTargetsWithJob({
          jobId: 'update',
          targets: many()
            .slice(1)
            .map((name) => arn(`thing/${name}`)),
        }),
    }),

    answers('JOB-104', 'ListJobs', 'running ones before ended ones', async (world) => {
      await makeJob(world, 'first')
      await makeJob(world, 'second')
      await world.iot.cancelJob({ jobId: 'second' })
      await settled(world, 'second')
      const { jobs } = await world.iot.listJobs({})
      expect(jobs?.map(({ jobId, status }) => [jobId, status])).toEqual([
        ['first', 'IN_PROGRESS'],
        ['second', 'CANCELED'],
      ])
    }),
    paginates('JOB-103', 'ListJobs', 'the newest first', {
      given: async (world) => {
        for (const jobId of itemNames('job-')) await makeJob(world, jobId)
        return [...itemNames('job-')].reverse()
      },
      when: ({ iot }) => paginateListJobs({ client: iot, pageSize: PAGE_SIZE }, {}),
      itemsOf: ({ jobs }) => jobs?.map(({ jobId }) => jobId),
    }),
    refusesPageSize('ListJobs', 'maxResults', ({ iot }, maxResults) => iot.listJobs({ maxResults })),

    answers('JOB-135', 'ListJobExecutionsForJob', 'a summary for each execution', async (world) => {
      await makeJob(world)
      const { executionSummaries } = await world.iot.listJobExecutionsForJob({ jobId: 'update' })
      const now = world.time.now()
      const jobExecutionSummary = { status: 'QUEUED', queuedAt: now, lastUpdatedAt: now, executionNumber: 1, retryAttempt: 0 }
      expect(executionSummaries).toEqual([{ thingArn: world.arn('thing/lamp'), jobExecutionSummary }])
    }),
    paginates('JOB-103', 'ListJobExecutionsForJob', 'in order of creation', {
      given: async (world) => {
        const names = itemNames('thing-')
        await world.iot.createThingGroup({ thingGroupName: 'lamps' })
        for (const thingName of names) {
          await world.iot.createThing({ thingName })
          await world.iot.addThingToThingGroup({ thingName, thingGroupName: 'lamps' })
        }
        await world.iot.createJob({ jobId: 'update', targets: [world.arn('thinggroup/lamps')], document: DOCUMENT })
        await settled(world, 'update')
        return names.map((name) => world.arn(`thing/${name}`))
      },
      when: ({ iot }) => paginateListJobExecutionsForJob({ client: iot, pageSize: PAGE_SIZE }, { jobId: 'update' }),
      itemsOf: ({ executionSummaries }) => executionSummaries?.map(({ thingArn }) => thingArn),
    }),
    refusesPageSize('ListJobExecutionsForJob', 'maxResults', ({ iot }, maxResults) =>
      iot.listJobExecutionsForJob({ jobId: 'update', maxResults }),
    ),
    refuses('JOB-103', 'ListJobExecutionsForJob', 'ResourceNotFoundException', 'there is no such job', {
      when: ({ iot }) => iot.listJobExecutionsForJob({ jobId: 'none' }),
    }),

    answers('JOB-105', 'ListJobExecutionsForThing', 'the newest first', async (world) => {
      await makeJob(world, 'first')
      await makeJob(world, 'second')
      const { executionSummaries } = await world.iot.listJobExecutionsForThing({ thingName: 'lamp' })
      expect(executionSummaries?.map(({ jobId }) => jobId)).toEqual(['second', 'first'])
    }),
    paginates('JOB-103', 'ListJobExecutionsForThing', 'the newest first', {
      given: async (world) => {
        for (const jobId of itemNames('job-')) await makeJob(world, jobId)
        return [...itemNames('job-')].reverse()
      },
      when: ({ iot }) => paginateListJobExecutionsForThing({ client: iot, pageSize: PAGE_SIZE }, { thingName: 'lamp' }),
      itemsOf: ({ executionSummaries }) => executionSummaries?.map(({ jobId }) => jobId),
    }),
    refusesPattern('ListJobExecutionsForThing', {
      member: 'thingName',
      pattern: THING_NAME,
      when: ({ iot }, thingName) => iot.listJobExecutionsForThing({ thingName }),
    }),
    refuses('JOB-103', 'ListJobExecutionsForThing', 'ResourceNotFoundException', 'there is no such thing', {
      when: ({ iot }) => iot.listJobExecutionsForThing({ thingName: 'none' }),
    }),

    answers('JOB-134', 'DescribeJobExecution', 'an execution of any status, without the document', async (world) => {
      await finishJob(world)
      const now = world.time.now()
      expect((await world.iot.describeJobExecution({ jobId: 'update', thingName: 'lamp' })).execution).toEqual({
        jobId: 'update',
        status: 'SUCCEEDED',
        statusDetails: {},
        thingArn: world.arn('thing/lamp'),
        queuedAt: now,
        startedAt: now,
        lastUpdatedAt: now,
        executionNumber: 1,
        versionNumber: 2,
      })
    }),
    refusesPattern('DescribeJobExecution', {
      member: 'jobId',
      pattern: NAME,
      when: ({ iot }, jobId) => iot.describeJobExecution({ jobId, thingName: 'lamp' }),
    }),
    refuses('JOB-134', 'DescribeJobExecution', 'ResourceNotFoundException', 'there is no execution of that number', {
      given: (world) => makeJob(world),
      when: ({ iot }) => iot.describeJobExecution({ jobId: 'update', thingName: 'lamp', executionNumber: 2 }),
    }),

    answers('JOB-144', 'CancelJobExecution', 'a queued one is cancelled', async (world) => {
      await makeJob(world)
      await world.iot.cancelJobExecution({ jobId: 'update', thingName: 'lamp', statusDetails: { why: 'late' } })
      expect((await world.iot.describeJobExecution({ jobId: 'update', thingName: 'lamp' })).execution).toMatchObject({
        status: 'CANCELED',
        statusDetails: { detailsMap: { why: 'late' } },
      })
    }),
    refuses('JOB-144', 'CancelJobExecution', 'InvalidRequestException', 'there are eleven status details', {
      given: (world) => makeJob(world),
      when: ({ iot }) => {
        const statusDetails = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`key-${String(index)}`, 'v']))
        return iot.cancelJobExecution({ jobId: 'update', thingName: 'lamp', statusDetails })
      },
    }),
    refuses('JOB-144', 'CancelJobExecution', 'InvalidStateTransitionException', 'it is in progress, and no force is used', {
      given: startJob,
      when: ({ iot }) => iot.cancelJobExecution({ jobId: 'update', thingName: 'lamp' }),
    }),
    refuses('JOB-144', 'CancelJobExecution', 'VersionConflictException', 'the version is another', {
      given: (world) => makeJob(world),
      when: ({ iot }) => iot.cancelJobExecution({ jobId: 'update', thingName: 'lamp', expectedVersion: 7 }),
    }),
    refuses('JOB-144', 'CancelJobExecution', 'ResourceNotFoundException', 'there is no such execution', {
      when: ({ iot }) => iot.cancelJobExecution({ jobId: 'update', thingName: 'lamp' }),
    }),

    answers('JOB-146', 'DeleteJobExecution', 'a queued one goes', async (world) => {
      await makeJob(world)
      await world.iot.deleteJobExecution({ jobId: 'update', thingName: 'lamp', executionNumber: 1 })
      expect((await world.iot.listJobExecutionsForJob({ jobId: 'update' })).executionSummaries).toEqual([])
    }),
    refusesPattern('DeleteJobExecution', {
      member: 'thingName',
      pattern: THING_NAME,
      when: ({ iot }, thingName) => iot.deleteJobExecution({ jobId: 'update', thingName, executionNumber: 1 }),
    }),
    refuses('JOB-146', 'DeleteJobExecution', 'InvalidStateTransitionException', 'it is in progress, and no force is used', {
      given: startJob,
      when: ({ iot }) => iot.deleteJobExecution({ jobId: 'update', thingName: 'lamp', executionNumber: 1 }),
    }),
    refuses('JOB-146', 'DeleteJobExecution', 'ResourceNotFoundException', 'there is no execution of that number', {
      given: (world) => makeJob(world),
      when: ({ iot }) => iot.deleteJobExecution({ jobId: 'update', thingName: 'lamp', executionNumber: 2 }),
    }),

    answers('JOB-160', 'CreateJobTemplate', 'from a document and from a job', async (world) => {
      const { $metadata: _, ...answer } = await makeTemplate(world)
      expect(answer).toEqual({ jobTemplateId: 'reboot', jobTemplateArn: world.arn('jobtemplate/reboot') })
      await makeJob(world)
      await world.iot.createJobTemplate({ jobTemplateId: 'of-job', description: 'd', jobArn: world.arn('job/update') })
      expect((await world.iot.describeJobTemplate({ jobTemplateId: 'of-job' })).document).toBe(DOCUMENT)
    }),
    refuses('JOB-160', 'CreateJobTemplate', 'InvalidRequestException', 'there is no document', {
      when: ({ iot }) => iot.createJobTemplate({ jobTemplateId: 'reboot', description: 'd' }),
    }),
    refuses('JOB-160', 'CreateJobTemplate', 'ResourceNotFoundException', 'there is no such job', {
      when: ({ iot, arn }) => iot.createJobTemplate({ jobTemplateId: 'reboot', description: 'd', jobArn: arn('job/none') }),
    }),
    refuses('JOB-160', 'CreateJobTemplate', 'ConflictException', 'the id is taken', {
      given: (world) => makeTemplate(world),
      when: (world) => makeTemplate(world),
      members: () => ({ resourceId: 'reboot' }),
    }),
    refuses('JOB-117', 'CreateJobTemplate', 'LimitExceededException', 'there are 51 tags', {
      when: ({ iot }) => iot.createJobTemplate({ jobTemplateId: 'reboot', description: 'd', document: DOCUMENT, tags: tooManyTags }),
    }),

    answers('JOB-161', 'DescribeJobTemplate', 'the template as it was created', async (world) => {
      await makeTemplate(world)
      const { $metadata: _, ...template } = await world.iot.describeJobTemplate({ jobTemplateId: 'reboot' })
      expect(template).toEqual({
        jobTemplateId: 'reboot',
        jobTemplateArn: world.arn('jobtemplate/reboot'),
        description: 'Reboots',
        document: DOCUMENT,
        createdAt: world.time.now(),
      })
    }),
    refusesPattern('DescribeJobTemplate', {
      member: 'jobTemplateId',
      pattern: NAME,
      when: ({ iot }, jobTemplateId) => iot.describeJobTemplate({ jobTemplateId }),
    }),
    refuses('JOB-161', 'DescribeJobTemplate', 'ResourceNotFoundException', 'there is no such template', {
      when: ({ iot }) => iot.describeJobTemplate({ jobTemplateId: 'none' }),
    }),

    answers('JOB-161', 'ListJobTemplates', 'the templates without their documents', async (world) => {
      await makeTemplate(world)
      expect((await world.iot.listJobTemplates({})).jobTemplates).toEqual([
        {
          jobTemplateId: 'reboot',
          jobTemplateArn: world.arn('jobtemplate/reboot'),
          description: 'Reboots',
          createdAt: world.time.now(),
        },
      ])
    }),
    paginates('JOB-103', 'ListJobTemplates', 'by id', {
      given: async (world) => {
        for (const id of itemNames('template-')) await makeTemplate(world, id)
        return itemNames('template-')
      },
      when: ({ iot }) => paginateListJobTemplates({ client: iot, pageSize: PAGE_SIZE }, {}),
      itemsOf: ({ jobTemplates }) => jobTemplates?.map(({ jobTemplateId }) => jobTemplateId),
    }),
    refusesPageSize('ListJobTemplates', 'maxResults', ({ iot }, maxResults) => iot.listJobTemplates({ maxResults })),

    answers('JOB-161', 'DeleteJobTemplate', 'it goes', async (world) => {
      await makeTemplate(world)
      await world.iot.deleteJobTemplate({ jobTemplateId: 'reboot' })
      expect((await world.iot.listJobTemplates({})).jobTemplates).toEqual([])
    }),
    refusesPattern('DeleteJobTemplate', {
      member: 'jobTemplateId',
      pattern: NAME,
      when: ({ iot }, jobTemplateId) => iot.deleteJobTemplate({ jobTemplateId }),
    }),
    refuses('JOB-161', 'DeleteJobTemplate', 'ResourceNotFoundException', 'there is no such template', {
      when: ({ iot }) => iot.deleteJobTemplate({ jobTemplateId: 'none' }),
    }),

    answers('JOB-163', 'DescribeManagedJobTemplate', 'its document and parameters', async ({ iot }) => {
      const template = await iot.describeManagedJobTemplate({ templateName: 'AWS-Reboot' })
      expect(template).toMatchObject({
        templateArn: 'arn:aws:iot:us-east-1::jobtemplate/AWS-Reboot:1.0',
        description: 'A managed job template for rebooting the device.',
        environments: ['LINUX'],
        templateVersion: '1.0',
      })
      expect(template.documentParameters?.map(({ key }) => key).sort()).toEqual(['pathToHandler', 'runAsUser'])
    }),
    refuses('JOB-163', 'DescribeManagedJobTemplate', 'InvalidRequestException', 'the version is no version', {
      when: ({ iot }) => iot.describeManagedJobTemplate({ templateName: 'AWS-Reboot', templateVersion: 'one' }),
    }),
    refuses('JOB-163', 'DescribeManagedJobTemplate', 'ResourceNotFoundException', 'there is no such template', {
      when: ({ iot }) => iot.describeManagedJobTemplate({ templateName: 'AWS-None' }),
    }),

    answers('JOB-163', 'ListManagedJobTemplates', 'the seven templates', async ({ iot }) => {
      expect((await iot.listManagedJobTemplates({})).managedJobTemplates).toHaveLength(7)
    }),
    paginates('JOB-103', 'ListManagedJobTemplates', 'by name', {
      itemCount: 7,
      given: () =>
        Promise.resolve([
          'Download-File',
          'Install-Application',
          'Reboot',
          'Remove-Application',
          'Restart-Application',
          'Start-Application',
          'Stop-Application',
        ]),
      when: ({ iot }) => paginateListManagedJobTemplates({ client: iot, pageSize: PAGE_SIZE }, {}),
      itemsOf: ({ managedJobTemplates }) => managedJobTemplates?.map(({ templateName }) => templateName?.replace('AWS-', '')),
    }),
    refusesPageSize('ListManagedJobTemplates', 'maxResults', ({ iot }, maxResults) => iot.listManagedJobTemplates({ maxResults })),
  ],
}

function many(): string[] {
  return Array.from({ length: 101 }, (_, index) => `thing-${String(index)}`)
}

function rollout(more: object): object {
  const exponentialRate = { baseRatePerMinute: 1, incrementFactor: 1.5, rateIncreaseCriteria: { numberOfNotifiedThings: 1 }, ...more }
  return { document: DOCUMENT, jobExecutionsRolloutConfig: { exponentialRate } }
}

function abort(more: object): object {
  const criterion = { failureType: 'FAILED', action: 'CANCEL', thresholdPercentage: 10, minNumberOfExecutedThings: 5, ...more }
  return { document: DOCUMENT, abortConfig: { criteriaList: [criterion] } }
}
