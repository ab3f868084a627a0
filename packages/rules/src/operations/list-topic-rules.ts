import { type Arns, decodePageToken, encodePageToken, type IotHandlers, topicMatches } from '@iot-core-local/core'
import type { RuleBook } from '../rule-book.js'
import type { RuleSummary } from '../store/rules-store.js'

const SCOPE = 'ListTopicRules'
const DEFAULT_PAGE = 1_000

/** ListTopicRules, by name (RUL-032). */
export function listTopicRules(book: RuleBook, arns: Arns): NonNullable<IotHandlers['ListTopicRules']> {
  return ({ topic, maxResults = DEFAULT_PAGE, nextToken, ruleDisabled }) => {
    const afterName = String(decodePageToken(SCOPE, nextToken)?.[0] ?? '')
    const found: RuleSummary[] = []
    for (const rule of book.summariesAfter(afterName)) {
      if (ruleDisabled !== undefined && rule.isDisabled !== ruleDisabled) continue
      if (topic !== undefined && !concerns(rule, topic)) continue
      found.push(rule)
      if (found.length > maxResults) break
    }
    const page = found.slice(0, maxResults)
    const last = page.at(-1)
    return {
      rules: page.map(({ ruleName, topicFilter, createdAtMs, isDisabled }) => ({
        ruleArn: arns.rule(ruleName),
        ruleName,
        ...(topicFilter === undefined ? {} : { topicPattern: topicFilter }),
        createdAt: new Date(createdAtMs),
        ruleDisabled: isDisabled,
      })),
      ...(found.length > maxResults && last !== undefined ? { nextToken: encodePageToken(SCOPE, [last.ruleName]) } : {}),
    }
  }
}

function concerns(rule: RuleSummary, topic: string): boolean {
  return rule.topicFilter !== undefined && topicMatches(rule.topicFilter, topic)
}
