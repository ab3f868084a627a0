import type { IotHandlers } from '@iot-core-local/core'
import type { RuleBook } from '../rule-book.js'

/** ReplaceTopicRule (RUL-026). */
export function replaceTopicRule(book: RuleBook): NonNullable<IotHandlers['ReplaceTopicRule']> {
  return ({ ruleName, topicRulePayload }) => {
    book.replace(ruleName, topicRulePayload)
    return {}
  }
}
