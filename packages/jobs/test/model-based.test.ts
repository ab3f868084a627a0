import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ModelNotification, ReferenceModel, type Status } from './reference-model.js'
import { at, type JobsHarness, useJobs } from './use-jobs.js'

const THINGS = ['t0', 't1', 't2', 't3']
const GROUPS = { floor: ['t0', 't1'], room: ['t2'] }
const PARENTS = { room: 'floor' }
const JOBS = ['j0', 'j1', 'j2', 'j3']
const MINUTE_MS = 60_000

/** Does the same to the service and to the model, and answers whether each of the two took it. */
type Command = (h: JobsHarness, model: ReferenceModel) => Promise<readonly [boolean, boolean]>

const thing = fc.constantFrom(...THINGS)
const group = fc.constantFrom('floor', 'room')
const jobId = fc.constantFrom(...JOBS)
const targets = fc.uniqueArray(fc.constantFrom(...THINGS, 'floor', 'room'), { minLength: 1, maxLength: 3 })
const arns = (h: JobsHarness, names: readonly string[]): string[] => names.map((name) => (name in GROUPS ? h.group(name) : h.thing(name)))
const isTaken = async (h: JobsHarness, operation: string, input: object): Promise<boolean> =>
  (await h.refusal('iot', operation, input)) === undefined
const done = [true, true] as const

const create = fc
  .record({
    jobId,
    targets,
    isContinuous: fc.boolean(),
    timeoutMinutes: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    retries: fc.integer({ min: 0, max: 2 }),
    abortsAfter: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  })
  .map((job): Command => async (h, model) => [
    await isTaken(h, 'CreateJob', {
      jobId: job.jobId,
      targets: arns(h, job.targets),
      document: '{}',
      targetSelection: job.isContinuous ? 'CONTINUOUS' : 'SNAPSHOT',
      timeoutConfig: { inProgressTimeoutInMinutes: job.timeoutMinutes },
      jobExecutionsRetryConfig: { criteriaList: [{ failureType: 'ALL', numberOfRetries: job.retries }] },
      ...(job.abortsAfter === undefined
        ? {}
        : {
            abortConfig: {
              criteriaList: [{ failureType: 'ALL', action: 'CANCEL', thresholdPercentage: 50, minNumberOfExecutedThings: job.abortsAfter }],
            },
          }),
    }),
    model.create(job),
  ])

const associate = fc
  .tuple(jobId, targets)
  .map(([id, names]): Command => async (h, model) => [
    await isTaken(h, 'AssociateTargetsWithJob', { jobId: id, targets: arns(h, names) }),
    model.associate(id, names),
  ])

const startNext = fc
  .tuple(thing, fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }))
  .map(([thingName, stepTimeoutInMinutes]): Command => async (h, model) => {
    const head = model.pending(thingName)[0]
    const answer = await h.callData('StartNextPendingJobExecution', { thingName, stepTimeoutInMinutes })
    model.startNext(thingName, stepTimeoutInMinutes)
    expect(at(answer, 'execution.jobId')).toBe(head?.jobId)
    expect(at(answer, 'execution.versionNumber')).toBe(head?.version)
    return done
  })

const status = fc.constantFrom<Status>('IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'FAILED', 'REJECTED')

const update = fc
  .tuple(jobId, thing, status, fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 4 }))
  .map(([id, thingName, to, expectedVersion]): Command => async (h, model) => {
    const refusal = await h.refusal('iot-jobs-data', 'UpdateJobExecution', { jobId: id, thingName, status: to, expectedVersion })
    return [refusal === undefined, model.update(id, thingName, to, expectedVersion)]
  })

const force = fc.boolean()

const cancelJob = fc
  .tuple(jobId, force)
  .map(([id, isForced]): Command => async (h, model) => [
    await isTaken(h, 'CancelJob', { jobId: id, force: isForced }),
    model.cancelJob(id, isForced),
  ])

const cancelExecution = fc
  .tuple(jobId, thing, force)
  .map(([id, thingName, isForced]): Command => async (h, model) => [
    await isTaken(h, 'CancelJobExecution', { jobId: id, thingName, force: isForced }),
    model.cancelExecution(id, thingName, isForced),
  ])

const deleteExecution = fc
  .tuple(jobId, thing, fc.integer({ min: 1, max: 3 }), force)
  .map(([id, thingName, executionNumber, isForced]): Command => async (h, model) => [
    await isTaken(h, 'DeleteJobExecution', { jobId: id, thingName, executionNumber, force: isForced }),
    model.deleteExecution(id, thingName, executionNumber, isForced),
  ])

const deleteJob = fc
  .tuple(jobId, force)
  .map(([id, isForced]): Command => async (h, model) => [
    await isTaken(h, 'DeleteJob', { jobId: id, force: isForced }),
    model.deleteJob(id, isForced),
  ])

const membership = fc
  .tuple(thing, group, fc.constantFrom('join', 'leave', 'join', 'leave', 'delete'))
  .map(([thingName, groupName, change]): Command => async (h, model) => {
    if (change === 'join') {
      await h.join(thingName, groupName)
      model.join(thingName, groupName)
    } else if (change === 'leave') {
      await h.leave(thingName, groupName)
      model.leave(thingName, groupName)
    } else {
      await h.deleteThing(thingName)
      model.deleteThing(thingName)
    }
    return done
  })

