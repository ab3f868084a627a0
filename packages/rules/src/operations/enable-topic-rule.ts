import type { IotHandlers } from '@iot-core-local/core'
import type { RuleBook } from '../rule-book.js'

/** EnableTopicRule. Enabling an enabled rule succeeds (RUL-027). */
export function enableTopicRule(book: RuleBook): NonNullable<IotHandlers['EnableTopicRule']> {
  return ({ ruleName }) => {
    book.setDisabled(ruleName, false)
    return {}
  }
}
