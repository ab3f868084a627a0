import type { MessageProperties, Principal } from '@iot-core-local/core'

/** Runs Lambda functions for the lambda action. */
export interface FunctionInvoker {
  /**
   * Invokes asynchronously (InvocationType `Event`): resolves when the function has been given the event, not when it has run.
   * Rejects when the function cannot be reached or does not exist.
   * @param payload the event as JSON values
   * @param payloadJson the same event as text, for receivers to whom every digit of a number matters
   */
  invoke(functionArn: string, payload: unknown, payloadJson?: string): Promise<unknown>
}

/** MQTT 5 properties as the engine reads them: user properties by name, or in wire order as pairs. */
export type RuleMessageProperties = Omit<MessageProperties, 'userProperties'> & {
  readonly userProperties?: MessageProperties['userProperties'] | readonly (readonly [string, string])[]
}

/** A message as the broker publishes it, from whatever source. */
export interface RuleMessage {
  /** As published; for Basic Ingest with or without its `$aws/rules/<rule>` prefix. */
  readonly topic: string
  readonly payload: Buffer
  readonly qos: 0 | 1
  /** Undefined when the message did not come over MQTT. */
  readonly clientId?: string | undefined
  readonly principal: Principal
  readonly sourceIp?: string | undefined
  /** Epoch milliseconds. */
  readonly receivedAtMs: number
  readonly properties?: RuleMessageProperties | undefined
  readonly isBasicIngest?: boolean | undefined
  /** The rule that a Basic Ingest message is for. */
  readonly ruleName?: string | undefined
}

/** What the broker tells of each message once it is accepted. */
export interface RuleSink {
  /** Takes a message for the rules that want it. Returns at once; never throws; rules run after the publish. */
  accept(message: RuleMessage): void
  /** Whether a message of `topic` would concern any rule. One map lookup for topics seen lately. */
  hasInterest(topic: string): boolean
}
