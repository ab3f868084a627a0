import type { CastType } from './conversions.js'
import { Decimal } from './decimal.js'
import { findFunction } from './functions/index.js'
import type { BinaryOperator } from './operators.js'
import { SqlFunctionNotCovered } from './sql-parse-error.js'
import type { Expression, Selection, SelectItem, Subquery } from './syntax.js'
import type { TokenStream } from './token-stream.js'
import type { SqlVersion } from './value.js'

/*
 * Expressions and select lists, by recursive descent (RUL-200; the statement around them: statement-parser.ts).
 *
 *   selection   = "VALUE" ( expr | "*" ) | item { "," item } [ "," ] ;
 *   item        = "*" [ "AS" path ] | expr [ "AS" path ] ;
 *   expr        = andExpr { "OR" andExpr } ;
 *   andExpr     = notExpr { "AND" notExpr } ;
 *   notExpr     = "NOT" notExpr | cmpExpr ;
 *   cmpExpr     = addExpr [ ( "=" | "<>" | ">" | ">=" | "<" | "<=" | "IN" ) addExpr ] ;
 *   addExpr     = mulExpr { ( "+" | "-" ) mulExpr } ;
 *   mulExpr     = unary { ( "*" | "/" | "%" ) unary } ;
 *   unary       = "-" unary | postfix ;
 *   postfix     = primary { "." name } ;
 *   primary     = number | string | "TRUE" | "FALSE" | "NULL" | variable | name | call | cast | caseExpr
 *               | "EXISTS" subquery | subquery | "(" expr ")" | objectLit | arrayLit ;
 *   subquery    = "(" "SELECT" selection "FROM" postfix [ "AS" name ] [ "WHERE" expr ] ")" ;
 *   call        = name "(" [ arg { "," arg } ] ")" ;      arg = "*" | expr ;
 *   cast        = "CAST" "(" expr "AS" typeName ")" ;
 *   caseExpr    = "CASE" expr "WHEN" expr "THEN" expr { "WHEN" expr "THEN" expr } [ "ELSE" expr ] "END" ;
 *   objectLit   = "{" [ member { "," member } [ "," ] ] "}" ;   member = string ":" ( "*" | expr ) ;
 *   arrayLit    = "[" [ expr { "," expr } ] "]" ;
 */

/** How deep expressions may be nested, and how long a chain of operators may get: the tree is walked recursively. */
const MAX_NESTING = 64
const MAX_TREE_DEPTH = 500

const RESERVED = new Set('SELECT FROM WHERE AND OR NOT IN AS CASE WHEN THEN ELSE END'.split(' '))
const COMPARISONS: readonly BinaryOperator[] = ['=', '<>', '>=', '<=', '>', '<']

/** Constructs of other SQL dialects, by the token they are recognised at, and what to write instead (RUL-206). */
const HINTS: Readonly<Record<string, string>> = {
  LIKE: 'LIKE is not part of the AWS IoT SQL dialect; use startswith, endswith or regexp_matches',
  BETWEEN: 'BETWEEN is not part of the AWS IoT SQL dialect; use >= and <=',
  IS: 'IS is not part of the AWS IoT SQL dialect; use isNull or isUndefined',
  NOT: 'NOT goes before the whole condition in the AWS IoT SQL dialect',
  '[': 'elements are not reached by brackets in the AWS IoT SQL dialect; use get(array, index)',
  '=': '== is not part of the AWS IoT SQL dialect; use =',
}

const CAST_TYPES: Readonly<Record<string, { readonly type: CastType; readonly since: SqlVersion }>> = {
  STRING: { type: 'string', since: '2015-10-08' },
  NVARCHAR: { type: 'string', since: '2015-10-08' },
  TEXT: { type: 'string', since: '2015-10-08' },
  NTEXT: { type: 'string', since: '2015-10-08' },
  VARCHAR: { type: 'string', since: '2015-10-08' },
  INT: { type: 'int', since: '2015-10-08' },
  INTEGER: { type: 'int', since: '2015-10-08' },
  DOUBLE: { type: 'decimal', since: '2015-10-08' },
  DECIMAL: { type: 'decimal', since: '2016-03-23' },
  BOOL: { type: 'boolean', since: '2016-03-23' },
  BOOLEAN: { type: 'boolean', since: '2016-03-23' },
}

