import { BlockList, isIP, isIPv4 } from 'node:net'
import type { Glob } from './glob.js'
import type { Template } from './template.js'
import { NO_VALUES, type PolicyVariables } from './variables.js'

/** Compares one value of the request with one value of the policy. */
export type ValueTest = (requestValue: string, variables: PolicyVariables) => boolean

/** A comparison of IAM's condition language: how a policy value becomes a test, and whether the operator asks for the opposite (SEC-708). */
export interface Comparison {
  readonly compile: (value: Template) => ValueTest
  readonly isNegated: boolean
}

/** Comparison operators without set prefix and `IfExists`. `Null` is not here: it asks for presence, not for a value. */
export const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ...bothWays(
    'StringEquals',
    'StringNotEquals',
    byText((text) => (value) => value === text),
  ),
  ...bothWays(
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    byText((text) => ignoringCase(text)),
  ),
  ...bothWays('StringLike', 'StringNotLike', byPattern),
  ...bothWays(
    'NumericEquals',
    'NumericNotEquals',
    byNumber((value, bound) => value === bound),
  ),
  ...oneWay(
    'NumericLessThan',
    byNumber((value, bound) => value < bound),
  ),
  ...oneWay(
    'NumericLessThanEquals',
    byNumber((value, bound) => value <= bound),
  ),
  ...oneWay(
    'NumericGreaterThan',
    byNumber((value, bound) => value > bound),
  ),
  ...oneWay(
    'NumericGreaterThanEquals',
    byNumber((value, bound) => value >= bound),
  ),
  ...bothWays(
    'DateEquals',
    'DateNotEquals',
    byDate((value, bound) => value === bound),
  ),
  ...oneWay(
    'DateLessThan',
    byDate((value, bound) => value < bound),
  ),
  ...oneWay(
    'DateLessThanEquals',
    byDate((value, bound) => value <= bound),
  ),
  ...oneWay(
    'DateGreaterThan',
    byDate((value, bound) => value > bound),
  ),
  ...oneWay(
    'DateGreaterThanEquals',
    byDate((value, bound) => value >= bound),
  ),
  ...oneWay(
    'Bool',
    byText((text) => ignoringCase(text)),
  ),
  ...oneWay(
    'BinaryEquals',
    byText((text) => (value) => Buffer.from(value, 'base64').equals(Buffer.from(text, 'base64'))),
  ),
  ...bothWays('IpAddress', 'NotIpAddress', byText(addressRange)),
  ...bothWays('ArnEquals', 'ArnNotEquals', byArn),
  ...bothWays('ArnLike', 'ArnNotLike', byArn),
])

type Compile = Comparison['compile']

function bothWays(positive: string, negative: string, compile: Compile): [string, Comparison][] {
  return [
    [positive, { compile, isNegated: false }],
    [negative, { compile, isNegated: true }],
  ]
}

function oneWay(name: string, compile: Compile): [string, Comparison][] {
  return [[name, { compile, isNegated: false }]]
}

/** Prepares the test once when the policy value holds no variables. */
function byText(make: (text: string) => (value: string) => boolean): Compile {
  return (template) => {
    if (template.hasVariables) return (value, variables) => make(template.text(variables))(value)
    const test = make(template.text(NO_VALUES))
    return (value) => test(value)
  }
}

function ignoringCase(text: string): (value: string) => boolean {
  const folded = text.toLowerCase()
  return (value) => value.toLowerCase() === folded
}

function byPattern(template: Template): ValueTest {
  if (template.hasVariables) return (value, variables) => template.lenientGlob(variables).matches(value)
  const glob = template.lenientGlob(NO_VALUES)
  return (value) => glob.matches(value)
}

function byNumber(holds: (value: number, bound: number) => boolean): Compile {
  return byText((text) => {
    const bound = numberOf(text)
    return (value) => holds(numberOf(value), bound)
  })
}

function numberOf(text: string): number {
  return text.trim() === '' ? NaN : Number(text)
}

function byDate(holds: (value: number, bound: number) => boolean): Compile {
  return byText((text) => {
    const bound = epochMsOf(text)
    return (value) => holds(epochMsOf(value), bound)
  })
}

/** ISO 8601, or a number of seconds since the epoch. */
function epochMsOf(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text)
}

/** An address, or a range in CIDR notation, of IPv4 or IPv6. What is neither contains nothing. */
function addressRange(text: string): (value: string) => boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const family = isIP(address)
  const bits = prefix === undefined ? (family === 4 ? 32 : 128) : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1
  if (family === 0 || rest.length > 0 || bits < 0 || bits > (family === 4 ? 32 : 128)) return () => false
  const range = new BlockList()
  range.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6')
  return (value) => isIP(value) !== 0 && range.check(value, isIPv4(value) ? 'ipv4' : 'ipv6')
}

const ARN_COMPONENTS = 6

/** Each of the six components is a pattern of its own: a `*` does not reach over a colon of the first five. */
function byArn(template: Template): ValueTest {
  const parts = template.splitAtColons(ARN_COMPONENTS)
  if (parts === undefined) return template.source === '*' ? () => true : () => false
  const fixed = template.hasVariables ? undefined : parts.map((part) => part.lenientGlob(NO_VALUES))
  return (value, variables) => {
    const components = arnComponents(value)
    const globs = fixed ?? parts.map((part) => part.lenientGlob(variables))
    return components !== undefined && globs.every((glob: Glob, index) => glob.matches(components[index] ?? ''))
  }
}

function arnComponents(value: string): readonly string[] | undefined {
  const pieces = value.split(':')
  if (pieces.length < ARN_COMPONENTS) return undefined
  return [...pieces.slice(0, ARN_COMPONENTS - 1), pieces.slice(ARN_COMPONENTS - 1).join(':')]
}
