import { paginateListThingRegistrationTaskReports, paginateListThingRegistrationTasks, type Status } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import { makeSigningRequest, readPem } from '../support/certificates.js'
import {
  answers,
  type AreaCases,
  constraintMessage,
  ITEM_COUNT,
  PAGE_SIZE,
  paginates,
  refuses,
  refusesPageSize,
} from '../support/conformance-case.js'
import { expectRefusal } from '../support/refusal-of.js'
import type { World } from '../support/world.js'

const ROLE = 'arn:aws:iam::123456789012:role/provisioning'
const LONG_ID = 'x'.repeat(41)
const TOO_LONG = constraintMessage('taskId', LONG_ID, 'Member must have length less than or equal to 40')
const THING = { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'ThingName' } } }
const THINGS = JSON.stringify({ Parameters: { ThingName: { Type: 'String' } }, Resources: { thing: THING } })
const WITH_CERTIFICATE = JSON.stringify({
  Parameters: { ThingName: { Type: 'String' }, CSR: { Type: 'String' } },
  Resources: {
    thing: THING,
    certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateSigningRequest: { Ref: 'CSR' }, Status: 'ACTIVE' } },
  },
})
const INPUT = { templateBody: THINGS, inputFileBucket: 'bucket', inputFileKey: 'things.json', roleArn: ROLE }

/** Starts a task over an object with these lines. */
async function start({ iot, putObject }: World, lines: readonly string[]): Promise<string> {
  putObject('bucket', 'things.json', lines.join('\n'))
  const { taskId = '' } = await iot.startThingRegistrationTask(INPUT)
  return taskId
}

/** Resolves when the task has come to an end, with the status it has then. */
async function ended({ iot }: World, taskId: string): Promise<Status | undefined> {
  for (let attempts = 0; attempts < 1_000; attempts++) {
    const { status } = await iot.describeThingRegistrationTask({ taskId })
    if (status !== 'InProgress' && status !== 'Cancelling') return status
  }
  throw new Error(`The task ${taskId} does not end.`)
}

async function run(world: World, lines: readonly string[]): Promise<string> {
  const taskId = await start(world, lines)
  expect(await ended(world, taskId)).toBe('Completed')
  return taskId
}

/** A task that is still at work: its object has more lines than a few turns of the event loop take. */
async function startLong(world: World): Promise<string> {
  return start(
    world,
    Array.from({ length: 5_000 }, (_, index) => JSON.stringify({ ThingName: `lamp-${String(index)}` })),
  )
}