export class ExpressionParser {
  readonly tokens: TokenStream
  readonly #version: SqlVersion
  readonly #variables: ReadonlySet<string>
  readonly #depths = new WeakMap<Expression, number>()
  #nesting = 0

  constructor(tokens: TokenStream, version: SqlVersion, variables: ReadonlySet<string>) {
    this.tokens = tokens
    this.#version = version
    this.#variables = variables
  }

  /** @throws SqlParseError, and SqlFunctionNotCovered for documented functions that are missing here. */
  expression(): Expression {
    if (++this.#nesting > MAX_NESTING) this.tokens.fail('the expression is nested too deeply')
    let left = this.#and()
    while (this.tokens.takesKeyword('OR')) left = this.#binary('OR', left, this.#and())
    this.#nesting--
    return left
  }

  selection(): Selection {
    const tokens: TokenStream = this.tokens
    if (tokens.isKeyword('VALUE') && this.#startsExpression()) {
      tokens.advance()
      return { kind: 'value', value: this.#argument() }
    }
    const items: SelectItem[] = []
    do {
      // The published DynamoDB tutorial has a comma before FROM (RUL-203).
      if (items.length > 0 && (tokens.isKeyword('FROM') || tokens.isKeyword('WHERE') || tokens.current.kind === 'end')) break
      items.push(this.#item())
    } while (tokens.takesSymbol(','))
    return { kind: 'items', items }
  }

  /** `VALUE` is a keyword only before an expression; else it is an attribute (RUL-208). */
  #startsExpression(): boolean {
    const next = this.tokens.peek()
    if (next.kind === 'symbol') return '*({[-'.includes(next.text)
    if (next.kind === 'name') return !['FROM', 'WHERE', 'AS', 'AND', 'OR', 'IN'].includes(next.text.toUpperCase())
    return next.kind !== 'end'
  }

  #item(): SelectItem {
    const tokens: TokenStream = this.tokens
    if (tokens.takesSymbol('*')) return { kind: 'all', path: tokens.takesKeyword('AS') ? this.#path() : undefined }
    const start = tokens.current.start
    const value = this.expression()
    if (tokens.takesKeyword('AS')) return { kind: 'named', value, path: this.#path() }
    if (value.kind === 'object') return { kind: 'merged', value }
    const name = nameOf(value)
    if (name === undefined) tokens.fail('this item needs a name: add AS', start)
    return { kind: 'named', value, path: [name] }
  }

  #path(): string[] {
    const names = [this.tokens.expectName()]
    while (this.tokens.takesSymbol('.')) names.push(this.tokens.expectName())
    return names
  }

  #and(): Expression {
    let left = this.#not()
    while (this.tokens.takesKeyword('AND')) left = this.#binary('AND', left, this.#not())
    return left
  }

  #not(): Expression {
    let count = 0
    while (this.tokens.takesKeyword('NOT')) count++
    let operand = this.#comparison()
    for (; count > 0; count--) operand = this.#sized({ kind: 'unary', operator: 'NOT', operand }, operand)
    return operand
  }

