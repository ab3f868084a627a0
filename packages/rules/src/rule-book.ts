import { invalidRequest, resourceAlreadyExists, type AccountContext } from '@iot-core-local/core'
import type { ActionPorts } from './actions/compile-action.js'
import { type CompiledRule, compileRule } from './execution/compiled-rule.js'
import type { RuleEngine } from './execution/rule-engine.js'
import { noSuchRule } from './rule-errors.js'
import type { RulesStore, RuleSummary } from './store/rules-store.js'
import type { TopicRule, TopicRulePayload } from './topic-rule.js'

const MAX_PAYLOAD_BYTES = 131_072
const MAX_RULES = 1_000
const MAX_ACTIONS = 10
const DEFAULT_SQL_VERSION = '2015-10-08'

/** The stored rules of the account, and the engine kept in step with them. */
export class RuleBook {
  readonly #context: AccountContext
  readonly #store: RulesStore
  readonly #engine: RuleEngine
  readonly #ports: ActionPorts

  constructor(context: AccountContext, store: RulesStore, engine: RuleEngine, ports: ActionPorts) {
    this.#context = context
    this.#store = store
    this.#engine = engine
    this.#ports = ports
  }

  /** Brings the stored rules into force. One that this program cannot run is logged and left out. */
  load(): void {
    for (const rule of this.#store.all()) {
      try {
        this.#apply(rule, compileRule(rule, this.#ports))
      } catch (error) {
        this.#context.log.error({ err: error, ruleName: rule.ruleName }, 'a stored rule cannot be run')
      }
    }
  }

  /** @throws ResourceAlreadyExistsException, and what {@link compileRule} throws */
  create(ruleName: string, payload: TopicRulePayload): void {
    this.#context.store.transaction(() => {
      if (this.#store.find(ruleName) !== undefined) {
        const resource = { resourceId: ruleName, resourceArn: this.#context.arns.rule(ruleName) }
        throw resourceAlreadyExists('Rule with given name already exists', resource)
      }
      if (this.#store.count() >= MAX_RULES) throw invalidRequest(`An account has at most ${String(MAX_RULES)} rules.`)
      this.#save(ruleName, payload, this.#context.timers.now())
    })
  }

  /** Everything that `payload` leaves out returns to its default (RUL-026). */
  replace(ruleName: string, payload: TopicRulePayload): void {
    this.#context.store.transaction(() => {
      this.#save(ruleName, payload, this.get(ruleName).createdAtMs)
    })
  }

  setDisabled(ruleName: string, isDisabled: boolean): void {
    this.#context.store.transaction(() => {
      const rule = this.get(ruleName)
      if (rule.isDisabled === isDisabled) return
      const compiled = compileRule(rule, this.#ports)
      this.#store.setDisabled(ruleName, isDisabled)
      this.#context.store.afterCommit(() => {
        this.#apply({ ...rule, isDisabled }, compiled)
      })
    })
  }

  delete(ruleName: string): void {
    this.#context.store.transaction(() => {
      this.get(ruleName)
      this.#store.delete(ruleName)
      this.#context.store.afterCommit(() => {
        this.#engine.disable(ruleName)
      })
    })
  }

  /** @throws UnauthorizedException when there is no such rule (RUL-031) */
  get(ruleName: string): TopicRule {
    const rule = this.#store.find(ruleName)
    if (rule === undefined) throw noSuchRule(ruleName)
    return rule
  }

  /** Rules behind `afterName`, by name. */
  summariesAfter(afterName: string): Iterable<RuleSummary> {
    return this.#store.summariesAfter(afterName)
  }

  #save(ruleName: string, payload: TopicRulePayload, createdAtMs: number): void {
    const { sql, description, actions, errorAction, ruleDisabled = false, awsIotSqlVersion = DEFAULT_SQL_VERSION } = payload
    const { ruleDisabled: _ruleDisabled, ...counted } = payload
    if (Buffer.byteLength(JSON.stringify(counted), 'utf8') > MAX_PAYLOAD_BYTES) throw invalidRequest('A rule has at most 128 KB.')
    if (actions.length > MAX_ACTIONS) throw invalidRequest(`A rule has at most ${String(MAX_ACTIONS)} actions.`)
    const compiled = compileRule({ ruleName, sql, awsIotSqlVersion, actions, errorAction }, this.#ports)
    const rule: TopicRule = {
      ruleName,
      sql,
      awsIotSqlVersion,
      topicFilter: compiled.topicFilter,
      description,
      actions,
      errorAction,
      isDisabled: ruleDisabled,
      createdAtMs,
    }
    this.#store.put(rule)
    this.#context.store.afterCommit(() => {
      this.#apply(rule, compiled)
    })
  }

  #apply(rule: TopicRule, compiled: CompiledRule): void {
    if (rule.isDisabled) this.#engine.disable(rule.ruleName)
    else this.#engine.enable(compiled)
  }
}
