import type { AccountContext, Publisher, Service } from '@iot-core-local/core'
import type { FunctionInvoker, RuleSink } from './ports.js'

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

/** Makes the rules engine. Call `start` once the account is wired: from then on stored rules run. */
export function createRules(_deps: RulesDeps, _options: RulesOptions = {}): Rules {
  return {
    name: 'rules',
    operations: {},
    topics: [],
    start: () => undefined,
    close: () => Promise.resolve(),
    sink: { accept: () => undefined, hasInterest: () => false },
  }
}
