import { serviceModels } from '@iot-core-local/core'
import { test } from 'vitest'
import { valuePattern } from '../src/validation/value-pattern.js'
import { useGateway } from './use-gateway.js'

const THING_PATTERN = '[a-zA-Z0-9:_-]+'

async function complaint(method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, body?: object | string) {
  const accept = () => ({}) as never
  const { gateway } = useGateway({
    iot: {
      CreateThing: accept,
      UpdateThing: accept,
      CreateTopicRule: accept,
      CreateThingType: accept,
      CreateThingGroup: accept,
      CreateJob: accept,
      CreatePackage: accept,
      ListThings: accept,
      TagResource: accept,
      AttachThingPrincipal: accept,
      CreateAuthorizer: accept,
      CreateCommand: accept,
      ListAuditTasks: accept,
      UpdateIndexingConfiguration: accept,
    },
    iotData: { Publish: accept },
  })
  const text = typeof body === 'object' ? JSON.stringify(body) : body
  const response = await gateway.inject({ method, url, ...(text === undefined ? {} : { body: text }) })
  const json: unknown = response.body === '' ? {} : JSON.parse(response.body)
  return { status: response.statusCode, name: response.headers['x-amzn-errortype'], message: (json as { message?: string }).message }
}

test('[API-061][RUL-020] a value against its pattern, anchored to the whole value', async ({ expect }) => {
  expect(await complaint('POST', '/rules/test-rule', { sql: 's', actions: [] })).toEqual({
    status: 400,
    name: 'InvalidRequestException',
    message:
      "1 validation error detected: Value 'test-rule' at 'ruleName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9_]+$",
  })
})

test('[API-064] an unanchored pattern of the model holds for the whole value', async ({ expect }) => {
  expect((await complaint('POST', '/things/a%20b', {})).message).toBe(
    `1 validation error detected: Value 'a b' at 'thingName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${THING_PATTERN}`,
  )
})

test('[API-061] several errors are counted and joined', async ({ expect }) => {
  const name = `${'x'.repeat(128)}!`
  expect((await complaint('POST', `/things/${name}`, {})).message).toBe(
    `2 validation errors detected: Value '${name}' at 'thingName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${THING_PATTERN}; ` +
      `Value '${name}' at 'thingName' failed to satisfy constraint: Member must have length less than or equal to 128`,
  )
})

test('[API-062][REG-010] map keys and values in the words of the real service', async ({ expect }) => {
  const attributes = { '"state"': '{"reported":{"device_id":"ABCD","motion_info":"STOP"}}' }
  const { message } = await complaint('PATCH', '/things/HomeIot-ABCD', { attributePayload: { attributes } })
  const shown = `Value '{"state"={"reported":{"device_id":"ABCD","motion_info":"STOP"}}}' at 'attributePayload.attributes' failed to satisfy constraint: `
  expect(message).toBe(
    `2 validation errors detected: ${shown}Map keys must satisfy constraint: [Member must have length less than or equal to 128, ` +
      `Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: [a-zA-Z0-9_.,@/:#-]+]; ` +
      `${shown}Map value must satisfy constraint: [Member must have length less than or equal to 800, ` +
      `Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: [a-zA-Z0-9_.,@/:#=\\[\\]-]*]`,
  )
})

test('[API-062] a missing required member, by its API name', async ({ expect }) => {
  expect((await complaint('PUT', '/things/t/principals')).message).toBe(
    "1 validation error detected: Value null at 'principal' failed to satisfy constraint: Member must not be null",
  )
  expect((await complaint('POST', '/rules/r')).message).toBe(
    "1 validation error detected: Value null at 'topicRulePayload' failed to satisfy constraint: Member must not be null",
  )
  expect((await complaint('POST', '/rules/r', { actions: [] })).message).toBe(
    "1 validation error detected: Value null at 'topicRulePayload.sql' failed to satisfy constraint: Member must not be null",
  )
})

test('[API-036] null is the same as absent, unknown members are ignored', async ({ expect }) => {
  expect(
    (await complaint('POST', '/things/t', { thingTypeName: null, nobodyKnows: [1], attributePayload: { attributes: { a: null } } })).status,
  ).toBe(200)
  expect((await complaint('POST', '/tags', { resourceArn: null, tags: [] })).message).toContain("Value null at 'resourceArn'")
})

test('[API-062][REG-023] ranges and enumerations', async ({ expect }) => {
  expect((await complaint('GET', '/things?maxResults=251')).message).toBe(
    "1 validation error detected: Value '251' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 250",
  )
  expect((await complaint('GET', '/things?maxResults=0')).message).toContain('Member must have value greater than or equal to 1')
  expect((await complaint('POST', '/authorizer/a', { authorizerFunctionArn: 'f', status: 'ON' })).message).toContain(
    "Value 'ON' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [",
  )
  expect((await complaint('POST', '/topics/a?qos=2', 'x')).message).toContain("Value '2' at 'qos'")
})

test('[API-063] members of list elements have paths with an index', async ({ expect }) => {
  expect((await complaint('POST', '/tags', { resourceArn: 'arn', tags: [{ Key: 'a' }, { Value: 'b' }] })).message).toBe(
    "1 validation error detected: Value null at 'tags.2.member.Key' failed to satisfy constraint: Member must not be null",
  )
  expect((await complaint('POST', '/tags', { resourceArn: 'arn', tags: [null] })).message).toContain("Value null at 'tags.1.member'")
})

