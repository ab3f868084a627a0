import { serviceModels } from '@iot-core-local/core'
import { TemplateError } from './template-error.js'

/** The shapes of the API model that values of templates end up in. */
export type ConstrainedShape =
  | 'ThingName'
  | 'AttributeName'
  | 'AttributeValue'
  | 'ThingTypeName'
  | 'ThingGroupName'
  | 'BillingGroupName'
  | 'PolicyName'
  | 'CertificateId'

interface Constraint {
  readonly min: number
  readonly max: number
  readonly pattern: RegExp | undefined
}

const constraints = new Map<ConstrainedShape, Constraint>()

/** Holds a value against length and pattern of the API model, as the gateway does for requests. @throws TemplateError */
export function checkShape(shape: ConstrainedShape, value: string, place: string): string {
  const { min, max, pattern } = constraintOf(shape)
  if (value.length < min || value.length > max) {
    throw new TemplateError(place, `'${shortened(value)}' must have ${String(min)} to ${String(max)} characters`)
  }
  if (pattern !== undefined && !pattern.test(value))
    throw new TemplateError(place, `'${shortened(value)}' does not match ${pattern.source}`)
  return value
}

function constraintOf(shape: ConstrainedShape): Constraint {
  const known = constraints.get(shape)
  if (known !== undefined) return known
  const model = serviceModels.iot.shapes[shape]
  const text = model?.type === 'string' ? model : undefined
  const made = {
    min: text?.min ?? 0,
    max: text?.max ?? Number.MAX_SAFE_INTEGER,
    pattern: text?.pattern === undefined ? undefined : new RegExp(`^(?:${text.pattern})$`),
  }
  constraints.set(shape, made)
  return made
}

function shortened(value: string): string {
  return value.length <= 80 ? value : `${value.slice(0, 80)}...`
}
