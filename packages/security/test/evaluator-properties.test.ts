import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BoundPolicies } from '../src/policy/bound-policies.js'
import { CompiledPolicy } from '../src/policy/compiled-policy.js'
import { parsePolicyDocument } from '../src/policy/document.js'
import { evaluate } from '../src/policy/evaluate.js'
import { parseTemplate } from '../src/policy/template.js'
import { fixedVariables } from '../src/policy/variables.js'

/* The evaluator against a second one that is written for clarity only: it looks at every statement, and matches character by character. */

interface Statement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action?: readonly string[]
  readonly NotAction?: readonly string[]
  readonly Resource?: readonly string[]
  readonly NotResource?: readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

type Values = ReadonlyMap<string, string | readonly string[]>

/** `*` and `?` of the pattern against the text; `marks` says which characters of the pattern are wildcards. */
function naiveMatch(pattern: readonly (string | { wild: string })[], text: string): boolean {
  const [head, ...rest] = pattern
  if (head === undefined) return text === ''
  if (typeof head === 'string') return text.startsWith(head) && naiveMatch(rest, text.slice(head.length))
  if (head.wild === '?') return text !== '' && naiveMatch(rest, text.slice(1))
  for (let length = 0; length <= text.length; length++) if (naiveMatch(rest, text.slice(length))) return true
  return false
}

/** Splits into literal characters, wildcards and values; undefined when a variable has no value. */
function naivePattern(source: string, values: Values): (string | { wild: string })[] | undefined {
  const parts: (string | { wild: string })[] = []
  for (const piece of source.match(/\$\{[^}]*\}|[^]/g) ?? []) {
    if (piece === '*' || piece === '?') parts.push({ wild: piece })
    else if (/^\$\{[*?$]\}$/.test(piece)) parts.push(piece.charAt(2))
    else if (piece.length > 1) {
      const value = values.get(piece.slice(2, -1).toLowerCase())
      if (typeof value !== 'string') return undefined
      parts.push(value)
    } else parts.push(piece)
  }
  return parts
}

function naiveCondition(operator: string, requested: readonly string[], wanted: readonly string[]): boolean {
  const [, set, comparison = '', ifExists] = /^(?:(\w+):)?(\w+?)(IfExists)?$/.exec(operator) ?? []
  if (comparison === 'Null') return (requested.length === 0) === (wanted[0] === 'true')
  const isNegated = comparison.includes('Not')
  const one = (value: string): boolean => {
    const isEqual = wanted.some((text) =>
      comparison.endsWith('Like') ? naiveMatch(naivePattern(text, new Map()) ?? [], value) : text === value,
    )
    return isEqual !== isNegated
  }
  if (set === 'ForAllValues') return requested.every(one)
  if (set === 'ForAnyValue') return requested.length === 0 ? ifExists !== undefined : requested.some(one)
  if (requested.length === 0) return isNegated || ifExists !== undefined
  return isNegated ? requested.every(one) : requested.some(one)
}

function naiveDecision(statements: readonly Statement[], action: string, resource: string, values: Values): string {
  const covers = (texts: readonly string[], subject: string, isAction: boolean): boolean =>
    texts.some((text) => {
      const pattern = naivePattern(isAction ? text.toLowerCase() : text, values)
      return pattern !== undefined && naiveMatch(pattern, isAction ? subject.toLowerCase() : subject)
    })
  const applying = statements.filter((statement) => {
    const actionFits =
      statement.Action === undefined ? !covers(statement.NotAction ?? [], action, true) : covers(statement.Action, action, true)
    const resourceFits =
      statement.Resource === undefined ? !covers(statement.NotResource ?? [], resource, false) : covers(statement.Resource, resource, false)
    const conditionsHold = Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => {
        const value = values.get(key.toLowerCase())
        return naiveCondition(operator, value === undefined ? [] : typeof value === 'string' ? [value] : value, wanted)
      }),
    )
    return actionFits && resourceFits && conditionsHold
  })
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'EXPLICIT_DENY'
  return applying.length > 0 ? 'ALLOWED' : 'IMPLICIT_DENY'
}

const part = fc.constantFrom('a', 'b', '/', ':', ':a', '*', '?', '+', '#', '${iot:ClientId}', '${iot:DomainName}', '${*}', '${?}')
const resources = fc.array(
  fc.array(part, { maxLength: 6 }).map((parts) => `arn:${parts.join('')}`),
  { minLength: 1, maxLength: 3 },
)
const actions = fc.array(fc.constantFrom('iot:Publish', 'iot:Pub*', 'iot:*', '*', 'iot:Receive', 'IOT:PUBLISH', 'iot:?ublish'), {
  minLength: 1,
  maxLength: 2,
})
const operators = fc.constantFrom(
  ...['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'].flatMap((name) =>
    ['', 'ForAllValues:', 'ForAnyValue:'].flatMap((set) => [`${set}${name}`, `${set}${name}IfExists`]),
  ),
)
const conditions = fc.dictionary(
  operators,
  fc.dictionary(
    fc.constantFrom('iot:ClientId', 'iot:ConnectAttributes', 'iot:Unknown'),
    fc.array(fc.constantFrom('a', 'b', '*', 'a?', 'P'), { maxLength: 3 }),
    {
      minKeys: 1,
      maxKeys: 2,
    },
  ),
  { maxKeys: 2 },
)
const statement: fc.Arbitrary<Statement> = fc
  .record({
    Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
    actions,
    resources,
    conditions,
    notAction: fc.boolean(),
    notResource: fc.boolean(),
  })
  .map(({ Effect, actions: a, resources: r, conditions: Condition, notAction, notResource }) => ({
    Effect,
    ...(notAction ? { NotAction: a } : { Action: a }),
    ...(notResource ? { NotResource: r } : { Resource: r }),
    Condition,
  }))
const resource = fc
  .array(fc.constantFrom('a', 'b', '/', ':', ':a', '+', '#', '*', '?', '$'), { maxLength: 8 })
  .map((parts) => `arn:${parts.join('')}`)
const context = fc.record({
  clientId: fc.option(fc.constantFrom('a', 'b', '+', '*', 'ab'), { nil: undefined }),
  attributes: fc.option(fc.subarray(['P', 'a', 'b']), { nil: undefined }),
})

test('[SEC-701] [SEC-708] the evaluator agrees with one written for clarity', () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 5 }), resource, context, (statements, asked, { clientId, attributes }) => {
      const values = new Map<string, string | readonly string[]>()
      if (clientId !== undefined) values.set('iot:clientid', clientId)
      if (attributes !== undefined) values.set('iot:connectattributes', attributes)
      const document = JSON.stringify({ Version: '2012-10-17', Statement: statements })
      fc.pre(document.length <= 2048)
      const policy = new CompiledPolicy(parsePolicyDocument(document))
      const entry = { policyName: 'p', policyArn: '', versionId: '1', policyDocument: document, source: 'principal', policy }
      const { decision } = evaluate(new BoundPolicies([entry], fixedVariables(values)), { action: 'iot:Publish', resource: asked })
      expect(decision).toBe(naiveDecision(statements, 'iot:Publish', asked, values))
    }),
    { numRuns: 2000 },
  )
})

test('a pattern of many stars takes no longer than its length allows', () => {
  const glob = parseTemplate(`arn:${'*a'.repeat(900)}b`).openGlob(fixedVariables(new Map()))
  expect(glob.matches(`arn:${'a'.repeat(5000)}`)).toBe(false)
  expect(glob.matches(`arn:${'a'.repeat(5000)}b`)).toBe(true)
})
