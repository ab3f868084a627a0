/** An expression that yields a text. `place` says where it stands in the template. */
export type TextExpression =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'ref'; readonly place: string; readonly name: string }
  | { readonly kind: 'join'; readonly place: string; readonly delimiter: TextExpression; readonly items: ListExpression }
  | { readonly kind: 'select'; readonly place: string; readonly index: TextExpression; readonly items: ListExpression }
  | {
      readonly kind: 'findInMap'
      readonly place: string
      readonly map: TextExpression
      readonly topKey: TextExpression
      readonly secondKey: TextExpression
    }
  | {
      readonly kind: 'sub'
      readonly place: string
      readonly parts: readonly SubPart[]
      readonly variables: ReadonlyMap<string, TextExpression>
    }

/** An expression that yields a list of texts. */
export type ListExpression =
  | { readonly kind: 'list'; readonly items: readonly TextExpression[] }
  | { readonly kind: 'split'; readonly place: string; readonly delimiter: TextExpression; readonly text: TextExpression }

/** A piece of the text of `Fn::Sub`: as it stands, or the name between `${` and `}`. */
export type SubPart = { readonly text: string } | { readonly name: string }

/** A JSON document with expressions in it: a policy document that is not written as text. */
export type DocumentExpression =
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, DocumentExpression> }
  | { readonly kind: 'array'; readonly items: readonly DocumentExpression[] }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'value'; readonly value: TextExpression | ListExpression }