  #comparison(): Expression {
    const left = this.#sum()
    const operator = this.#takesOneOf(COMPARISONS) ?? (this.tokens.takesKeyword('IN') ? 'IN' : undefined)
    if (operator === undefined) {
      this.#hintAt('LIKE', 'BETWEEN', 'IS', 'NOT')
      return left
    }
    if (operator === '=' && this.tokens.isSymbol('=')) this.#hintAt('=')
    return this.#binary(operator, left, this.#sum())
  }

  #sum(): Expression {
    let left = this.#product()
    for (let operator = this.#takesOneOf(['+', '-']); operator !== undefined; operator = this.#takesOneOf(['+', '-'])) {
      left = this.#binary(operator, left, this.#product())
    }
    return left
  }

  #product(): Expression {
    let left = this.#unary()
    for (let operator = this.#takesOneOf(['*', '/', '%']); operator !== undefined; operator = this.#takesOneOf(['*', '/', '%'])) {
      left = this.#binary(operator, left, this.#unary())
    }
    return left
  }

  #unary(): Expression {
    let count = 0
    while (this.tokens.takesSymbol('-')) count++
    let operand = this.#postfix()
    for (; count > 0; count--) operand = this.#sized({ kind: 'unary', operator: '-', operand }, operand)
    return operand
  }

  #postfix(): Expression {
    let object = this.#primary()
    while (this.tokens.takesSymbol('.')) object = this.#sized({ kind: 'member', object, name: this.tokens.expectName() }, object)
    if (this.tokens.isSymbol('[')) this.#hintAt('[')
    return object
  }

  #primary(): Expression {
    const tokens: TokenStream = this.tokens
    const token = tokens.current
    switch (token.kind) {
      case 'number':
        return this.#number()
      case 'string':
        return { kind: 'literal', value: tokens.advance().text }
      case 'variable':
        if (!this.#variables.has(token.text)) tokens.fail(`the variable @${token.text} is not set`)
        tokens.advance()
        return { kind: 'variable', name: token.text }
      case 'name':
        return this.#named(token.text.toUpperCase())
      case 'symbol':
        return this.#bracketed(token.text)
      case 'end':
        return tokens.unexpected()
    }
  }

  #number(): Expression {
    const token = this.tokens.current
    const value = Decimal.parse(token.text)
    if (value === undefined) this.tokens.fail('the number is out of range')
    this.tokens.advance()
    return { kind: 'literal', value: this.#version === '2015-10-08' ? value : value.wholeAsInt() }
  }

  #named(keyword: string): Expression {
    const tokens: TokenStream = this.tokens
    const isCall = tokens.peek().text === '('
    if (keyword === 'CASE') return this.#case()
    if (RESERVED.has(keyword)) return tokens.unexpected()
    if (isCall && keyword === 'CAST') return this.#cast()
    if (isCall && keyword === 'EXISTS') {
      tokens.advance()
      const query = this.#subquery()
      return this.#sized({ kind: 'exists', query }, ...subqueryParts(query))
    }
    if (isCall) return this.#call()
    const name = tokens.advance().text
    if (keyword === 'TRUE' || keyword === 'FALSE') return { kind: 'literal', value: keyword === 'TRUE' }
    if (keyword === 'NULL') return { kind: 'literal', value: null }
    return { kind: 'attribute', name }
  }

  #bracketed(symbol: string): Expression {
    if (symbol === '{') return this.#object()
    if (symbol === '[') return this.#array()
    if (symbol !== '(') return this.tokens.unexpected()
    const next = this.tokens.peek()
    if (next.kind === 'name' && next.text.toUpperCase() === 'SELECT') {
      const query = this.#subquery()
      return this.#sized({ kind: 'subquery', query }, ...subqueryParts(query))
    }
    this.tokens.advance()
    const inner = this.expression()
    this.tokens.expectSymbol(')')
    return inner
  }

  #call(): Expression {
    const tokens: TokenStream = this.tokens
    const start = tokens.current.start
    const name = tokens.advance().text
    const found = findFunction(name)
    if (found === undefined) tokens.fail(`there is no function ${name}`, start)
    if (found === 'not covered') throw new SqlFunctionNotCovered(name)
    if (found.since > this.#version) tokens.fail(`the function ${name} needs awsIotSqlVersion ${found.since}`, start)
    tokens.expectSymbol('(')
    const args: Expression[] = []
    if (!tokens.isSymbol(')')) {
      do args.push(this.#argument())
      while (tokens.takesSymbol(','))
    }
    tokens.expectSymbol(')')
    const scheme = args[1]
    if (name.toLowerCase() === 'decode' && scheme?.kind === 'literal' && scheme.value === 'proto') {
      throw new SqlFunctionNotCovered("decode(..., 'proto', ...)")
    }
    return this.#sized({ kind: 'call', name, function: found, args }, ...args)
  }

  #argument(): Expression {
    return this.tokens.takesSymbol('*') ? { kind: 'all' } : this.expression()
  }

  #cast(): Expression {
    const tokens: TokenStream = this.tokens
    tokens.advance()
    tokens.expectSymbol('(')
    const operand = this.expression()
    tokens.expectKeyword('AS')
    const start = tokens.current.start
    const keyword = tokens.expectName()
    const target = CAST_TYPES[keyword.toUpperCase()]
    if (target === undefined) tokens.fail(`there is no type ${keyword}`, start)
    if (target.since > this.#version) tokens.fail(`the type ${keyword} needs awsIotSqlVersion ${target.since}`, start)
    tokens.expectSymbol(')')
    return this.#sized({ kind: 'cast', operand, type: target.type }, operand)
  }

  #case(): Expression {
    const tokens: TokenStream = this.tokens
    tokens.advance()
    const operand = this.expression()
    const branches: { test: Expression; result: Expression }[] = []
    tokens.expectKeyword('WHEN')
    do {
      const test = this.expression()
      tokens.expectKeyword('THEN')
      branches.push({ test, result: this.expression() })
    } while (tokens.takesKeyword('WHEN'))
    const otherwise = tokens.takesKeyword('ELSE') ? this.expression() : undefined
    tokens.expectKeyword('END')
    const parts = [operand, ...branches.flatMap(({ test, result }) => [test, result])]
    return this.#sized({ kind: 'case', operand, branches, otherwise }, ...parts, ...(otherwise === undefined ? [] : [otherwise]))
  }

  #subquery(): Subquery {
    const tokens: TokenStream = this.tokens
    if (++this.#nesting > MAX_NESTING) tokens.fail('the query is nested too deeply')
    this.#needs2016('a nested SELECT')
    tokens.expectSymbol('(')
    tokens.expectKeyword('SELECT')
    const selection = this.selection()
    tokens.expectKeyword('FROM')
    const source = this.#postfix()
    const alias = tokens.takesKeyword('AS') ? tokens.expectName() : undefined
    const where = tokens.takesKeyword('WHERE') ? this.expression() : undefined
    tokens.expectSymbol(')')
    this.#nesting--
    return { selection, source, alias, where }
  }

  #object(): Expression {
    const tokens: TokenStream = this.tokens
    this.#needs2016('an object literal')
    tokens.advance()
    const members: { name: string; value: Expression }[] = []
    while (!tokens.isSymbol('}')) {
      if (tokens.current.kind !== 'string') tokens.fail('the name of a member goes in quotes')
      const name = tokens.advance().text
      tokens.expectSymbol(':')
      members.push({ name, value: this.#argument() })
      if (!tokens.takesSymbol(',')) break
    }
    tokens.expectSymbol('}')
    return this.#sized({ kind: 'object', members }, ...members.map(({ value }) => value))
  }

  #array(): Expression {
    const tokens: TokenStream = this.tokens
    this.#needs2016('an array literal')
    tokens.advance()
    const items: Expression[] = []
    if (!tokens.isSymbol(']')) {
      do items.push(this.expression())
      while (tokens.takesSymbol(','))
    }
    tokens.expectSymbol(']')
    return this.#sized({ kind: 'array', items }, ...items)
  }

  #needs2016(what: string): void {
    if (this.#version === '2015-10-08') this.tokens.fail(`${what} needs awsIotSqlVersion 2016-03-23`)
  }

  #takesOneOf<Operator extends BinaryOperator>(operators: readonly Operator[]): Operator | undefined {
    const operator = operators.find((symbol) => this.tokens.isSymbol(symbol))
    if (operator !== undefined) this.tokens.advance()
    return operator
  }

  #hintAt(...words: readonly string[]): void {
    const word = words.find((candidate) => this.tokens.isKeyword(candidate) || this.tokens.isSymbol(candidate))
    if (word !== undefined) this.tokens.fail(HINTS[word] ?? `unexpected ${word}`)
  }

  #binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
    return this.#sized({ kind: 'binary', operator, left, right }, left, right)
  }

  /** Notes how deep the tree is at `expression`. */
  #sized(expression: Expression, ...children: readonly Expression[]): Expression {
    let depth = 1
    for (const child of children) depth = Math.max(depth, 1 + (this.#depths.get(child) ?? 1))
    if (depth > MAX_TREE_DEPTH) this.tokens.fail('the expression is too long')
    this.#depths.set(expression, depth)
    return expression
  }
}

function subqueryParts(query: Subquery): Expression[] {
  const { selection } = query
  const selected =
    selection.kind === 'value' ? [selection.value] : selection.items.flatMap((item) => (item.kind === 'all' ? [] : [item.value]))
  return [...selected, query.source, ...(query.where === undefined ? [] : [query.where])]
}

/** What an item without AS is called (RUL-217): its last name, or the name of its function. */
function nameOf(expression: Expression): string | undefined {
  if (expression.kind === 'attribute' || expression.kind === 'variable') return expression.name
  return expression.kind === 'member' || expression.kind === 'call' ? expression.name : undefined
}
