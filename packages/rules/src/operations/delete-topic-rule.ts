import type { IotHandlers } from '@iot-core-local/core'
import type { RuleBook } from '../rule-book.js'

/** DeleteTopicRule. A missing rule is denied as by GetTopicRule (RUL-031). */
export function deleteTopicRule(book: RuleBook): NonNullable<IotHandlers['DeleteTopicRule']> {
  return ({ ruleName }) => {
    book.delete(ruleName)
    return {}
  }
}
