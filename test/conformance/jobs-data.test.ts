import { IoT } from '@aws-sdk/client-iot'
import { IoTJobsDataPlane, IoTJobsDataPlaneServiceException } from '@aws-sdk/client-iot-jobs-data-plane'
import { serviceModels } from '@iot-core-local/core'
import { type IotCoreLocal, startIotCoreLocal } from 'iot-core-local'
import { afterAll, beforeAll, expect, test } from 'vitest'

/* The device plane of jobs over HTTP: every operation with success, and every exception that the API model declares for it and a caller can bring about. */

interface World {
  readonly data: IoTJobsDataPlane
  readonly iot: IoT
}

interface Case {
  readonly rule: string
  readonly operation: string
  readonly error?: string
  readonly status?: number
  readonly text: string
  readonly run: (world: World) => Promise<unknown>
  /** What comes of it; for an exception its members. */
  readonly wanted: object
}

const ARN = (thing: string): string => `arn:aws:iot:us-east-1:000000000000:thing/${thing}`
const THING = 'lamp'
const JOB = { thingName: THING, jobId: 'update' }

/** Queues the job `update` on a new thing. */
async function queue({ iot }: World): Promise<void> {
  await iot.createThing({ thingName: THING })
  await iot.createJob({ jobId: 'update', targets: [ARN(THING)], document: '{ "a": 1.0 }' })
  while ((await iot.describeJob({ jobId: 'update' })).job?.isConcurrent === true) await new Promise((resolve) => setTimeout(resolve, 2))
}

const cases: readonly Case[] = [
  {
    rule: 'JOB-043',
    operation: 'GetPendingJobExecutions',
    text: 'both lists',
    run: async (world) => {
      await queue(world)
      return world.data.getPendingJobExecutions({ thingName: THING })
    },
    wanted: { inProgressJobs: [], queuedJobs: [{ jobId: 'update', executionNumber: 1, versionNumber: 1 }] },
  },
  {
    rule: 'API-061',
    operation: 'GetPendingJobExecutions',
    error: 'InvalidRequestException',
    status: 400,
    text: 'a thing name of two words',
    run: ({ data }) => data.getPendingJobExecutions({ thingName: 'two words' }),
    wanted: {},
  },
  {
    rule: 'JOB-427',
    operation: 'StartNextPendingJobExecution',
    text: 'the first one, with its document as text',
    run: async (world) => {
      await queue(world)
      return world.data.startNextPendingJobExecution({ thingName: THING, statusDetails: { step: '1' }, stepTimeoutInMinutes: 5 })
    },
    wanted: {
      execution: {
        ...JOB,
        status: 'IN_PROGRESS',
        statusDetails: { step: '1' },
        jobDocument: '{ "a": 1.0 }',
        versionNumber: 2,
        approximateSecondsBeforeTimedOut: 300,
      },
    },
  },
  {
    rule: 'JOB-321',
    operation: 'StartNextPendingJobExecution',
    error: 'InvalidRequestException',
    status: 400,
    text: 'a step timeout of no minutes',
    run: ({ data }) => data.startNextPendingJobExecution({ thingName: THING, stepTimeoutInMinutes: 0 }),
    wanted: {},
  },
  {
    rule: 'JOB-552',
    operation: 'DescribeJobExecution',
    text: '$next, without its document when that is not wanted',
    run: async (world) => {
      await queue(world)
      const { execution } = await world.data.describeJobExecution({ thingName: THING, jobId: '$next', includeJobDocument: false })
      return { ...execution, hasDocument: execution?.jobDocument !== undefined }
    },
    wanted: { ...JOB, status: 'QUEUED', hasDocument: false },
  },
  {
    rule: 'API-061',
    operation: 'DescribeJobExecution',
    error: 'InvalidRequestException',
    status: 400,
    text: 'a job id of two words',
    run: ({ data }) => data.describeJobExecution({ thingName: THING, jobId: 'two words' }),
    wanted: {},
  },
  {
    rule: 'JOB-434',
    operation: 'DescribeJobExecution',
    error: 'ResourceNotFoundException',
    status: 404,
    text: 'no such job',
    run: ({ data }) => data.describeJobExecution({ thingName: THING, jobId: 'none' }),
    wanted: {},
  },
  {
    rule: 'JOB-433',
    operation: 'DescribeJobExecution',
    error: 'TerminalStateException',
    status: 410,
    text: 'an execution that has ended',
    run: async (world) => {
      await queue(world)
      await world.data.updateJobExecution({ ...JOB, status: 'SUCCEEDED' })
      return world.data.describeJobExecution(JOB)
    },
    wanted: {},
  },
  {
    rule: 'JOB-424',
    operation: 'UpdateJobExecution',
    text: 'state and document when asked for',
    run: async (world) => {
      await queue(world)
      return world.data.updateJobExecution({
        ...JOB,
        status: 'IN_PROGRESS',
        expectedVersion: 1,
        includeJobExecutionState: true,
        includeJobDocument: true,
      })
    },
    wanted: { executionState: { status: 'IN_PROGRESS', versionNumber: 2 }, jobDocument: '{ "a": 1.0 }' },
  },
  {
    rule: 'JOB-030',
    operation: 'UpdateJobExecution',
    error: 'InvalidRequestException',
    status: 400,
    text: 'a status that is not for devices',
    run: ({ data }) => data.updateJobExecution({ ...JOB, status: 'TIMED_OUT' }),
    wanted: {},
  },
  {
    rule: 'JOB-434',
    operation: 'UpdateJobExecution',
    error: 'ResourceNotFoundException',
    status: 404,
    text: 'no such job',
    run: ({ data }) => data.updateJobExecution({ thingName: THING, jobId: 'none', status: 'SUCCEEDED' }),
    wanted: {},
  },
  {
    rule: 'JOB-031',
    operation: 'UpdateJobExecution',
    error: 'InvalidStateTransitionException',
    status: 409,
    text: 'an execution that has ended',
    run: async (world) => {
      await queue(world)
      await world.data.updateJobExecution({ ...JOB, status: 'FAILED' })
      return world.data.updateJobExecution({ ...JOB, status: 'SUCCEEDED' })
    },
    wanted: {},
  },
  {
    rule: 'JOB-553',
    operation: 'UpdateJobExecution',
    error: 'InvalidStateTransitionException',
    status: 409,
    text: 'another version',
    run: async (world) => {
      await queue(world)
      return world.data.updateJobExecution({ ...JOB, status: 'SUCCEEDED', expectedVersion: 99 })
    },
    wanted: { message: 'Expected version 99 but found version 1' },
  },
]

