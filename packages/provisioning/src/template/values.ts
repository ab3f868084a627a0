import type { DocumentExpression, ListExpression, TextExpression } from './expression.js'
import type { Template, TemplateUse } from './template.js'
import { TemplateError } from './template-error.js'

/** Characters of one value: nested substitutions multiply, and nothing that AWS IoT takes is longer. */
const MAX_VALUE_LENGTH = 65_536

/** Evaluates the expressions of one template with one set of parameters (PRV-408). */
export class Values {
  readonly #template: Template
  readonly #parameters: ReadonlyMap<string, string>

  constructor(template: Template, parameters: ReadonlyMap<string, string>) {
    this.#template = template
    this.#parameters = parameters
  }

  /** @throws TemplateError */
  text(expression: TextExpression): string {
    switch (expression.kind) {
      case 'text':
        return expression.text
      case 'ref':
        return this.#parameter(expression.name, expression.place) ?? JSON.stringify({ Ref: expression.name })
      case 'join':
        return bounded(this.list(expression.items), this.text(expression.delimiter), expression.place)
      case 'select':
        return this.#select(expression)
      case 'findInMap':
        return this.#findInMap(expression)
      case 'sub':
        return this.#sub(expression)
    }
  }

  /** @throws TemplateError */
  list(expression: ListExpression): readonly string[] {
    if (expression.kind === 'list') return expression.items.map((item) => this.text(item))
    const delimiter = this.text(expression.delimiter)
    if (delimiter === '') throw new TemplateError(expression.place, 'the delimiter of Fn::Split is empty')
    return this.text(expression.text).split(delimiter)
  }

  /** The JSON value. @throws TemplateError */
  document(expression: DocumentExpression): unknown {
    switch (expression.kind) {
      case 'literal':
        return expression.value
      case 'array':
        return expression.items.map((item) => this.document(item))
      case 'object':
        return Object.fromEntries([...expression.members].map(([name, member]) => [name, this.document(member)]))
      case 'value':
        return expression.value.kind === 'list' || expression.value.kind === 'split'
          ? this.list(expression.value)
          : this.text(expression.value)
    }
  }

  /** The value of a parameter; undefined when it is to be left as it is written (PRV-402). @throws TemplateError */
  #parameter(name: string, place: string): string | undefined {
    const value = this.#parameters.get(name) ?? this.#template.parameters.get(name)
    if (value === undefined && isValueRequired(this.#template.use)) throw new TemplateError(place, `the parameter ${name} has no value`)
    return value
  }

  #select({ index, items, place }: Extract<TextExpression, { kind: 'select' }>): string {
    const position = this.text(index)
    const list = this.list(items)
    const found = /^\d{1,9}$/.test(position) ? list[Number(position)] : undefined
    if (found === undefined) throw new TemplateError(place, `Fn::Select has no element ${position} in a list of ${String(list.length)}`)
    return found
  }

  #findInMap({ map, topKey, secondKey, place }: Extract<TextExpression, { kind: 'findInMap' }>): string {
    const [mapName, top, second] = [this.text(map), this.text(topKey), this.text(secondKey)]
    const found = this.#template.mappings.get(mapName)?.get(top)?.get(second)
    if (found === undefined) throw new TemplateError(place, `Mappings has no ${mapName}.${top}.${second}`)
    return found
  }

  #sub({ parts, variables, place }: Extract<TextExpression, { kind: 'sub' }>): string {
    const known = new Map<string, string>()
    const valueOf = (name: string): string => {
      const variable = variables.get(name)
      return (variable === undefined ? this.#parameter(name, place) : this.text(variable)) ?? `\${${name}}`
    }
    const texts = parts.map((part) => {
      if ('text' in part) return part.text
      const value = known.get(part.name) ?? valueOf(part.name)
      known.set(part.name, value)
      return value
    })
    return bounded(texts, '', place)
  }
}

/** PRV-303; PRV-402 leaves it open for fleet provisioning, where a device can only lose by an identity with a hole in it. */
function isValueRequired(use: TemplateUse): boolean {
  return use !== 'registration'
}

function bounded(texts: readonly string[], delimiter: string, place: string): string {
  let length = delimiter.length * Math.max(0, texts.length - 1)
  for (const text of texts) length += text.length
  if (length > MAX_VALUE_LENGTH) throw new TemplateError(place, `yields more than ${String(MAX_VALUE_LENGTH)} characters`)
  return texts.join(delimiter)
}
