import type { ShapeModel } from '@iot-core-local/core'
import { valuePattern } from './value-pattern.js'

/** One constraint of a scalar: AWS's words for it (API-062), and whether a value keeps it. */
export interface Constraint {
  readonly text: string
  readonly isKept: (value: unknown) => boolean
}

/** The constraints on a value of a scalar shape, in the order in which AWS lists them. */
export function constraintsOf(shape: ShapeModel): Constraint[] {
  switch (shape.type) {
    case 'string':
      if (shape.enum !== undefined) return [enumConstraint(shape.enum)]
      return [...lengthConstraints(shape.min, shape.max), ...(shape.pattern === undefined ? [] : [patternConstraint(shape.pattern)])]
    case 'blob':
      return lengthConstraints(shape.min, shape.max)
    case 'integer':
    case 'long':
    case 'double':
    case 'float':
      return rangeConstraints(shape.min, shape.max)
    case 'boolean':
    case 'timestamp':
    case 'structure':
    case 'list':
    case 'map':
      return []
  }
}

/** Size of strings (UTF-16 units, as Java counts), blobs (bytes), lists and maps. */
export function lengthConstraints(min: number | undefined, max: number | undefined): Constraint[] {
  const constraints: Constraint[] = []
  if (max !== undefined) {
    constraints.push({ text: `Member must have length less than or equal to ${max}`, isKept: (value) => lengthOf(value) <= max })
  }
  // A maximum alone is listed with a minimum of 0 (API-062).
  if (min !== undefined || max !== undefined) {
    const least = min ?? 0
    constraints.push({ text: `Member must have length greater than or equal to ${least}`, isKept: (value) => lengthOf(value) >= least })
  }
  return constraints
}

function rangeConstraints(min: number | undefined, max: number | undefined): Constraint[] {
  const constraints: Constraint[] = []
  if (max !== undefined) {
    constraints.push({ text: `Member must have value less than or equal to ${max}`, isKept: (value) => !(Number(value) > max) })
  }
  if (min !== undefined) {
    constraints.push({ text: `Member must have value greater than or equal to ${min}`, isKept: (value) => !(Number(value) < min) })
  }
  return constraints
}

function patternConstraint(pattern: string): Constraint {
  const expression = valuePattern(pattern)
  return {
    text: `Member must satisfy regular expression pattern: ${pattern}`,
    isKept: (value) => typeof value !== 'string' || expression.test(value),
  }
}

function enumConstraint(values: readonly string[]): Constraint {
  const allowed = new Set<unknown>(values)
  return { text: `Member must satisfy enum value set: [${values.join(', ')}]`, isKept: (value) => allowed.has(value) }
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string' || value instanceof Uint8Array || Array.isArray(value)) return value.length
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0
}
