/*
 * The payload template of a dynamic command: a JSON document whose strings may hold placeholders, in the spelling of the guide's page
 * "Create and manage commands":
 *
 *   placeholder = "${aws:iot:commandexecution::" ( "parameter:" name / "executionTimeoutSec" ) "}"
 *   name        = 1*192( letter / digit / "." / "$" / "_" / "-" )
 *
 * A string value that is one placeholder and nothing else becomes the value with its type; within other text, and in the name of a member, it
 * becomes text (unconfirmed: the guide shows no result).
 */
import { validationFailed } from '@iot-core-local/core'
import type { ParameterValue } from './parameters.js'

const PREFIX = '${aws:iot:commandexecution::'
const PLACEHOLDER = /\$\{aws:iot:commandexecution::(?:parameter:([.$a-zA-Z0-9_-]{1,192})|(executionTimeoutSec))\}/g
/** Finds every string of a valid JSON document, and whether a colon follows: then it is the name of a member. */
const JSON_STRING = /"(?:[^"\\]|\\.)*"(\s*:)?/g

/** The parameters that the template names. @throws ValidationException when it is not JSON, has no placeholder, or has one that does not exist */
export function readPayloadTemplate(payloadTemplate: string): ReadonlySet<string> {
  parse(payloadTemplate)
  const names = new Set<string>()
  let count = 0
  for (const [literal] of payloadTemplate.matchAll(JSON_STRING)) {
    const text = textOfLiteral(literal)
    const placeholders = [...text.matchAll(PLACEHOLDER)]
    if (placeholders.length !== text.split(PREFIX).length - 1)
      throw validationFailed(`'${text}' in payloadTemplate begins a placeholder that commands do not have.`)
    for (const [, name] of placeholders) if (name !== undefined) names.add(name)
    count += placeholders.length
  }
  if (count === 0) throw validationFailed('payloadTemplate must have at least one placeholder.')
  return names
}

export interface TemplateValues {
  readonly parameters: ReadonlyMap<string, ParameterValue>
  readonly executionTimeoutSeconds: number
}

/** The template with its values, as JSON text: everything but the strings with placeholders stays as it was written. */
export function renderJson(payloadTemplate: string, values: TemplateValues): string {
  return payloadTemplate.replaceAll(JSON_STRING, (literal: string, colon: string | undefined) => {
    const text = textOfLiteral(literal)
    if (!text.includes(PREFIX)) return literal
    if (colon !== undefined) return `${JSON.stringify(substitute(text, values))}${colon}`
    const value = wholeValue(text, values)
    return value === undefined ? JSON.stringify(substitute(text, values)) : jsonOf(value)
  })
}

/** The template with its values, for a CBOR encoder: bytes are bytes, an unsigned long is a bigint. */
export function renderTree(payloadTemplate: string, values: TemplateValues): unknown {
  return walk(parse(payloadTemplate), values)
}

type Scalar = ParameterValue | { readonly executionTimeoutSec: number }

function walk(node: unknown, values: TemplateValues): unknown {
  if (typeof node === 'string') {
    const value = wholeValue(node, values)
    return value === undefined ? substitute(node, values) : scalarOf(value)
  }
  if (Array.isArray(node)) return node.map((item: unknown) => walk(item, values))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [substitute(name, values), walk(value, values)]))
}

/** The value of a string that is one placeholder and nothing else. */
function wholeValue(text: string, values: TemplateValues): Scalar | undefined {
  const [match, ...more] = text.matchAll(PLACEHOLDER)
  if (match === undefined || more.length > 0 || match[0] !== text) return undefined
  const [, name] = match
  return name === undefined ? { executionTimeoutSec: values.executionTimeoutSeconds } : values.parameters.get(name)
}

function substitute(text: string, values: TemplateValues): string {
  return text.replaceAll(PLACEHOLDER, (_placeholder, name: string | undefined) => {
    const value = name === undefined ? { executionTimeoutSec: values.executionTimeoutSeconds } : values.parameters.get(name)
    return value === undefined ? '' : String(textScalar(value))
  })
}

/** Bytes are base64 where only text can stand, as in the API. */
function textScalar(value: Scalar): string | number | boolean {
  if ('BIN' in value) return Buffer.from(value.BIN).toString('base64')
  if ('UL' in value) return BigInt(value.UL).toString()
  if ('executionTimeoutSec' in value) return value.executionTimeoutSec
  if ('S' in value) return value.S
  if ('B' in value) return value.B
  if ('I' in value) return value.I
  return 'L' in value ? value.L : value.D
}

function jsonOf(value: Scalar): string {
  // The digits as they are: as a JSON number an unsigned long has no bound.
  return 'UL' in value ? BigInt(value.UL).toString() : JSON.stringify(textScalar(value))
}

function scalarOf(value: Scalar): unknown {
  if ('BIN' in value) return value.BIN
  if ('UL' in value) return BigInt(value.UL) <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value.UL) : BigInt(value.UL)
  return textScalar(value)
}

function textOfLiteral(literal: string): string {
  // A JSON string, cut out of a document that was parsed.
  return JSON.parse(literal.replace(/\s*:$/, '')) as string
}

function parse(payloadTemplate: string): unknown {
  try {
    return JSON.parse(payloadTemplate)
  } catch {
    throw validationFailed('payloadTemplate must be a JSON document.')
  }
}
