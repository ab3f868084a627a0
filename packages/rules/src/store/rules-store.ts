import type { Statement, Store } from '@iot-core-local/core'
import type { RuleAction, TopicRule } from '../topic-rule.js'
import { migrations } from './migrations.js'

interface Row {
  readonly rule_name: string
  readonly sql: string
  readonly sql_version: string
  readonly topic_filter: string | null
  readonly description: string | null
  readonly actions: string
  readonly error_action: string | null
  readonly is_disabled: number
  readonly created_at_ms: number
}

export type RuleSummary = Pick<TopicRule, 'ruleName' | 'topicFilter' | 'isDisabled' | 'createdAtMs'>

type SummaryRow = Pick<Row, 'rule_name' | 'topic_filter' | 'is_disabled' | 'created_at_ms'>

/** Rows of topic rules. */
export class RulesStore {
  readonly #find: Statement<[string], Row>
  readonly #all: Statement<[], Row>
  readonly #count: Statement<[], { readonly count: number }>
  readonly #summaries: Statement<[string], SummaryRow>
  readonly #put: Statement<[Row]>
  readonly #setDisabled: Statement<[number, string]>
  readonly #delete: Statement<[string]>

  constructor(store: Store) {
    store.migrate('rules', migrations)
    const { db } = store
    this.#find = db.prepare('SELECT * FROM rules_topic_rules WHERE rule_name = ?')
    this.#all = db.prepare('SELECT * FROM rules_topic_rules ORDER BY rule_name')
    this.#count = db.prepare('SELECT count(*) AS count FROM rules_topic_rules')
    this.#summaries = db.prepare(
      'SELECT rule_name, topic_filter, is_disabled, created_at_ms FROM rules_topic_rules WHERE rule_name > ? ORDER BY rule_name',
    )
    this.#put = db.prepare(`
      INSERT INTO rules_topic_rules (rule_name, sql, sql_version, topic_filter, description, actions, error_action, is_disabled, created_at_ms)
      VALUES (@rule_name, @sql, @sql_version, @topic_filter, @description, @actions, @error_action, @is_disabled, @created_at_ms)
      ON CONFLICT (rule_name) DO UPDATE SET
        sql = excluded.sql, sql_version = excluded.sql_version, topic_filter = excluded.topic_filter, description = excluded.description,
        actions = excluded.actions, error_action = excluded.error_action, is_disabled = excluded.is_disabled`)
    this.#setDisabled = db.prepare('UPDATE rules_topic_rules SET is_disabled = ? WHERE rule_name = ?')
    this.#delete = db.prepare('DELETE FROM rules_topic_rules WHERE rule_name = ?')
  }

  find(ruleName: string): TopicRule | undefined {
    const row = this.#find.get(ruleName)
    return row === undefined ? undefined : toRule(row)
  }

  all(): TopicRule[] {
    return this.#all.all().map(toRule)
  }

  count(): number {
    return this.#count.get()?.count ?? 0
  }

  /** Rules behind `afterName`, by name. */
  *summariesAfter(afterName: string): Generator<RuleSummary> {
    for (const row of this.#summaries.iterate(afterName)) {
      yield {
        ruleName: row.rule_name,
        topicFilter: row.topic_filter ?? undefined,
        isDisabled: row.is_disabled === 1,
        createdAtMs: row.created_at_ms,
      }
    }
  }

  /** Adds the rule; of one that exists everything but the time of its creation is replaced. */
  put(rule: TopicRule): void {
    this.#put.run({
      rule_name: rule.ruleName,
      sql: rule.sql,
      sql_version: rule.awsIotSqlVersion,
      topic_filter: rule.topicFilter ?? null,
      description: rule.description ?? null,
      actions: JSON.stringify(rule.actions),
      error_action: rule.errorAction === undefined ? null : JSON.stringify(rule.errorAction),
      is_disabled: rule.isDisabled ? 1 : 0,
      created_at_ms: rule.createdAtMs,
    })
  }

  setDisabled(ruleName: string, isDisabled: boolean): void {
    this.#setDisabled.run(isDisabled ? 1 : 0, ruleName)
  }

  delete(ruleName: string): void {
    this.#delete.run(ruleName)
  }
}

function toRule(row: Row): TopicRule {
  return {
    ruleName: row.rule_name,
    sql: row.sql,
    awsIotSqlVersion: row.sql_version,
    topicFilter: row.topic_filter ?? undefined,
    description: row.description ?? undefined,
    // Both columns hold what `put` wrote, after the actions were compiled.
    actions: JSON.parse(row.actions) as RuleAction[],
    errorAction: row.error_action === null ? undefined : (JSON.parse(row.error_action) as RuleAction),
    isDisabled: row.is_disabled === 1,
    createdAtMs: row.created_at_ms,
  }
}
