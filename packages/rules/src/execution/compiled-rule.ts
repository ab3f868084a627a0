import { invalidRequest, notImplemented } from '@iot-core-local/core'
import { type ActionPorts, compileAction } from '../actions/compile-action.js'
import type { CompiledAction } from '../actions/rule-action.js'
import { sqlParseFailed } from '../rule-errors.js'
import { compileQuery, type RuleQuery } from '../sql/rule-query.js'
import { SqlFunctionNotCovered, SqlParseError } from '../sql/sql-parse-error.js'
import { compileTemplate } from '../sql/template.js'
import type { SqlVersion } from '../sql/value.js'
import type { TopicRule } from '../topic-rule.js'

/** The engine behind each name of a version (RUL-101, RUL-103). */
const SQL_VERSIONS: ReadonlyMap<string, SqlVersion> = new Map([
  ['2015-10-08', '2015-10-08'],
  ['2016-03-23', '2016-03-23'],
  ['beta', '2016-03-23'],
])

/** A rule parsed and ready to run. */
export interface CompiledRule {
  readonly ruleName: string
  readonly version: SqlVersion
  readonly topicFilter: string | undefined
  readonly query: RuleQuery
  readonly actions: readonly CompiledAction[]
  readonly errorAction: CompiledAction | undefined
}

export type RuleSource = Pick<TopicRule, 'ruleName' | 'sql' | 'awsIotSqlVersion' | 'actions' | 'errorAction'>

/**
 * Parses a rule.
 * @throws SqlParseException for SQL or templates that are not understood
 * @throws NotImplementedException naming an action or function that is not covered
 * @throws InvalidRequestException for an unknown version, or parameters outside their range
 */
export function compileRule(rule: RuleSource, ports: ActionPorts): CompiledRule {
  const version = SQL_VERSIONS.get(rule.awsIotSqlVersion)
  if (version === undefined) throw invalidRequest(`'${rule.awsIotSqlVersion}' is not a version of AWS IoT SQL.`)
  if (rule.sql.includes('@{')) throw invalidRequest('References of the form @{field} are not allowed in the SQL statement.')
  const query = parsing('SQL statement', rule.sql, () => compileQuery(rule.sql, version))
  const template = (source: string): ReturnType<typeof compileTemplate> =>
    parsing('substitution template', source, () => compileTemplate(source, version, query.variableNames))
  return {
    ruleName: rule.ruleName,
    version,
    topicFilter: query.topicFilter,
    query,
    actions: rule.actions.map((action) => compileAction(action, template, ports)),
    errorAction: rule.errorAction === undefined ? undefined : compileAction(rule.errorAction, template, ports),
  }
}

function parsing<T>(what: string, source: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof SqlFunctionNotCovered) throw notImplemented(error.message)
    if (!(error instanceof SqlParseError)) throw error
    const before = source.slice(0, error.position).split('\n')
    const column = (before.at(-1)?.length ?? 0) + 1
    throw sqlParseFailed(`The ${what} is not valid at line ${String(before.length)}, column ${String(column)}: ${error.message}.`)
  }
}
