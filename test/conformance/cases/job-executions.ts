import { paginateListJobExecutionsForJob, paginateListJobExecutionsForThing } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import {
  answers,
  type ConformanceCase,
  itemNames,
  PAGE_SIZE,
  paginates,
  refuses,
  refusesPageSize,
  refusesPattern,
} from '../support/conformance-case.js'
import { DOCUMENT, finishJob, makeJob, settled, startJob } from '../support/job-situations.js'

const NAME = '[a-zA-Z0-9_-]+'
const THING_NAME = '[a-zA-Z0-9:_-]+'

export const jobExecutionCases: readonly ConformanceCase[] = [
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
]
