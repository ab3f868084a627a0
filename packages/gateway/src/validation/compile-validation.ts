import type { ServiceModel } from '@iot-core-local/core'
import { constraintsOf, lengthConstraints, type Constraint } from './constraints.js'

export interface ValidationProblem {
  /** Undefined: a required member that is not there. */
  readonly value: unknown
  /** Member names with dots; elements of lists as `tags.1.member` (API-063). */
  readonly path: string
  readonly constraint: string
  /** The value must not be shown. */
  readonly isSensitive: boolean
}

/** More are not collected: the sentence is for people. */
const MAX_PROBLEMS = 50

type Check = (value: unknown, path: string, problems: ValidationProblem[]) => void

const NOT_NULL = 'Member must not be null'

/** Compiles the constraints of a shape and all that it contains. The result lists what a decoded input breaks. */
export function compileValidation(model: ServiceModel, shapeName: string | undefined): (input: unknown) => ValidationProblem[] {
  if (shapeName === undefined) return () => []
  const check = checksOf(model).of(shapeName)
  return (input) => {
    const problems: ValidationProblem[] = []
    check?.(input, '', problems)
    return problems
  }
}

const checksOfModel = new WeakMap<ServiceModel, Checks>()

function checksOf(model: ServiceModel): Checks {
  const known = checksOfModel.get(model)
  if (known !== undefined) return known
  const checks = new Checks(model)
  checksOfModel.set(model, checks)
  return checks
}

/** The checks of one service. A shape that nothing constrains has none. */
class Checks {
  readonly #model: ServiceModel
  readonly #checks = new Map<string, Check | undefined>()

  constructor(model: ServiceModel) {
    this.#model = model
  }

  of(shapeName: string): Check | undefined {
    if (this.#checks.has(shapeName)) return this.#checks.get(shapeName)
    // Stands in while the shape is compiled, for shapes that contain themselves.
    this.#checks.set(shapeName, (value, path, problems) => this.#checks.get(shapeName)?.(value, path, problems))
    const check = this.#compile(shapeName)
    this.#checks.set(shapeName, check)
    return check
  }

  #compile(shapeName: string): Check | undefined {
    const shape = this.#shape(shapeName)
    switch (shape.type) {
      case 'structure':
        return this.#structure(
          Object.entries(shape.members).map(([name, member]) => [name, member.shape]),
          new Set(shape.required),
        )
      case 'list':
        return this.#list(shape.member, lengthConstraints(shape.min, shape.max))
      case 'map':
        return this.#map(shape.key, shape.value, lengthConstraints(shape.min, shape.max))
      case 'string':
      case 'integer':
      case 'long':
      case 'double':
      case 'float':
      case 'blob':
      case 'boolean':
      case 'timestamp':
        return scalarCheck(constraintsOf(shape), shape.type === 'string' && shape.isSensitive === true)
    }
  }

  #structure(members: readonly (readonly [name: string, shape: string])[], required: ReadonlySet<string>): Check | undefined {
    const compiled = members
      .map(([name, shape]) => ({ name, isRequired: required.has(name), check: this.of(shape) }))
      .filter((member) => member.isRequired || member.check !== undefined)
    if (compiled.length === 0) return undefined
    return (value, path, problems) => {
      if (!isRecord(value)) return
      for (const { name, isRequired, check } of compiled) {
        const member = value[name]
        if (member !== undefined) check?.(member, below(path, name), problems)
        else if (isRequired) report(problems, { value: undefined, path: below(path, name), constraint: NOT_NULL, isSensitive: false })
      }
    }
  }

  #list(memberShape: string, size: readonly Constraint[]): Check {
    const inner = constraintsOf(this.#shape(memberShape))
    const all = inner.length === 0 ? undefined : `Member must satisfy constraint: [${textsOf(inner)}]`
    const check = all === undefined ? this.of(memberShape) : undefined
    return (value, path, problems) => {
      if (!Array.isArray(value)) return
      const items: readonly unknown[] = value
      checkSize(items, path, size, problems)
      if (all !== undefined && items.some((item) => item !== undefined && !isAllKept(inner, item))) {
        report(problems, { value, path, constraint: all, isSensitive: false })
      }
      for (const [index, item] of items.entries()) {
        const itemPath = `${path}.${index + 1}.member`
        if (item === undefined) report(problems, { value: undefined, path: itemPath, constraint: NOT_NULL, isSensitive: false })
        else check?.(item, itemPath, problems)
        if (problems.length >= MAX_PROBLEMS) return
      }
    }
  }

  #map(keyShape: string, valueShape: string, size: readonly Constraint[]): Check {
    const keys = constraintsOf(this.#shape(keyShape))
    const values = constraintsOf(this.#shape(valueShape))
    const check = values.length === 0 ? this.of(valueShape) : undefined
    return (value, path, problems) => {
      if (!isRecord(value)) return
      checkSize(value, path, size, problems)
      if (Object.keys(value).some((key) => !isAllKept(keys, key))) {
        report(problems, { value, path, constraint: `Map keys must satisfy constraint: [${textsOf(keys)}]`, isSensitive: false })
      }
      if (values.length > 0 && Object.values(value).some((item) => !isAllKept(values, item))) {
        report(problems, { value, path, constraint: `Map value must satisfy constraint: [${textsOf(values)}]`, isSensitive: false })
      }
      if (check === undefined) return
      for (const [key, item] of Object.entries(value)) check(item, `${path}.${key}.member`, problems)
    }
  }

  #shape(name: string) {
    const shape = this.#model.shapes[name]
    if (shape === undefined) throw new Error(`The model of ${this.#model.service} has no shape ${name}.`)
    return shape
  }
}

/** Pattern first: the order in which AWS reports a value that breaks several constraints. */
function scalarCheck(listed: readonly Constraint[], isSensitive: boolean): Check | undefined {
  if (listed.length === 0) return undefined
  const constraints = [...listed].reverse()
  return (value, path, problems) => {
    for (const constraint of constraints) {
      if (!constraint.isKept(value)) report(problems, { value, path, constraint: constraint.text, isSensitive })
    }
  }
}

function checkSize(value: unknown, path: string, size: readonly Constraint[], problems: ValidationProblem[]): void {
  for (const constraint of size) {
    if (!constraint.isKept(value)) report(problems, { value, path, constraint: constraint.text, isSensitive: false })
  }
}

function report(problems: ValidationProblem[], problem: ValidationProblem): void {
  if (problems.length < MAX_PROBLEMS) problems.push(problem)
}

function isAllKept(constraints: readonly Constraint[], value: unknown): boolean {
  return constraints.every((constraint) => constraint.isKept(value))
}

function textsOf(constraints: readonly Constraint[]): string {
  return constraints.map((constraint) => constraint.text).join(', ')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