let emulator: IotCoreLocal | undefined
beforeAll(async () => {
  emulator = await startIotCoreLocal({ time: 'manual' })
})
afterAll(() => emulator?.close())

test.each(cases)('[$rule] $operation answers $error: $text', async ({ run, error, status, wanted }) => {
  if (emulator === undefined) throw new Error('The emulator did not start.')
  await emulator.reset()
  const config = { ...emulator.clientConfig(), maxAttempts: 1 }
  const world = { data: new IoTJobsDataPlane(config), iot: new IoT(config) }
  if (error === undefined) {
    expect(await run(world)).toMatchObject(wanted)
    return
  }
  const refusal: unknown = await run(world).catch((thrown: unknown) => thrown)
  expect(refusal).toBeInstanceOf(IoTJobsDataPlaneServiceException)
  expect(refusal).toMatchObject({ name: error, $fault: 'client', $metadata: { httpStatusCode: status }, ...wanted })
  // A modeled exception is a class of the SDK, not its base alone.
  expect((refusal as object).constructor).not.toBe(IoTJobsDataPlaneServiceException)
})

/** What the model declares and no call here brings about, with the reason. */
const NOT_APPLICABLE: Readonly<Record<string, string>> = {
  'GetPendingJobExecutions ResourceNotFoundException': 'A thing that nobody knows has nothing pending (JOB-434).',
  'StartNextPendingJobExecution ResourceNotFoundException': 'A thing that nobody knows has nothing pending (JOB-434).',
}
/** Throttling and failures of the service do not happen in health; a certificate that is not valid does not get through the handshake. */
const NEVER = /^(Throttling|ServiceUnavailable|InternalServer|InternalFailure|CertificateValidation)Exception$/

test('every operation of the device plane is called with success and with every exception that a caller can bring about', () => {
  const seen = new Set(cases.map(({ operation, error }) => `${operation} ${error ?? 'OK'}`))
  const wanted = Object.entries(serviceModels['iot-jobs-data'].operations)
    .filter(([operation]) => operation !== 'StartCommandExecution')
    .flatMap(([operation, { errors }]) => ['OK', ...errors].filter((error) => !NEVER.test(error)).map((error) => `${operation} ${error}`))
  expect(wanted.filter((key) => !seen.has(key) && NOT_APPLICABLE[key] === undefined)).toEqual([])
})
