import { expect, test } from 'vitest'
import { BoundPolicies } from '../src/policy/bound-policies.js'
import { CompiledPolicy } from '../src/policy/compiled-policy.js'
import { parsePolicyDocument } from '../src/policy/document.js'
import { evaluate } from '../src/policy/evaluate.js'
import { fixedVariables, variableKey } from '../src/policy/variables.js'
import { allow, policyOf } from './use-security.js'

type Values = Readonly<Record<string, string | readonly string[]>>

/** Whether an Allow with this condition applies. */
function holds(operator: string, values: string | readonly string[], requested: Values, key = 'aws:k'): boolean {
  const policyDocument = policyOf({ ...allow('iot:Publish', '*'), Condition: { [operator]: { [key]: values } } })
  const policy = new CompiledPolicy(parsePolicyDocument(policyDocument))
  const variables = fixedVariables(new Map(Object.entries(requested).map(([name, value]) => [variableKey(name), value])))
  const bound = new BoundPolicies(
    [{ policyName: 'p', policyArn: '', versionId: '1', policyDocument, source: 'principal', policy }],
    variables,
  )
  return evaluate(bound, { action: 'iot:Publish', resource: 'arn:x' }).decision === 'ALLOWED'
}

const TOPIC = 'arn:aws:iot:us-east-1:123456789012:topic/a/b'

test.each([
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', '*', 'a', false],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', ['a', 'b'], 'c', true],
  ['StringEqualsIgnoreCase', 'Ab', 'aB', true],
  ['StringNotEqualsIgnoreCase', 'Ab', 'aB', false],
  ['StringLike', 'a*c?', 'abbcd', true],
  ['StringLike', 'a${*}c', 'abc', false],
  ['StringLike', 'a$(*)c', 'a*c', true],
  ['StringNotLike', 'a*', 'abc', false],
  ['NumericEquals', '10', '10.0', true],
  ['NumericNotEquals', '10', '11', true],
  ['NumericLessThan', '10', '9.5', true],
  ['NumericLessThan', '10', '10', false],
  ['NumericLessThanEquals', '10', '10', true],
  ['NumericGreaterThan', '9', '10', true],
  ['NumericGreaterThanEquals', '10', '9', false],
  ['NumericEquals', '0', '', false],
  ['DateLessThan', '2026-01-02T00:00:00Z', '2026-01-01T23:59:59Z', true],
  ['DateGreaterThanEquals', '2026-01-02T00:00:00Z', '1767312000', true],
  ['DateEquals', '2026-01-02T00:00:00Z', 'yesterday', false],
  ['Bool', 'true', 'True', true],
  ['Bool', 'true', 'false', false],
  ['BinaryEquals', 'QUI=', 'QUI=', true],
  ['IpAddress', '123.45.167.0/24', '123.45.167.89', true],
  ['IpAddress', '123.45.167.0/24', '123.45.168.1', false],
  ['IpAddress', '2001:db8::/32', '2001:db8::1', true],
  ['IpAddress', '10.0.0.1', '10.0.0.1', true],
  ['IpAddress', '10.0.0.0/33', '10.0.0.1', false],
  ['NotIpAddress', '10.0.0.0/8', '10.1.2.3', false],
  ['ArnEquals', 'arn:aws:iot:*:123456789012:topic/a/*', TOPIC, true],
  ['ArnLike', 'arn:aws:iot:*:topic/a/*', TOPIC, false],
  ['ArnLike', 'arn:aws:*', TOPIC, false],
  ['ArnNotLike', 'arn:aws:iot:us-east-1:123456789012:topic/a/?', TOPIC, false],
  ['ArnNotEquals', 'arn:aws:iot:us-east-1:123456789012:topic/z', TOPIC, true],
] as const)('[SEC-708] %s %j against %j: %s', (operator, wanted, actual, expected) => {
  expect(holds(operator, wanted, { 'aws:k': actual })).toBe(expected)
})

test.each([
  ['StringEquals', false],
  ['StringNotEquals', true],
  ['StringEqualsIfExists', true],
  ['ForAllValues:StringEquals', true],
  ['ForAnyValue:StringEquals', false],
  ['ForAnyValue:StringNotEquals', false],
  ['ForAnyValue:StringEqualsIfExists', true],
  ['NotIpAddress', true],
  ['NumericLessThan', false],
] as const)('[SEC-708] a key without value under %s: %s', (operator, expected) => {
  expect(holds(operator, '1', {})).toBe(expected)
})

test('[SEC-708] Null asks whether a value is there', () => {
  expect(holds('Null', 'true', {})).toBe(true)
  expect(holds('Null', 'false', {})).toBe(false)
  expect(holds('Null', 'false', { 'aws:k': 'x' })).toBe(true)
})

test('[SEC-702] variables stand in values of conditions, and stay as text without a value', () => {
  expect(holds('StringEquals', '${iot:ClientId}', { 'aws:k': 'c1', 'iot:ClientId': 'c1' })).toBe(true)
  expect(holds('StringLike', '${iot:ClientId}-*', { 'aws:k': '*-9', 'iot:ClientId': '*' })).toBe(true)
  expect(holds('StringLike', '${iot:ClientId}', { 'aws:k': 'anything', 'iot:ClientId': '*' })).toBe(false)
  expect(holds('StringEquals', '${iot:ClientId}', { 'aws:k': 'c1' })).toBe(false)
  expect(holds('StringNotEquals', '${iot:ClientId}', { 'aws:k': 'c1' })).toBe(true)
  const arn = 'arn:aws:iot:us-east-1:123456789012:topic/${iot:Connection.Thing.ThingName}/*'
  expect(holds('ArnEquals', arn, { 'aws:k': TOPIC, 'iot:Connection.Thing.ThingName': 'a' })).toBe(true)
})

test('[SEC-704] names of keys are known in any case, those of attributes as they are written', () => {
  expect(holds('StringEquals', 'c1', { 'iot:ClientId': 'c1' }, 'IOT:clientid')).toBe(true)
  expect(holds('StringEquals', 'x', { 'iot:Connection.Thing.Attributes[Site]': 'x' }, 'iot:connection.thing.attributes[Site]')).toBe(true)
  expect(holds('StringEquals', 'x', { 'iot:Connection.Thing.Attributes[Site]': 'x' }, 'iot:Connection.Thing.Attributes[site]')).toBe(false)
  expect(holds('StringEquals', 't', { 'iot:Connection.Thing.ThingName': 't' }, 'iot:Thing.ThingName')).toBe(true)
})
