import type { AccountContext, Publisher, Service } from '@iot-core-local/core'
import { RuleEngine } from './execution/rule-engine.js'
import { createTopicRule } from './operations/create-topic-rule.js'
import { deleteTopicRule } from './operations/delete-topic-rule.js'
import { disableTopicRule } from './operations/disable-topic-rule.js'
import { enableTopicRule } from './operations/enable-topic-rule.js'
import { getTopicRule } from './operations/get-topic-rule.js'
import { listTopicRules } from './operations/list-topic-rules.js'
import { replaceTopicRule } from './operations/replace-topic-rule.js'
import type { FunctionInvoker, RuleSink } from './ports.js'
import { RuleBook } from './rule-book.js'
import { RulesStore } from './store/rules-store.js'

export interface RulesDeps extends AccountContext {
  readonly publisher: Publisher
  readonly functions: FunctionInvoker
}

export interface RulesOptions {
  /** How many republishes in a row a message may cause before the chain is cut (RUL-705). Default 8. */
  readonly maxRepublishDepth?: number
  /** How many messages may wait for one rule before further ones are dropped and recorded as throttled. Default 10,000. */
  readonly maxPendingPerRule?: number
}

/** The rules engine of one account. */
export interface Rules extends Service {
  readonly sink: RuleSink
}

const DEFAULT_REPUBLISH_DEPTH = 8
const DEFAULT_PENDING = 10_000

/** Makes the rules engine. Call `start` once the account is wired: from then on stored rules run. */
export function createRules(deps: RulesDeps, options: RulesOptions = {}): Rules {
  const { publisher, functions, arns } = deps
  const store = new RulesStore(deps.store)
  const engine = new RuleEngine(deps, options.maxPendingPerRule ?? DEFAULT_PENDING)
  const maxRepublishDepth = options.maxRepublishDepth ?? DEFAULT_REPUBLISH_DEPTH
  const book = new RuleBook(deps, store, engine, { publisher, functions, maxRepublishDepth })
  return {
    name: 'rules',
    operations: {
      iot: {
        CreateTopicRule: createTopicRule(book),
        GetTopicRule: getTopicRule(book, arns),
        ListTopicRules: listTopicRules(book, arns),
        ReplaceTopicRule: replaceTopicRule(book),
        EnableTopicRule: enableTopicRule(book),
        DisableTopicRule: disableTopicRule(book),
        DeleteTopicRule: deleteTopicRule(book),
      },
    },
    topics: [],
    start: () => {
      book.load()
    },
    close: () => {
      engine.close()
      return Promise.resolve()
    },
    sink: engine,
  }
}