const advance = fc.integer({ min: 1, max: 8 }).map((halfMinutes): Command => async (h, model) => {
  await h.account.timers.advance((halfMinutes * MINUTE_MS) / 2)
  model.advance((halfMinutes * MINUTE_MS) / 2)
  return done
})

const command = fc.oneof(
  { weight: 5, arbitrary: create },
  { weight: 2, arbitrary: associate },
  { weight: 5, arbitrary: startNext },
  { weight: 6, arbitrary: update },
  { weight: 1, arbitrary: cancelJob },
  { weight: 2, arbitrary: cancelExecution },
  { weight: 2, arbitrary: deleteExecution },
  { weight: 1, arbitrary: deleteJob },
  { weight: 4, arbitrary: membership },
  { weight: 4, arbitrary: advance },
)

/** `IN_PROGRESS j0#1 v2` for each of a list of summaries. */
function shown(state: string, summaries: unknown): string[] {
  return ((summaries ?? []) as object[]).map((summary) => showOne({ ...summary, status: state }))
}

function showOne(execution: unknown): string {
  const name = `${String(at(execution, 'jobId'))}#${String(at(execution, 'executionNumber'))}`
  return `${String(at(execution, 'status'))} ${name} v${String(at(execution, 'versionNumber'))}`
}

/** What every thing was told, thing by thing: between things there is no order. */
function heard(h: JobsHarness): ModelNotification[] {
  const notifications = h.take().map(({ topic, payload }): ModelNotification => {
    const [, , thingName = '', , kind] = topic.split('/')
    if (kind === 'notify') {
      const shows = [...shown('IN_PROGRESS', at(payload, 'jobs.IN_PROGRESS')), ...shown('QUEUED', at(payload, 'jobs.QUEUED'))]
      return { thing: thingName, kind, shows }
    }
    const execution = at(payload, 'execution')
    return { thing: thingName, kind: 'notify-next', shows: execution === undefined ? [] : [showOne(execution)] }
  })
  return byThing(notifications)
}

function byThing(notifications: readonly ModelNotification[]): ModelNotification[] {
  return THINGS.flatMap((name) => notifications.filter((notification) => notification.thing === name))
}

async function compare(h: JobsHarness, model: ReferenceModel): Promise<void> {
  expect(heard(h)).toEqual(byThing(model.notifications.splice(0)))
  for (const thingName of THINGS) {
    const pending = await h.callData('GetPendingJobExecutions', { thingName })
    const list = [...shown('IN_PROGRESS', at(pending, 'inProgressJobs')), ...shown('QUEUED', at(pending, 'queuedJobs'))]
    expect(list).toEqual(model.shownList(thingName))
    const next = at(await h.callData('DescribeJobExecution', { thingName, jobId: '$next' }), 'execution')
    expect(next === undefined ? undefined : showOne(next)).toBe(model.shownList(thingName)[0])
  }
  for (const id of JOBS) {
    const wanted = model.job(id)
    if (wanted === undefined) {
      expect(await h.refusal('iot', 'DescribeJob', { jobId: id })).toMatchObject({ status: 404 })
      continue
    }
    const job = at(await h.call('DescribeJob', { jobId: id }), 'job')
    expect(at(job, 'status')).toBe(wanted.status)
    const executions = model.ofJob(id)
    const count = (state: Status): number => executions.filter((execution) => execution.status === state).length
    expect(at(job, 'jobProcessDetails')).toEqual({
      numberOfCanceledThings: count('CANCELED'),
      numberOfSucceededThings: count('SUCCEEDED'),
      numberOfFailedThings: count('FAILED'),
      numberOfRejectedThings: count('REJECTED'),
      numberOfQueuedThings: count('QUEUED'),
      numberOfInProgressThings: count('IN_PROGRESS'),
      numberOfRemovedThings: count('REMOVED'),
      numberOfTimedOutThings: count('TIMED_OUT'),
    })
    const listed = at(await h.call('ListJobExecutionsForJob', { jobId: id }), 'executionSummaries') as object[]
    const lines = listed.map((item) => {
      const summary = at(item, 'jobExecutionSummary')
      return [at(item, 'thingArn'), at(summary, 'status'), at(summary, 'executionNumber'), at(summary, 'retryAttempt')]
    })
    const wantedLines = executions.map((execution) => [
      h.thing(execution.thing),
      execution.status,
      execution.number,
      execution.retryAttempt,
    ])
    expect(lines.map(String).sort()).toEqual(wantedLines.map(String).sort())
  }
}

test('[JOB-040] [JOB-041] [JOB-115] [JOB-312] [JOB-323] [JOB-332] [JOB-500] [JOB-501] whatever is done in whatever order, jobs agree with a small model of them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 60, size: 'max' }), async (commands) => {
      const h = useJobs({ things: THINGS, groups: GROUPS, parents: PARENTS })
      const model = new ReferenceModel(h.account.timers.now(), THINGS, GROUPS, PARENTS)
      try {
        for (const run of commands) {
          const [isTakenByService, isTakenByModel] = await run(h, model)
          expect(isTakenByService).toBe(isTakenByModel)
          await compare(h, model)
        }
      } finally {
        await h.close()
      }
    }),
    { numRuns: 60 },
  )
})
