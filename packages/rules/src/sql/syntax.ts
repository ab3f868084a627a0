import type { CastType } from './conversions.js'
import type { SqlFunction } from './functions/sql-function.js'
import type { BinaryOperator } from './operators.js'
import type { Value } from './value.js'

/** The syntax tree of a rule statement. */
export interface Statement {
  readonly variables: readonly VariableDefinition[]
  readonly selection: Selection
  /** The topic filter of FROM; undefined for statements without it (RUL-222). */
  readonly topicFilter: string | undefined
  readonly where: Expression | undefined
}

export interface VariableDefinition {
  readonly name: string
  readonly value: Expression
}

export type Selection =
  { readonly kind: 'value'; readonly value: Expression } | { readonly kind: 'items'; readonly items: readonly SelectItem[] }

export type SelectItem =
  /** `*`, or `* AS path`. */
  | { readonly kind: 'all'; readonly path: readonly string[] | undefined }
  /** An object literal without alias: its members go into the result (RUL-216). */
  | { readonly kind: 'merged'; readonly value: Expression }
  | { readonly kind: 'named'; readonly value: Expression; readonly path: readonly string[] }

export interface Subquery {
  readonly selection: Selection
  readonly source: Expression
  readonly alias: string | undefined
  readonly where: Expression | undefined
}

export type Expression =
  | { readonly kind: 'literal'; readonly value: Value }
  /** `*` as a value: the whole payload. */
  | { readonly kind: 'all' }
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'member'; readonly object: Expression; readonly name: string }
  | { readonly kind: 'unary'; readonly operator: '-' | 'NOT'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly function: SqlFunction; readonly args: readonly Expression[] }
  | { readonly kind: 'cast'; readonly operand: Expression; readonly type: CastType }
  | {
      readonly kind: 'case'
      readonly operand: Expression
      readonly branches: readonly { readonly test: Expression; readonly result: Expression }[]
      readonly otherwise: Expression | undefined
    }
  | { readonly kind: 'subquery'; readonly query: Subquery }
  | { readonly kind: 'exists'; readonly query: Subquery }
  | { readonly kind: 'object'; readonly members: readonly { readonly name: string; readonly value: Expression }[] }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