export const thingRegistrationCases: AreaCases = {
  notApplicable: [
    {
      operation: 'RegisterThing',
      error: 'ConflictingResourceUpdateException',
      reason: 'A registration is one transaction: no update can come between.',
    },
  ],
  cases: [
    answers('PRV-501', 'RegisterThing', 'the certificate and the ARNs by logical id', async ({ iot, arn }) => {
      const parameters = { ThingName: 'lamp-1', CSR: await makeSigningRequest('lamp-1') }
      const { certificatePem, resourceArns } = await iot.registerThing({ templateBody: WITH_CERTIFICATE, parameters })
      const { certificateId, subject } = readPem(certificatePem)
      expect(subject).toContain('lamp-1')
      expect(resourceArns).toEqual({ thing: arn('thing/lamp-1'), certificate: arn(`cert/${certificateId}`) })
      expect((await iot.listThingPrincipals({ thingName: 'lamp-1' })).principals).toEqual([arn(`cert/${certificateId}`)])
      expect((await iot.describeCertificate({ certificateId })).certificateDescription?.status).toBe('ACTIVE')
    }),
    refuses('PRV-501', 'RegisterThing', 'InvalidRequestException', 'the template is not JSON', {
      when: ({ iot }) => iot.registerThing({ templateBody: 'Resources', parameters: {} }),
    }),
    refuses('PRV-501', 'RegisterThing', 'InvalidRequestException', 'the template is larger than 10,240 characters', {
      when: ({ iot }) => iot.registerThing({ templateBody: `${THINGS}${' '.repeat(10_240)}` }),
      message: /Member must have length less than or equal to 10240$/,
    }),
    refuses('PRV-502', 'RegisterThing', 'ResourceRegistrationFailureException', 'the thing type that it names does not exist', {
      when: ({ iot }) => {
        const thing = { ...THING, Properties: { ...THING.Properties, ThingTypeName: 'none' } }
        const templateBody = JSON.stringify({ Parameters: { ThingName: { Type: 'String' } }, Resources: { thing } })
        return iot.registerThing({ templateBody, parameters: { ThingName: 'lamp-1' } })
      },
    }),

    answers('REG-620', 'StartThingRegistrationTask', 'a task that registers a thing for each line', async (world) => {
      const taskId = await run(world, ['{"ThingName":"lamp-1"}', '{"ThingName":"lamp-2"}'])
      expect(taskId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      const { things } = await world.iot.listThings({})
      expect(things?.map(({ thingName }) => thingName).sort()).toEqual(['lamp-1', 'lamp-2'])
    }),
    refuses('REG-622', 'StartThingRegistrationTask', 'InvalidRequestException', 'another task is at work', {
      given: startLong,
      when: ({ iot }) => iot.startThingRegistrationTask(INPUT),
    }),
    refuses('REG-620', 'StartThingRegistrationTask', 'InvalidRequestException', 'the bucket does not match its pattern', {
      when: ({ iot }) => iot.startThingRegistrationTask({ ...INPUT, inputFileBucket: 'two words' }),
      message: constraintMessage('inputFileBucket', 'two words', 'Member must satisfy regular expression pattern: [a-zA-Z0-9._-]+'),
    }),
    refuses('PRV-701', 'StartThingRegistrationTask', 'InvalidRequestException', 'the template is not JSON', {
      when: ({ iot }) => iot.startThingRegistrationTask({ ...INPUT, templateBody: '{' }),
    }),

    answers('REG-623', 'DescribeThingRegistrationTask', 'everything about a task whose lines in part failed', async (world) => {
      const { iot, time } = world
      const creationDate = time.now()
      const taskId = await run(world, ['{"ThingName":"lamp-1"}', 'no JSON'])
      const { $metadata: _, ...described } = await iot.describeThingRegistrationTask({ taskId })
      expect(described).toEqual({
        taskId,
        ...INPUT,
        creationDate,
        lastModifiedDate: time.now(),
        status: 'Completed',
        successCount: 1,
        failureCount: 1,
        percentageProgress: 100,
      })
    }),
    answers('REG-623', 'DescribeThingRegistrationTask', 'a task whose object cannot be read has failed', async (world) => {
      const { taskId = '' } = await world.iot.startThingRegistrationTask({ ...INPUT, inputFileBucket: 'nobody' })
      expect(await ended(world, taskId)).toBe('Failed')
      expect((await world.iot.describeThingRegistrationTask({ taskId })).message).toContain('nobody/things.json')
    }),
    refuses('REG-624', 'DescribeThingRegistrationTask', 'ResourceNotFoundException', 'there is no such task', {
      when: ({ iot }) => iot.describeThingRegistrationTask({ taskId: 'none' }),
    }),
    refuses('REG-011', 'DescribeThingRegistrationTask', 'InvalidRequestException', 'the id is too long', {
      when: ({ iot }) => iot.describeThingRegistrationTask({ taskId: LONG_ID }),
      message: TOO_LONG,
    }),

    answers('REG-624', 'StopThingRegistrationTask', 'what was done stays', async (world) => {
      const { iot } = world
      const taskId = await startLong(world)
      await iot.stopThingRegistrationTask({ taskId })
      expect(await ended(world, taskId)).toBe('Cancelled')
      const { successCount = -1 } = await iot.describeThingRegistrationTask({ taskId })
      expect(successCount).toBeLessThan(5_000)
      expect((await iot.listThings({ maxResults: 250 })).things).toHaveLength(Math.min(successCount, 250))
      await expectRefusal(iot.stopThingRegistrationTask({ taskId }), 'InvalidRequestException')
    }),
    refuses('REG-624', 'StopThingRegistrationTask', 'ResourceNotFoundException', 'there is no such task', {
      when: ({ iot }) => iot.stopThingRegistrationTask({ taskId: 'none' }),
    }),
    refuses('REG-011', 'StopThingRegistrationTask', 'InvalidRequestException', 'the id is too long', {
      when: ({ iot }) => iot.stopThingRegistrationTask({ taskId: LONG_ID }),
      message: TOO_LONG,
    }),

    answers('REG-624', 'ListThingRegistrationTasks', 'those with a status', async (world) => {
      const { iot } = world
      const taskId = await run(world, [])
      expect((await iot.listThingRegistrationTasks({ status: 'Completed' })).taskIds).toEqual([taskId])
      expect((await iot.listThingRegistrationTasks({ status: 'Failed' })).taskIds).toEqual([])
    }),
    refusesPageSize('ListThingRegistrationTasks', 'maxResults', ({ iot }, maxResults) => iot.listThingRegistrationTasks({ maxResults })),
    paginates('REG-624', 'ListThingRegistrationTasks', 'the SDK walks through all pages, newest first', {
      given: async (world) => {
        const taskIds: string[] = []
        for (let count = 0; count < ITEM_COUNT; count++) taskIds.unshift(await run(world, []))
        return taskIds
      },
      when: ({ iot }) => paginateListThingRegistrationTasks({ client: iot, pageSize: PAGE_SIZE }, {}),
      itemsOf: ({ taskIds }) => taskIds,
    }),

    answers('REG-625', 'ListThingRegistrationTaskReports', 'links that anybody can fetch, none while there is nothing', async (world) => {
      const { iot, arn } = world
      const taskId = await run(world, ['{"ThingName":"lamp-1"}'])
      const { $metadata: _, ...errors } = await iot.listThingRegistrationTaskReports({ taskId, reportType: 'ERRORS' })
      expect(errors).toEqual({ resourceLinks: [], reportType: 'ERRORS' })
      const { resourceLinks, reportType } = await iot.listThingRegistrationTaskReports({ taskId, reportType: 'RESULTS' })
      expect(reportType).toBe('RESULTS')
      const report = await (await fetch(resourceLinks?.[0] ?? '')).text()
      // REG-626
      expect(JSON.parse(report)).toMatchObject({ response: { ResourceArns: { thing: arn('thing/lamp-1') } } })
    }),
    refuses('REG-625', 'ListThingRegistrationTaskReports', 'InvalidRequestException', 'there is no such task', {
      when: ({ iot }) => iot.listThingRegistrationTaskReports({ taskId: 'none', reportType: 'ERRORS' }),
    }),
    paginates('REG-625', 'ListThingRegistrationTaskReports', 'one link', {
      given: async (world) => {
        await run(world, ['no JSON'])
        return ['a link']
      },
      isOnePage: true,
      when: async function* ({ iot }) {
        const { taskIds = [] } = await iot.listThingRegistrationTasks({})
        const input = { taskId: taskIds[0], reportType: 'ERRORS' as const }
        yield* paginateListThingRegistrationTaskReports({ client: iot, pageSize: PAGE_SIZE }, input)
      },
      itemsOf: ({ resourceLinks }) => resourceLinks?.map((link) => (/^http\S+\/_local\/reports\/\S+$/.test(link) ? 'a link' : link)),
    }),
  ],
}
