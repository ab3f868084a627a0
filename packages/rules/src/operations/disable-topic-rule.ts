import type { IotHandlers } from '@iot-core-local/core'
import type { RuleBook } from '../rule-book.js'

/** DisableTopicRule. Disabling a disabled rule succeeds (RUL-027). */
export function disableTopicRule(book: RuleBook): NonNullable<IotHandlers['DisableTopicRule']> {
  return ({ ruleName }) => {
    book.setDisabled(ruleName, true)
    return {}
  }
}
