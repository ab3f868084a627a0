import type { Arns, IotHandlers } from '@iot-core-local/core'
import type { RuleBook } from '../rule-book.js'
import type { RuleAction } from '../topic-rule.js'

/** GetTopicRule (RUL-031, RUL-035): the version in force, and other optional members only when they were given. */
export function getTopicRule(book: RuleBook, arns: Arns): NonNullable<IotHandlers['GetTopicRule']> {
  return ({ ruleName }) => {
    const { sql, description, createdAtMs, actions, isDisabled, awsIotSqlVersion, errorAction } = book.get(ruleName)
    return {
      ruleArn: arns.rule(ruleName),
      rule: {
        ruleName,
        sql,
        ...(description === undefined ? {} : { description }),
        createdAt: new Date(createdAtMs),
        actions: actions.map(toAction),
        ruleDisabled: isDisabled,
        awsIotSqlVersion,
        ...(errorAction === undefined ? {} : { errorAction: toAction(errorAction) }),
      },
    }
  }
}

/** The members that a stored action can have: rules with any other are refused when they are created. */
function toAction({ lambda, republish }: RuleAction): Pick<RuleAction, 'lambda' | 'republish'> {
  return { ...(lambda === undefined ? {} : { lambda }), ...(republish === undefined ? {} : { republish }) }
}
