import { ANY_CHARACTER, ANY_RUN, Glob, type GlobToken } from './glob.js'
import { singleValue, type PolicyVariables, variableKey } from './variables.js'

/*
 * The texts of `Resource` and `Condition` (SEC-702, SEC-703, SEC-508):
 *
 *   template := ( literal | '*' | '?' | variable | escape )*
 *   variable := '${' name '}'
 *   escape   := '${*}' | '${?}' | '${$}' | '$(*)' | '$(?)' | '$($)'
 *
 * A '${' that is never closed is literal. What a variable puts in is literal too: a `*` in it is no wildcard (SEC-707).
 */

type TemplateToken = GlobToken | Variable

interface Variable {
  readonly name: string
  readonly key: string
}

const ESCAPE = /^\$(?:\{([*?$])\}|\(([*?$])\))/

export class Template {
  readonly source: string
  /** Names of the variables, as written. */
  readonly variableNames: readonly string[]
  readonly #tokens: readonly TemplateToken[]

  constructor(source: string, tokens: readonly TemplateToken[]) {
    this.source = source
    this.#tokens = tokens
    this.variableNames = tokens.filter(isVariable).map(({ name }) => name)
  }

  get hasVariables(): boolean {
    return this.variableNames.length > 0
  }

  /** The pattern with the values put in, where a variable without a value stays as its text: what conditions compare with. */
  lenientGlob(variables: PolicyVariables): Glob {
    return new Glob(this.#tokens.map((token) => (isVariable(token) ? textOf(token, variables) : token)))
  }

  /** The pattern as it would be if each variable without a value had a fitting one. */
  openGlob(variables: PolicyVariables): Glob {
    return new Glob(this.#tokens.map((token) => (isVariable(token) ? (singleValue(variables, token.key) ?? ANY_RUN) : token)))
  }

  /** The first variable that has no value to put in. */
  missingVariable(variables: PolicyVariables): string | undefined {
    return this.variableNames.find((name) => singleValue(variables, variableKey(name)) === undefined)
  }

  /** The text with the values put in; wildcards and variables without a value stay as they are. */
  text(variables: PolicyVariables): string {
    return this.#tokens.map((token) => (isVariable(token) ? textOf(token, variables) : written(token))).join('')
  }

  /** Cuts at the first `count - 1` colons of the literal parts: the components of an ARN. Undefined when there are fewer. */
  splitAtColons(count: number): readonly Template[] | undefined {
    const parts: TemplateToken[][] = [[]]
    for (const token of this.#tokens) {
      const pieces: readonly TemplateToken[] = typeof token === 'string' ? splitLimited(token, count - parts.length) : [token]
      for (const [index, piece] of pieces.entries()) {
        if (index > 0) parts.push([])
        parts.at(-1)?.push(piece)
      }
    }
    return parts.length === count ? parts.map((tokens) => new Template(this.source, tokens)) : undefined
  }
}

/** Splits at the first `cuts` colons. */
function splitLimited(text: string, cuts: number): string[] {
  const pieces = text.split(':')
  return pieces.length <= cuts + 1 ? pieces : [...pieces.slice(0, cuts), pieces.slice(cuts).join(':')]
}

export function parseTemplate(source: string): Template {
  const tokens: TemplateToken[] = []
  let literal = ''
  const flush = (): void => {
    if (literal !== '') tokens.push(literal)
    literal = ''
  }
  for (let index = 0; index < source.length; index++) {
    const character = source.charAt(index)
    if (character === '*' || character === '?') {
      flush()
      tokens.push(character === '*' ? ANY_RUN : ANY_CHARACTER)
      continue
    }
    const escape = character === '$' ? ESCAPE.exec(source.slice(index, index + 4)) : null
    const end = character === '$' && source.charAt(index + 1) === '{' ? source.indexOf('}', index) : -1
    if (escape !== null) {
      literal += escape[1] ?? escape[2] ?? ''
      index += escape[0].length - 1
    } else if (end > 0) {
      flush()
      const name = source.slice(index + 2, end)
      tokens.push({ name, key: variableKey(name) })
      index = end
    } else literal += character
  }
  flush()
  return new Template(source, tokens)
}

function isVariable(token: TemplateToken): token is Variable {
  return typeof token === 'object'
}

function textOf(variable: Variable, variables: PolicyVariables): string {
  return singleValue(variables, variable.key) ?? `\${${variable.name}}`
}

function written(token: GlobToken): string {
  return token === ANY_RUN ? '*' : token === ANY_CHARACTER ? '?' : token
}
