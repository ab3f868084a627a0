import { type IotHandlers, notImplemented } from '@iot-core-local/core'
import type { RuleBook } from '../rule-book.js'

/** CreateTopicRule (RUL-020 to RUL-029). Tags are refused: they could not be listed again. */
export function createTopicRule(book: RuleBook): NonNullable<IotHandlers['CreateTopicRule']> {
  return ({ ruleName, topicRulePayload, tags }) => {
    if (tags !== undefined && tags !== '') throw notImplemented('CreateTopicRule with tags')
    book.create(ruleName, topicRulePayload)
    return {}
  }
}