test('[API-062] the constraints of list elements are listed together', async ({ expect }) => {
  const { message } = await complaint('POST', '/thing-types/t', { thingTypeProperties: { searchableAttributes: ['ok', 'not ok'] } })
  expect(message).toContain(
    "Value '[ok, not ok]' at 'thingTypeProperties.searchableAttributes' failed to satisfy constraint: Member must satisfy constraint: [Member must have length",
  )
})

test('[API-054] newer families answer ValidationException', async ({ expect }) => {
  expect(await complaint('PUT', '/packages/not%20ok', {})).toMatchObject({ status: 400, name: 'ValidationException' })
  expect(await complaint('PUT', '/commands/not%20ok', {})).toMatchObject({ status: 400, name: 'ValidationException' })
})

test.each([
  ['malformed JSON', '{"a":'],
  ['a list as body', '[]'],
  ['a string where an object belongs', '{"attributePayload":"x"}'],
  ['a number where a string belongs', '{"thingTypeName":5}'],
  ['a string where a boolean belongs', '{"attributePayload":{"merge":"true"}}'],
  ['a list where a map belongs', '{"attributePayload":{"attributes":[]}}'],
])('[API-036] %s is a 400 SerializationException', async (_what, body) => {
  const { status, name } = await complaint('POST', '/things/t', body)
  if (status !== 400 || name !== 'SerializationException') throw new Error(`${String(status)} ${String(name)}`)
})

test.each([
  ['GET', '/things?maxResults=many'],
  ['GET', '/things?usePrefixAttributeValue=yes'],
  ['GET', '/audit/tasks?startTime=yesterday&endTime=2026-01-02T03:04:05Z'],
] as const)('[API-030] %s %s is a 400 SerializationException', async (method, url) => {
  const { status, name } = await complaint(method, url)
  if (status !== 400 || name !== 'SerializationException') throw new Error(`${String(status)} ${String(name)}`)
})

test('[API-030][API-035] booleans in any case, timestamps as ISO 8601 or seconds', async ({ expect }) => {
  const inputs: unknown[] = []
  const { gateway } = useGateway({
    iot: { ListAuditTasks: (input) => (inputs.push(input), {}), ListThings: (input) => (inputs.push(input), {}) },
  })
  await gateway.inject({ method: 'GET', url: '/audit/tasks?startTime=2026-01-02T03%3A04%3A05Z&endTime=1767323045.5' })
  await gateway.inject({ method: 'GET', url: '/things?usePrefixAttributeValue=TRUE' })
  expect(inputs).toEqual([
    { startTime: new Date('2026-01-02T03:04:05Z'), endTime: new Date(1_767_323_045_500) },
    { usePrefixAttributeValue: true },
  ])
})

test('a member called __proto__ is a member like any other', async ({ expect }) => {
  const inputs: unknown[] = []
  const { gateway } = useGateway({ iot: { CreateThing: (input) => (inputs.push(input.attributePayload?.attributes), {}) } })
  await gateway.inject({
    method: 'POST',
    url: '/things/t',
    body: '{"__proto__":{"x":1},"attributePayload":{"attributes":{"__proto__":"v","a":"b"}}}',
  })
  expect(Object.entries(inputs[0] ?? {})).toEqual([
    ['__proto__', 'v'],
    ['a', 'b'],
  ])
})

test('[API-064] every pattern of the three models compiles and keeps its meaning', ({ expect }) => {
  let patterns = 0
  for (const { shapes } of Object.values(serviceModels)) {
    for (const shape of Object.values(shapes)) {
      if (shape.type !== 'string' || shape.pattern === undefined) continue
      patterns++
      expect(valuePattern(shape.pattern)).toBeInstanceOf(RegExp)
    }
  }
  expect(patterns).toBeGreaterThan(130)
  expect(valuePattern('[\\p{Graph}\\x20]*').test('a b~')).toBe(true)
  expect(valuePattern('[\\p{Graph}\\x20]*').test('a\tb')).toBe(false)
  expect(valuePattern('[^\\p{Cntrl}]*').test('a\u0007')).toBe(false)
  expect(valuePattern('[\\p{Upper}\\p{Digit}_]+').test('A_1')).toBe(true)
  expect(valuePattern('[\\p{Upper}\\p{Digit}_]+').test('a')).toBe(false)
  expect(valuePattern('[^\\p{C}]+').test('caf\u00e9 \u{1F600}')).toBe(true)
  expect(valuePattern('^a|b$').test('ax')).toBe(false)
})

test('a sentence about many errors and long values stays bounded', async ({ expect }) => {
  const tags = Array.from({ length: 5_000 }, () => ({ Value: 'v' }))
  const { message } = await complaint('POST', '/tags', { resourceArn: 'a', tags })
  expect(message).toMatch(/^50 validation errors detected: /)
  const { message: long } = await complaint('POST', '/things/t', { thingTypeName: '!'.repeat(100_000) })
  expect(long?.length).toBeLessThan(10_000)
})
