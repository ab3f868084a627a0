import { paginateListCommandExecutions, paginateListCommands } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import { answers, type AreaCases, itemNames, PAGE_SIZE, paginates, refuses } from '../support/conformance-case.js'
import type { World } from '../support/world.js'

const COMMAND_ID = '[a-zA-Z0-9_-]+'
const PAYLOAD = { content: Buffer.from('{"on":true}'), contentType: 'application/json' }
const startedTimeFilter = { after: '2020-01-01T00:00' }

const makeCommand = ({ iot }: World, commandId = 'lock') => iot.createCommand({ commandId, payload: PAYLOAD })

/** An execution of the command `lock` on the client `c`. Returns its id. */
async function startOne(world: World): Promise<string> {
  await makeCommand(world)
  return startAgain(world)
}

async function startAgain({ jobsData, arn }: World): Promise<string> {
  const { executionId = '' } = await jobsData.startCommandExecution({ commandArn: arn('command/lock'), targetArn: arn('client/c') })
  return executionId
}

/** The report of a device that has done what it was told, sent by a program. */
async function finishOne(world: World): Promise<string> {
  const executionId = await startOne(world)
  await world.respond(`$aws/commands/clients/c/executions/${executionId}/response/json`, { status: 'SUCCEEDED' })
  return executionId
}

