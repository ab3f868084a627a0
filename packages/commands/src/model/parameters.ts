import { validationFailed } from '@iot-core-local/core'
import { checkConditions, type ValueCondition, checkConditionForms } from './conditions.js'

export type ParameterType = 'STRING' | 'INTEGER' | 'DOUBLE' | 'LONG' | 'UNSIGNEDLONG' | 'BOOLEAN' | 'BINARY'

/** A value with its one type key; an unsigned long is text, because it may be greater than a double can tell. */
export type ParameterValue =
  | { readonly S: string }
  | { readonly B: boolean }
  | { readonly I: number }
  | { readonly L: number }
  | { readonly D: number }
  | { readonly BIN: Uint8Array }
  | { readonly UL: string }

/** A parameter of a dynamic command (CMD-013). */
export interface CommandParameter {
  readonly name: string
  readonly type: ParameterType | undefined
  readonly value: ParameterValue | undefined
  readonly defaultValue: ParameterValue | undefined
  readonly valueConditions: readonly ValueCondition[] | undefined
  readonly description: string | undefined
}

/** A value as the API has it: any of the keys. */
export interface RawValue {
  readonly S?: string | undefined
  readonly B?: boolean | undefined
  readonly I?: number | undefined
  readonly L?: number | undefined
  readonly D?: number | undefined
  readonly BIN?: Uint8Array | undefined
  readonly UL?: string | undefined
}

export interface RawParameter {
  readonly name: string
  readonly type?: ParameterType | undefined
  readonly value?: RawValue | undefined
  readonly defaultValue?: RawValue | undefined
  readonly valueConditions?: readonly ValueCondition[] | undefined
  readonly description?: string | undefined
}

const MAX_INTEGER = 2_147_483_647
const MAX_UNSIGNED_LONG = 18_446_744_073_709_551_615n

export function typeOf(value: ParameterValue): ParameterType {
  if ('S' in value) return 'STRING'
  if ('B' in value) return 'BOOLEAN'
  if ('I' in value) return 'INTEGER'
  if ('L' in value) return 'LONG'
  if ('D' in value) return 'DOUBLE'
  return 'UL' in value ? 'UNSIGNEDLONG' : 'BINARY'
}

/** Takes exactly one key with a value in its range. @throws ValidationException */
export function readValue(member: string, raw: RawValue): ParameterValue {
  const { S, B, I, L, D, BIN, UL } = raw
  const given = [S, B, I, L, D, BIN, UL].filter((value) => value !== undefined)
  if (given.length !== 1) throw validationFailed(`${member} must have exactly one of S, B, I, L, D, BIN and UL.`)
  if (S !== undefined) return { S }
  if (B !== undefined) return { B }
  if (BIN !== undefined) return { BIN }
  if (I !== undefined) {
    if (!Number.isInteger(I) || I > MAX_INTEGER || I < -MAX_INTEGER - 1) throw validationFailed(`${member}.I must be a 32-bit integer.`)
    return { I }
  }
  if (L !== undefined) {
    if (!Number.isInteger(L)) throw validationFailed(`${member}.L must be an integer.`)
    return { L }
  }
  if (D !== undefined) {
    if (!Number.isFinite(D)) throw validationFailed(`${member}.D must be a finite number.`)
    return { D }
  }
  if (UL === undefined || !/^[0-9]{1,20}$/.test(UL) || BigInt(UL) > MAX_UNSIGNED_LONG)
    throw validationFailed(`${member}.UL must be an unsigned 64-bit integer.`)
  return { UL }
}

/** Checks what CreateCommand says about parameters; their values meet the conditions only when an execution starts. @throws ValidationException */
export function readParameters(raw: readonly RawParameter[]): readonly CommandParameter[] {
  const names = new Set<string>()
  return raw.map((parameter, index) => {
    const { name, type, valueConditions, description } = parameter
    const member = `mandatoryParameters.${index + 1}`
    if (names.has(name)) throw validationFailed(`The parameter ${name} is there twice.`)
    names.add(name)
    const value = parameter.value === undefined ? undefined : readValue(`${member}.value`, parameter.value)
    const defaultValue = parameter.defaultValue === undefined ? undefined : readValue(`${member}.defaultValue`, parameter.defaultValue)
    for (const given of [value, defaultValue]) checkType(name, type, given)
    checkConditionForms(name, type ?? (defaultValue === undefined ? undefined : typeOf(defaultValue)), valueConditions ?? [])
    return { name, type, value, defaultValue, valueConditions, description }
  })
}

/**
 * The values of an execution: what the caller gave, else the parameter's own value, else its default.
 * `needed` are the names in the template; one that is not declared takes a value of any type.
 * @throws ValidationException when one is missing, unknown, of another type or against a condition
 */
export function resolveParameters(
  declared: readonly CommandParameter[],
  needed: ReadonlySet<string>,
  given: ReadonlyMap<string, ParameterValue>,
): ReadonlyMap<string, ParameterValue> {
  const known = new Set([...declared.map(({ name }) => name), ...needed])
  for (const name of given.keys()) if (!known.has(name)) throw validationFailed(`The command has no parameter ${name}.`)
  const byName = new Map(declared.map((parameter) => [parameter.name, parameter]))
  const resolved = new Map<string, ParameterValue>()
  for (const name of known) {
    const parameter = byName.get(name)
    const value = given.get(name) ?? parameter?.value ?? parameter?.defaultValue
    if (value === undefined) throw validationFailed(`The parameter ${name} has no value: neither the request nor the command gives one.`)
    checkType(name, parameter?.type, value)
    checkConditions(name, value, parameter?.valueConditions ?? [])
    resolved.set(name, value)
  }
  return resolved
}

function checkType(name: string, type: ParameterType | undefined, value: ParameterValue | undefined): void {
  if (type === undefined || value === undefined || typeOf(value) === type) return
  throw validationFailed(`The parameter ${name} is of type ${type}, its value of type ${typeOf(value)}.`)
}
