import {
  type Call,
  type IotHandlers,
  type IotJobsDataHandlers,
  type OutgoingMessage,
  ServiceError,
  type TopicHandler,
  type TopicReply,
  TopicRouter,
} from '@iot-core-local/core'
import { createTestAccount, type TestAccount, type TestAccountOptions } from '@iot-core-local/core/testing'
import { onTestFinished } from 'vitest'
import { type Commands, type CommandsOptions, createCommands } from '../src/index.js'

export const START_MS = Date.parse('2026-01-02T03:04:05.678Z')
export const HOUR_MS = 3_600_000

export interface CommandsSetup {
  readonly things?: readonly string[]
  readonly account?: TestAccountOptions
  readonly options?: CommandsOptions
}

/** A commands service on an account of its own, with its own clean-up. */
export function useCommands(setup: CommandsSetup = {}): CommandsHarness {
  const account = createTestAccount(setup.account)
  const harness = new CommandsHarness(account, setup)
  onTestFinished(() => harness.close())
  return harness
}

type Handlers = Required<IotHandlers> & Required<Pick<IotJobsDataHandlers, 'StartCommandExecution'>>
type InputOf<Name extends keyof Handlers> = Parameters<Handlers[Name]>[0]
type OutputOf<Name extends keyof Handlers> = Awaited<ReturnType<Handlers[Name]>>

export class CommandsHarness {
  readonly account: TestAccount
  readonly service: Commands
  /** What the registry would keep. */
  readonly tags = new Map<string, unknown>()
  readonly things: Set<string>
  readonly #messages: OutgoingMessage[] = []
  readonly #router = new TopicRouter<TopicHandler>()
  #isClosed = false

  constructor(account: TestAccount, setup: CommandsSetup) {
    this.account = account
    this.things = new Set(setup.things ?? ['lamp'])
    this.service = createCommands(
      {
        ...account,
        publisher: { publish: (message) => Promise.resolve(void this.#messages.push(message)) },
        things: { exists: (thingName) => this.things.has(thingName) },
        tags: {
          add: (arn, tags) => {
            if (tags.length > 50) throw new ServiceError('LimitExceededException', 'too many', { status: 410 })
            if (tags.some(({ Key = '' }) => Key.startsWith('aws:')))
              throw new ServiceError('InvalidRequestException', 'aws:', { status: 400 })
            this.tags.set(arn, tags)
          },
          removeAll: (arn) => void this.tags.delete(arn),
        },
      },
      setup.options,
    )
    for (const handler of this.service.topics) this.#router.add(handler.pattern, handler)
    this.service.start()
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.service.close()
    this.account.close()
  }

  /** Calls an operation as the edge would, its input validated. */
  async call<Name extends keyof Handlers>(operation: Name, input: InputOf<Name>): Promise<OutputOf<Name>> {
    const handlers: Readonly<Record<string, unknown>> = { ...this.service.operations.iot, ...this.service.operations['iot-jobs-data'] }
    const handler = handlers[operation]
    if (typeof handler !== 'function') throw new Error(`No ${operation}.`)
    const output = await (handler as (input: unknown, call: Call) => OutputOf<Name> | Promise<OutputOf<Name>>)(input, this.account.call)
    await this.account.timers.rest()
    return output
  }

  /** The name and status of the error an operation answers with. */
  async refusal<Name extends keyof Handlers>(operation: Name, input: InputOf<Name>): Promise<string> {
    try {
      await this.call(operation, input)
    } catch (error) {
      if (error instanceof ServiceError) return `${error.name} ${error.status}`
      throw error
    }
    return 'accepted'
  }

  arn(resource: string): string {
    return this.account.arns.iot(resource)
  }

  /** A command with a JSON payload. */
  async create(commandId = 'reboot', more: Partial<InputOf<'CreateCommand'>> = {}): Promise<string> {
    const payload = { content: Buffer.from('{"do":"it"}'), contentType: 'application/json' }
    await this.call('CreateCommand', { commandId, ...('payloadTemplate' in more ? {} : { payload }), ...more })
    return this.arn(`command/${commandId}`)
  }

  /** A dynamic command that substitutes into JSON. */
  createDynamic(payloadTemplate: string, more: Partial<InputOf<'CreateCommand'>> = {}): Promise<string> {
    return this.create('dynamic', { payloadTemplate, preprocessor: { awsJsonSubstitution: { outputFormat: 'JSON' } }, ...more })
  }

  /** Starts an execution on the thing `lamp`. */
  async start(commandArn: string, more: Partial<InputOf<'StartCommandExecution'>> = {}): Promise<string> {
    const { executionId = '' } = await this.call('StartCommandExecution', { commandArn, targetArn: this.arn('thing/lamp'), ...more })
    return executionId
  }

  get(executionId: string, targetArn = this.arn('thing/lamp')) {
    return this.call('GetCommandExecution', { executionId, targetArn, includeResult: true })
  }

  /** What was published since the last look. */
  take(): readonly OutgoingMessage[] {
    return this.#messages.splice(0)
  }

  /** The statuses of the events since the last look. */
  takeEvents(): readonly unknown[] {
    return this.take()
      .filter(({ topic }) => topic.startsWith('$aws/events/'))
      .map(({ payload }) => JSON.parse(String(payload)) as unknown)
  }

  /** Publishes as a device. */
  async publish(topic: string, payload: object | string | Uint8Array): Promise<readonly TopicReply[]> {
    const match = this.#router.find(topic)
    if (match === undefined) throw new Error(`Nobody answers ${topic}.`)
    const bytes =
      payload instanceof Uint8Array ? Buffer.from(payload) : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload))
    return match.target.handle({ topic, params: match.params, payload: bytes, qos: 1, call: this.account.mqttCall('lamp') })
  }

  /** Answers for the thing `lamp` in JSON: the last part of the answer's topic, and its payload. */
  async respond(executionId: string, report: object | string): Promise<unknown> {
    const [reply] = await this.publish(`$aws/commands/things/lamp/executions/${executionId}/response/json`, report)
    return { [reply?.topic.split('/').at(-2) ?? '']: JSON.parse(String(reply?.payload)) as unknown }
  }
}
