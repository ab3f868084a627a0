import type { IotOperations, Validated } from '@iot-core-local/core'

/** The rule as CreateTopicRule and ReplaceTopicRule take it. */
export type TopicRulePayload = Validated<IotOperations['CreateTopicRule']['input']>['topicRulePayload']

/** One action: a structure with one member set (RUL section 1.2). */
export type RuleAction = TopicRulePayload['actions'][number]

/** A rule as stored. */
export interface TopicRule {
  readonly ruleName: string
  readonly sql: string
  /** As asked for, or the default. */
  readonly awsIotSqlVersion: string
  /** The filter of FROM; undefined for a rule that only Basic Ingest reaches. */
  readonly topicFilter: string | undefined
  readonly description: string | undefined
  readonly actions: readonly RuleAction[]
  readonly errorAction: RuleAction | undefined
  readonly isDisabled: boolean
  readonly createdAtMs: number
}
