import type { DocumentExpression, ListExpression, SubPart, TextExpression } from './expression.js'
import { below, isObject, type JsonObject, nameOfType, objectAt } from './json.js'
import { TemplateError } from './template-error.js'

/*
 * Values of a template (PRV-408). An object with exactly one member that is one of these names is a function:
 *
 *   text     = string | { "Ref": string } | { "Fn::Join": [text, list] } | { "Fn::Select": [index, list] }
 *            | { "Fn::FindInMap": [text, text, text] } | { "Fn::Sub": string | [string, { name: text ... }] }
 *   list     = [text ...] | { "Fn::Split": [text, text] }
 *   index    = number | text
 *   document = any JSON in which functions may stand for strings and lists
 *
 * In the text of Fn::Sub, `${name}` is replaced and `${!name}` stands for `${name}` itself, as in CloudFormation.
 */

const TEXT_FUNCTIONS: ReadonlySet<string> = new Set(['Ref', 'Fn::Join', 'Fn::Select', 'Fn::FindInMap', 'Fn::Sub'])

/** @throws TemplateError */
export function parseText(value: unknown, place: string): TextExpression {
  if (typeof value === 'string') return { kind: 'text', text: value }
  const call = functionCall(value)
  if (call === undefined) throw new TemplateError(place, `must be a string or a function, not ${nameOfType(value)}`)
  const here = below(place, call.name)
  switch (call.name) {
    case 'Ref':
      if (typeof call.argument !== 'string' || call.argument === '') throw new TemplateError(here, 'must be the name of a parameter')
      return { kind: 'ref', place, name: call.argument }
    case 'Fn::Join': {
      const [delimiter, items] = argumentsOf(call.argument, here, 2)
      return { kind: 'join', place, delimiter: parseText(delimiter, below(here, 0)), items: parseList(items, below(here, 1)) }
    }
    case 'Fn::Select': {
      const [index, items] = argumentsOf(call.argument, here, 2)
      const position = typeof index === 'number' ? String(index) : index
      return { kind: 'select', place, index: parseText(position, below(here, 0)), items: parseList(items, below(here, 1)) }
    }
    case 'Fn::FindInMap': {
      const [map, topKey, secondKey] = argumentsOf(call.argument, here, 3)
      return {
        kind: 'findInMap',
        place,
        map: parseText(map, below(here, 0)),
        topKey: parseText(topKey, below(here, 1)),
        secondKey: parseText(secondKey, below(here, 2)),
      }
    }
    case 'Fn::Sub':
      return parseSub(call.argument, place, here)
    case 'Fn::Split':
      throw new TemplateError(place, 'must be a string; Fn::Split yields a list')
    default:
      throw new TemplateError(
        here,
        `is not a function of provisioning templates; known are Ref, Fn::Join, Fn::Select, Fn::Split, Fn::FindInMap and Fn::Sub`,
      )
  }
}

/** @throws TemplateError */
export function parseList(value: unknown, place: string): ListExpression {
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item: unknown, index) => parseText(item, below(place, index))) }
  const call = functionCall(value)
  if (call?.name !== 'Fn::Split') throw new TemplateError(place, `must be a list or Fn::Split, not ${nameOfType(value)}`)
  const here = below(place, 'Fn::Split')
  const [delimiter, text] = argumentsOf(call.argument, here, 2)
  const separator = parseText(delimiter, below(here, 0))
  if (separator.kind === 'text' && separator.text === '') throw new TemplateError(below(here, 0), 'must not be empty')
  return { kind: 'split', place, delimiter: separator, text: parseText(text, below(here, 1)) }
}

/** @throws TemplateError */
export function parseDocument(value: unknown, place: string): DocumentExpression {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return { kind: 'literal', value }
  }
  if (Array.isArray(value)) return { kind: 'array', items: value.map((item: unknown, index) => parseDocument(item, below(place, index))) }
  const call = functionCall(value)
  if (call?.name === 'Fn::Split') return { kind: 'value', value: parseList(value, place) }
  if (call !== undefined) return { kind: 'value', value: parseText(value, place) }
  const members = Object.entries(objectAt(value, place))
  return { kind: 'object', members: new Map(members.map(([name, member]) => [name, parseDocument(member, below(place, name))])) }
}

/** Whether a value is a function that yields a text. */
export function isTextFunction(value: unknown): boolean {
  const call = functionCall(value)
  return call !== undefined && TEXT_FUNCTIONS.has(call.name)
}

function functionCall(value: unknown): { readonly name: string; readonly argument: unknown } | undefined {
  if (!isObject(value)) return undefined
  const [name, ...others] = Object.keys(value)
  if (name === undefined || others.length > 0 || (name !== 'Ref' && !name.startsWith('Fn::'))) return undefined
  return { name, argument: value[name] }
}

function argumentsOf(argument: unknown, place: string, count: number): readonly unknown[] {
  if (!Array.isArray(argument) || argument.length !== count) throw new TemplateError(place, `must be a list of ${String(count)} arguments`)
  return argument
}

function parseSub(argument: unknown, place: string, here: string): TextExpression {
  if (typeof argument === 'string') return { kind: 'sub', place, parts: subParts(argument, here), variables: new Map() }
  const [text, given] = argumentsOf(argument, here, 2)
  if (typeof text !== 'string') throw new TemplateError(below(here, 0), `must be a string, not ${nameOfType(text)}`)
  const table: JsonObject = objectAt(given, below(here, 1))
  const variables = Object.entries(table).map(([name, value]) => [name, parseText(value, below(below(here, 1), name))] as const)
  return { kind: 'sub', place, parts: subParts(text, below(here, 0)), variables: new Map(variables) }
}

function subParts(text: string, place: string): readonly SubPart[] {
  const parts: SubPart[] = []
  let at = 0
  for (let open = text.indexOf('${'); open >= 0; open = text.indexOf('${', at)) {
    if (open > at) parts.push({ text: text.slice(at, open) })
    const close = text.indexOf('}', open)
    if (close < 0) throw new TemplateError(place, `has a '\${' without its '}' at character ${String(open + 1)}`)
    const name = text.slice(open + 2, close).trim()
    if (name === '') throw new TemplateError(place, `has an empty name at character ${String(open + 1)}`)
    parts.push(name.startsWith('!') ? { text: `\${${name.slice(1)}}` } : { name })
    at = close + 1
  }
  if (at < text.length) parts.push({ text: text.slice(at) })
  return parts
}
