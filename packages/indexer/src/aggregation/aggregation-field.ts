import type { FieldDeclaration, FieldType } from '../config/index-configuration.js'
import { invalidAggregation } from '../errors.js'

export interface AggregationField {
  /** The name the index keeps the field by. */
  readonly name: string
  readonly type: FieldType
  /** The key of the document part that holds it. */
  readonly part: string
}

/** What is aggregated when nothing is said (AGG-010); thing groups have a version of their own. */
export const DEFAULT_AGGREGATION_FIELD = { AWS_Things: 'registry.version', AWS_ThingGroups: 'version' } as const

const SHORT_NAMES = new Map([
  ['registry.thingTypeName', 'thingTypeName'],
  ['registry.thingGroupNames', 'thingGroupNames'],
])

const PART = /^(?:shadow\.name\.[^.]+|shadow|connectivity)(?=\.)/u

/**
 * The declared field of that name; `*` in a managed field stands for one name.
 * @throws InvalidAggregationException when the index declares no such field (AGG-001).
 */
export function aggregationField(name: string, declared: readonly FieldDeclaration[], mainPart: string): AggregationField {
  const declaration = declared.find((field) => covers(field.name, name))
  if (declaration === undefined) {
    throw invalidAggregation(`Aggregation field ${name} is neither a managed field nor a custom field of the index.`)
  }
  return { name: SHORT_NAMES.get(name) ?? name, type: declaration.type, part: PART.exec(name)?.[0] ?? mainPart }
}

function covers(declared: string, name: string): boolean {
  if (!declared.includes('*')) return declared === name
  const expected = declared.split('.')
  const given = name.split('.')
  return expected.length === given.length && expected.every((segment, index) => segment === '*' || segment === given[index])
}
