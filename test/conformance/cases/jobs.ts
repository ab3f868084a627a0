import { paginateListJobs } from '@aws-sdk/client-iot'
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
import { DOCUMENT, finishJob, makeContinuous, makeJob, settled } from '../support/job-situations.js'
import type { World } from '../support/world.js'
import { jobExecutionCases } from './job-executions.js'
import { jobTemplateCases } from './job-templates.js'

const NAME = '[a-zA-Z0-9_-]+'
const ROLE = 'arn:aws:iam::123456789012:role/jobs'

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

    ...jobExecutionCases,
    ...jobTemplateCases,
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
