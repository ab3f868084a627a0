import type { MessageProperties, OutgoingMessage, Publisher } from '@iot-core-local/core'
import { createTestAccount, type TestAccount } from '@iot-core-local/core/testing'
import { onTestFinished } from 'vitest'
import {
  createFunctionInvoker,
  createRules,
  type LocalFunctionInvoker,
  type RuleMessage,
  type Rules,
  type RulesOptions,
} from '../src/index.js'
import type { TopicRulePayload } from '../src/topic-rule.js'

export interface PublishedByRule {
  readonly topic: string
  readonly payload: string
  readonly qos: 0 | 1 | undefined
  readonly properties: MessageProperties | undefined
}

export interface RulesHarness {
  readonly account: TestAccount
  readonly rules: Rules
  readonly functions: LocalFunctionInvoker
  /** What republish actions published, in order. */
  readonly published: PublishedByRule[]
  readonly create: (ruleName: string, payload: TopicRulePayload) => void
  /** Publishes as a device and waits until the rules have come to rest. */
  readonly publish: (topic: string, payload: unknown, more?: Partial<RuleMessage>) => Promise<void>
}

export interface HarnessOptions extends RulesOptions {
  readonly file?: string
  /** Whether republished messages come back to the rules, as they do through the broker. */
  readonly isLooped?: boolean
}

export const REPUBLISH = (topic: string): TopicRulePayload['actions'][number] => ({
  republish: { topic, roleArn: 'arn:aws:iam::123456789012:role/any' },
})

/** The rules engine on an account in memory, closed at the end of the test. */
export function useRules(options: HarnessOptions = {}): RulesHarness {
  const account = createTestAccount(options.file === undefined ? {} : { file: options.file })
  const functions = createFunctionInvoker({ region: account.region, timers: account.timers, log: account.log })
  const published: PublishedByRule[] = []
  const message = (topic: string, payload: Buffer, more: Partial<RuleMessage> = {}): RuleMessage => ({
    topic,
    payload,
    qos: 0,
    clientId: 'device-1',
    principal: { kind: 'certificate', certificateId: 'c'.repeat(64), arn: account.arns.certificate('c'.repeat(64)) },
    sourceIp: '127.0.0.1',
    receivedAtMs: account.timers.now(),
    ...more,
  })
  const publisher: Publisher = {
    publish: ({ topic, payload, qos, properties }: OutgoingMessage) => {
      const bytes = Buffer.from(payload)
      published.push({ topic, payload: bytes.toString('utf8'), qos, properties })
      if (options.isLooped === true) {
        rules.sink.accept(message(topic, bytes, { clientId: undefined, sourceIp: undefined, principal: { kind: 'internal' } }))
      }
      return Promise.resolve()
    },
  }
  const rules = createRules({ ...account, publisher, functions }, options)
  rules.start()
  onTestFinished(async () => {
    await rules.close()
    functions.close()
    account.close()
  })
  return {
    account,
    rules,
    functions,
    published,
    create: (ruleName, topicRulePayload) => {
      const create = rules.operations.iot?.CreateTopicRule
      if (create === undefined) throw new Error('The operation is missing.')
      void create({ ruleName, topicRulePayload }, account.call)
    },
    publish: async (topic, payload, more) => {
      const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload), 'utf8')
      rules.sink.accept(message(topic, bytes, more))
      await account.timers.advance(0)
    },
  }
}
