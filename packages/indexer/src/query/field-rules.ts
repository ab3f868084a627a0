import type { Query } from './query.js'

/** What the parser has to know of the index that a query is for. */
export interface FieldRules {
  /** The name the index keeps the field by. @throws InvalidFieldName when the index does not have it, or does not search by it. */
  resolve(field: string): string
  /** Whether `geo_distance` may be asked of the field (QRY-081). */
  isGeoTarget(field: string): boolean
  /** The leaf, unless its field refuses that value. @throws QuerySyntaxError */
  checked(leaf: Query): Query
}

/** The field as the query names it. */
export class InvalidFieldName extends Error {
  readonly field: string

  constructor(field: string) {
    super(field)
    this.name = 'InvalidFieldName'
    this.field = field
  }
}
