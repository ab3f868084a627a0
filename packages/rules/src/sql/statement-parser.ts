import { isValidTopicFilter } from '@iot-core-local/core'
import { ExpressionParser } from './expression-parser.js'
import type { Expression, Statement, VariableDefinition } from './syntax.js'
import { TokenStream } from './token-stream.js'
import type { SqlVersion } from './value.js'

/*
 *   statement = [ "SET" varDef { "," varDef } ] "SELECT" selection [ "FROM" filter ] [ "WHERE" expr ] ;
 *   varDef    = variable "=" expr ;
 *   filter    = string | bare characters up to the next blank ;
 *
 * The selection and expressions: expression-parser.ts.
 */

const MAX_VARIABLES = 10
const MAX_VARIABLE_NAME = 64

/** Parses a rule statement. @throws SqlParseError, and SqlFunctionNotCovered for documented functions that are missing here. */
export function parseStatement(sql: string, version: SqlVersion): Statement {
  const tokens = new TokenStream(sql)
  const declared = new Set<string>()
  const parser = new ExpressionParser(tokens, version, declared)
  const variables = tokens.takesKeyword('SET') ? parseVariables(parser, declared) : []
  tokens.expectKeyword('SELECT')
  const selection = parser.selection()
  const topicFilter = tokens.isKeyword('FROM') ? takeTopicFilter(tokens) : undefined
  const where = tokens.takesKeyword('WHERE') ? parser.expression() : undefined
  if (tokens.current.kind !== 'end') tokens.unexpected()
  return { variables, selection, topicFilter, where }
}

/**
 * Parses the expression that starts at `start` and must be followed by `}`: the inside of a substitution template.
 * @returns the expression and the position behind the brace
 */
export function parseTemplateExpression(
  text: string,
  start: number,
  version: SqlVersion,
  variables: ReadonlySet<string>,
): { readonly expression: Expression; readonly end: number } {
  const tokens = new TokenStream(text, start)
  const expression = new ExpressionParser(tokens, version, variables).expression()
  if (!tokens.isSymbol('}')) tokens.fail('the template is not closed by }')
  return { expression, end: tokens.current.end }
}

/** SET (RUL-205). Each variable once; later ones may use earlier ones. */
function parseVariables(parser: ExpressionParser, declared: Set<string>): VariableDefinition[] {
  const { tokens } = parser
  const definitions: VariableDefinition[] = []
  do {
    const { kind, text: name } = tokens.current
    if (kind !== 'variable') tokens.fail('expected a variable')
    if (name.length > MAX_VARIABLE_NAME) tokens.fail(`the name of a variable has at most ${String(MAX_VARIABLE_NAME)} characters`)
    if (declared.has(name)) tokens.fail(`the variable @${name} is set twice`)
    if (definitions.length === MAX_VARIABLES) tokens.fail(`a statement sets at most ${String(MAX_VARIABLES)} variables`)
    tokens.advance()
    tokens.expectSymbol('=')
    definitions.push({ name, value: parser.expression() })
    declared.add(name)
  } while (tokens.takesSymbol(','))
  return definitions
}

function takeTopicFilter(tokens: TokenStream): string {
  const { start } = tokens.current
  const filter = tokens.takeTopicFilter()
  if (!isValidTopicFilter(filter)) tokens.fail(`'${filter}' is not a topic filter`, start)
  return filter
}