export const commandCases: AreaCases = {
  notApplicable: [
    {
      operation: 'DeleteCommand',
      error: 'ConflictException',
      reason: 'A command pending deletion stays so; there are no changes in parallel.',
    },
  ],
  cases: [
    answers('CMD-001', 'CreateCommand', 'the id and the ARN of a command with a payload', async (world) => {
      const { $metadata: _, ...created } = await makeCommand(world)
      expect(created).toEqual({ commandId: 'lock', commandArn: world.arn('command/lock') })
    }),
    answers('CMD-013', 'CreateCommand', "the guide's dynamic command", async ({ iot }) => {
      const light = {
        commandId: 'Light_Power_Status',
        description: 'Turn a light ON or OFF',
        namespace: 'AWS-IoT' as const,
        payloadTemplate: '{"powerStatus":"${aws:iot:commandexecution::parameter:powerStatus}"}',
        preprocessor: { awsJsonSubstitution: { outputFormat: 'JSON' as const } },
        mandatoryParameters: [
          {
            name: 'powerStatus',
            defaultValue: { S: 'OFF' },
            valueConditions: [{ comparisonOperator: 'IN_SET' as const, operand: { strings: ['ON', 'OFF'] } }],
          },
        ],
      }
      await iot.createCommand(light)
      expect(await iot.getCommand({ commandId: light.commandId })).toMatchObject(light)
    }),
    refuses('API-061', 'CreateCommand', 'ValidationException', 'the id does not match its pattern', {
      when: (world) => makeCommand(world, 'two words'),
      message: `1 validation error detected: Value 'two words' at 'commandId' failed to satisfy constraint: Member must satisfy regular expression pattern: ${COMMAND_ID}`,
    }),
    refuses('CMD-001', 'CreateCommand', 'ValidationException', 'there is neither a payload nor a template', {
      when: ({ iot }) => iot.createCommand({ commandId: 'lock' }),
    }),
    refuses('CMD-001', 'CreateCommand', 'ValidationException', 'the payload has more than 32 KB', {
      when: ({ iot }) => iot.createCommand({ commandId: 'lock', payload: { content: Buffer.alloc(32_769) } }),
    }),
    refuses('CMD-009', 'CreateCommand', 'ConflictException', 'the id is taken', {
      given: makeCommand,
      when: (world) => makeCommand(world),
      members: () => ({ resourceId: 'lock' }),
    }),
    refuses('API-054', 'CreateCommand', 'ServiceQuotaExceededException', 'there are 51 tags', {
      when: ({ iot }) =>
        iot.createCommand({
          commandId: 'lock',
          payload: PAYLOAD,
          tags: Array.from({ length: 51 }, (_, index) => ({ Key: `key-${index}`, Value: 'v' })),
        }),
    }),

    answers('CMD-001', 'GetCommand', 'the payload as it was given', async (world) => {
      await makeCommand(world)
      const { payload, namespace, deprecated, pendingDeletion } = await world.iot.getCommand({ commandId: 'lock' })
      expect({ content: Buffer.from(payload?.content ?? []), contentType: payload?.contentType }).toEqual(PAYLOAD)
      expect({ namespace, deprecated, pendingDeletion }).toEqual({ namespace: 'AWS-IoT', deprecated: false, pendingDeletion: false })
    }),
    refuses('API-061', 'GetCommand', 'ValidationException', 'the id does not match its pattern', {
      when: ({ iot }) => iot.getCommand({ commandId: 'two words' }),
    }),
    refuses('CMD-009', 'GetCommand', 'ResourceNotFoundException', 'there is no such command', {
      when: ({ iot }) => iot.getCommand({ commandId: 'none' }),
    }),

    answers('CMD-001', 'UpdateCommand', 'name, description and state change, the rest stays', async (world) => {
      await makeCommand(world)
      const {
        $metadata: _,
        lastUpdatedAt,
        ...updated
      } = await world.iot.updateCommand({ commandId: 'lock', displayName: 'Lock', deprecated: true })
      expect(updated).toEqual({ commandId: 'lock', displayName: 'Lock', deprecated: true })
      expect(lastUpdatedAt).toEqual(world.time.now())
    }),
    refuses('API-061', 'UpdateCommand', 'ValidationException', 'the name is too long', {
      given: makeCommand,
      when: ({ iot }) => iot.updateCommand({ commandId: 'lock', displayName: 'x'.repeat(65) }),
    }),
    refuses('CMD-009', 'UpdateCommand', 'ResourceNotFoundException', 'there is no such command', {
      when: ({ iot }) => iot.updateCommand({ commandId: 'none', deprecated: true }),
    }),
    refuses('CMD-009', 'UpdateCommand', 'ConflictException', 'it is pending deletion', {
      given: async (world) => {
        await makeCommand(world)
        await world.iot.deleteCommand({ commandId: 'lock' })
      },
      when: ({ iot }) => iot.updateCommand({ commandId: 'lock', displayName: 'Lock' }),
    }),

    answers('API-045', 'DeleteCommand', 'its HTTP status says whether it is gone: 202 when it is going', async (world) => {
      await makeCommand(world)
      const { statusCode, $metadata } = await world.iot.deleteCommand({ commandId: 'lock' })
      expect([statusCode, $metadata.httpStatusCode]).toEqual([202, 202])
      expect(await world.iot.getCommand({ commandId: 'lock' })).toMatchObject({ pendingDeletion: true })
      expect((await world.iot.listCommands({})).commands).toEqual([])
    }),
    refuses('API-061', 'DeleteCommand', 'ValidationException', 'the id does not match its pattern', {
      when: ({ iot }) => iot.deleteCommand({ commandId: 'two words' }),
    }),

    answers('CMD-001', 'ListCommands', 'the latest first, without what it sends', async (world) => {
      await makeCommand(world, 'first')
      await makeCommand(world, 'second')
      const now = world.time.now()
      const member = (commandId: string) => ({
        commandId,
        commandArn: world.arn(`command/${commandId}`),
        createdAt: now,
        lastUpdatedAt: now,
        deprecated: false,
        pendingDeletion: false,
      })
      expect((await world.iot.listCommands({})).commands).toEqual([member('second'), member('first')])
    }),
    refuses('API-061', 'ListCommands', 'ValidationException', 'a page of 101 items is asked for', {
      when: ({ iot }) => iot.listCommands({ maxResults: 101 }),
    }),
    refuses('API-038', 'ListCommands', 'ValidationException', 'the token is not one of this list', {
      when: ({ iot }) => iot.listCommands({ nextToken: 'not-a-token' }),
    }),
    paginates('API-038', 'ListCommands', 'the SDK walks through all', {
      given: async (world) => {
        const names = itemNames('command-')
        for (const name of names) await makeCommand(world, name)
        return names
      },
      when: ({ iot }) => paginateListCommands({ client: iot, pageSize: PAGE_SIZE }, { sortOrder: 'ASCENDING' }),
      itemsOf: ({ commands }) => commands?.map(({ commandId }) => commandId),
    }),

    answers('CMD-007', 'GetCommandExecution', 'an execution that nobody has answered yet', async (world) => {
      const executionId = await startOne(world)
      const {
        $metadata: _,
        timeToLive,
        ...execution
      } = await world.iot.getCommandExecution({ executionId, targetArn: world.arn('client/c') })
      const now = world.time.now()
      expect(execution).toEqual({
        executionId,
        commandArn: world.arn('command/lock'),
        targetArn: world.arn('client/c'),
        status: 'CREATED',
        executionTimeoutSeconds: 10,
        createdAt: now,
        startedAt: now,
        lastUpdatedAt: now,
      })
      expect(timeToLive?.getTime()).toBeGreaterThan(now.getTime())
    }),
    refuses('CMD-002', 'GetCommandExecution', 'ValidationException', 'the target is a thing group', {
      given: startOne,
      when: ({ iot, arn }, executionId) => iot.getCommandExecution({ executionId, targetArn: arn('thinggroup/all') }),
    }),
    refuses('CMD-009', 'GetCommandExecution', 'ResourceNotFoundException', 'it is on another target', {
      given: startOne,
      when: ({ iot, arn }, executionId) => iot.getCommandExecution({ executionId, targetArn: arn('client/d') }),
    }),

    answers('CMD-012', 'DeleteCommandExecution', 'a final execution goes', async (world) => {
      const executionId = await finishOne(world)
      const targetArn = world.arn('client/c')
      await world.iot.deleteCommandExecution({ executionId, targetArn })
      const { commandExecutions } = await world.iot.listCommandExecutions({ targetArn, startedTimeFilter })
      expect(commandExecutions).toEqual([])
    }),
    refuses('CMD-012', 'DeleteCommandExecution', 'ConflictException', 'its device may still answer', {
      given: startOne,
      when: ({ iot, arn }, executionId) => iot.deleteCommandExecution({ executionId, targetArn: arn('client/c') }),
    }),
    refuses('CMD-002', 'DeleteCommandExecution', 'ValidationException', 'the target is no ARN', {
      given: startOne,
      when: ({ iot }, executionId) => iot.deleteCommandExecution({ executionId, targetArn: 'c' }),
    }),

    answers('CMD-007', 'ListCommandExecutions', 'those that were completed, by the time of completion', async (world) => {
      const executionId = await finishOne(world)
      await startAgain(world)
      const now = world.time.now()
      const { commandExecutions } = await world.iot.listCommandExecutions({
        commandArn: world.arn('command/lock'),
        completedTimeFilter: startedTimeFilter,
      })
      expect(commandExecutions).toEqual([
        {
          executionId,
          commandArn: world.arn('command/lock'),
          targetArn: world.arn('client/c'),
          status: 'SUCCEEDED',
          createdAt: now,
          startedAt: now,
          completedAt: now,
        },
      ])
    }),
    refuses('CMD-009', 'ListCommandExecutions', 'ValidationException', 'neither a command nor a target is given', {
      when: ({ iot }) => iot.listCommandExecutions({ startedTimeFilter }),
    }),
    refuses('CMD-009', 'ListCommandExecutions', 'ValidationException', 'no time is given', {
      given: makeCommand,
      when: ({ iot, arn }) => iot.listCommandExecutions({ commandArn: arn('command/lock') }),
    }),
    refuses('CMD-009', 'ListCommandExecutions', 'ResourceNotFoundException', 'there is no such command', {
      when: ({ iot, arn }) => iot.listCommandExecutions({ commandArn: arn('command/none'), startedTimeFilter }),
    }),
    paginates('API-038', 'ListCommandExecutions', 'the SDK walks through all', {
      given: async (world) => {
        const ids = [await startOne(world)]
        while (ids.length < 5) ids.push(await startAgain(world))
        return ids
      },
      when: ({ iot, arn }) =>
        paginateListCommandExecutions(
          { client: iot, pageSize: PAGE_SIZE },
          { targetArn: arn('client/c'), startedTimeFilter, sortOrder: 'ASCENDING' },
        ),
      itemsOf: ({ commandExecutions }) => commandExecutions?.map(({ executionId }) => executionId),
    }),
  ],
}
