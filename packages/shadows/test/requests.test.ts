import { expect, test } from 'vitest'
import { prefixOf, useShadows } from './use-shadows.js'

const T = { thingName: 'T' }
const NAMED = { thingName: 'T', shadowName: '$package' }

/** The start of the tests' frozen clock, in whole seconds. */
const NOW = Date.parse('2026-01-02T03:04:05Z') / 1_000

/** An object of so many levels, the innermost empty. */
function nested(levels: number): object {
  return levels === 0 ? {} : { x: nested(levels - 1) }
}

const refused = [
  { rule: 'SHD-010', payload: '{not json', code: 400, message: 'Invalid JSON' },
  { rule: 'SHD-010', payload: '', code: 400, message: 'Invalid JSON' },
  {
    rule: 'SHD-010',
    payload: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]),
    code: 415,
    message: /^Unsupported documented encoding; supported encoding is UTF-8$/,
  },
  { rule: 'SHD-010', payload: Buffer.from('\ufeff{"state":{}}', 'utf16le'), code: 415, message: /^Unsupported documented encoding/ },
  { rule: 'SHD-011', payload: '66', code: 400, message: 'Missing required node: state' },
  { rule: 'SHD-011', payload: 'null', code: 400, message: 'Missing required node: state' },
  { rule: 'SHD-011', payload: '[{"state":{}}]', code: 400, message: 'Missing required node: state' },
  { rule: 'SHD-011', payload: '{"__proto__":{"state":{}}}', code: 400, message: 'Missing required node: state' },
  { rule: 'SHD-012', payload: '{"state":[]}', code: 400, message: 'State node must be an object' },
  { rule: 'SHD-012', payload: '{"state":false}', code: 400, message: 'State node must be an object' },
  { rule: 'SHD-013', payload: '{"state":{"desired":[]}}', code: 400, message: 'Desired node must be an object' },
  { rule: 'SHD-013', payload: '{"state":{"reported":"x"}}', code: 400, message: 'Reported node must be an object' },
  { rule: 'SHD-014', payload: '{"state":{"desired":{},"foo":1}}', code: 400, message: "State contains an invalid node: 'foo'" },
  { rule: 'SHD-014', payload: '{"state":{"__proto__":{}}}', code: 400, message: "State contains an invalid node: '__proto__'" },
  { rule: 'SHD-015', payload: '{"state":{"delta":{}}}', code: 400, message: "State contains an invalid node: 'delta'" },
  { rule: 'SHD-017', payload: '{"state":{},"version":-1}', code: 400, message: 'Invalid version' },
  { rule: 'SHD-017', payload: '{"state":{},"version":1.5}', code: 400, message: 'Invalid version' },
  { rule: 'SHD-017', payload: '{"state":{},"version":null}', code: 400, message: 'Invalid version' },
  { rule: 'SHD-018', payload: '{"state":{},"clientToken":7}', code: 400, message: 'Invalid clientToken' },
  { rule: 'SHD-018', payload: `{"state":{},"clientToken":"${'é'.repeat(33)}"}`, code: 400, message: 'Invalid clientToken' },
  { rule: 'SHD-019', payload: '{"state":{"desired":{"a":{"b":[1,[null]]}}}}', code: 400, message: "State contains an invalid node: 'b'" },
  { rule: 'SHD-022', payload: '{"state":{"desired":{"a":[1e400]}}}', code: 400, message: 'Invalid JSON' },
  {
    rule: 'SHD-090',
    payload: JSON.stringify({ state: { desired: nested(9) } }),
    code: 400,
    message: 'JSON contains too many levels of nesting; maximum is 8',
  },
  {
    rule: 'SHD-090',
    payload: JSON.stringify({ state: { reported: { a: [[nested(9)]] } } }),
    code: 400,
    message: /^JSON contains too many levels of nesting/,
  },
  {
    rule: 'SHD-090',
    payload: `{"state":{"desired":{"a":${'['.repeat(60_000)}${']'.repeat(60_000)}}}}`,
    code: 400,
    message: /^JSON contains too many levels of nesting/,
  },
  { rule: 'SHD-071', payload: '{"state":{},"version":2}', code: 409, message: 'Version conflict' },
  {
    rule: 'SHD-091',
    payload: JSON.stringify({ state: { desired: { a: 'x'.repeat(8_190) } } }),
    code: 413,
    message: 'The payload exceeds the maximum size allowed',
  },
  { rule: 'SHD-021', payload: `{"state":{}}${' '.repeat(131_072)}`, code: 413, message: 'The payload exceeds the maximum size allowed' },
]

for (const { rule, payload, code, message } of refused) {
  const shown = payload.toString().slice(0, 60)
  for (const edge of ['http', 'mqtt'] as const) {
    test(`[${rule}] ${edge} refuses ${shown} with ${String(code)} and changes nothing`, async () => {
      const rig = useShadows()
      await rig.update(T, { state: { reported: { a: 1 } } })
      const before = rig.stored(T)
      rig.account.seenEvents.length = 0
      const outcome = await rig.update(T, payload, edge)
      expect(outcome.status).toBe(code)
      if (typeof message === 'string') expect(outcome.message).toBe(message)
      else expect(outcome.message).toMatch(message)
      expect(outcome.published.map(({ topic }) => topic)).toEqual(edge === 'http' ? [] : [`${prefixOf(T)}/update/rejected`])
      expect(rig.stored(T)).toEqual(before)
      expect(rig.account.seenEvents).toEqual([])
    })
  }
}

test.each([
  { breaks: { state: 1, version: 'x', clientToken: 1 }, message: 'State node must be an object' },
  { breaks: { state: { desired: 1, foo: 1 }, version: 'x' }, message: 'Desired node must be an object' },
  { breaks: { state: { foo: 1 }, version: 'x' }, message: /^State contains an invalid node/ },
  { breaks: { state: { desired: nested(9) }, version: 'x', clientToken: 1 }, message: 'Invalid version' },
  { breaks: { state: { desired: nested(9) }, version: 5, clientToken: 1 }, message: 'Invalid clientToken' },
  { breaks: { state: { desired: nested(9) }, version: 5 }, message: /^JSON contains too many levels/ },
  { breaks: { state: { desired: { a: 'x'.repeat(9_000) } }, version: 5 }, message: 'Version conflict' },
])('[SHD-021] of several faults the first in order is answered: $message', async ({ breaks, message }) => {
  expect((await useShadows().update(T, breaks)).message).toMatch(message)
})

test('[SHD-016] unknown members beside state are ignored and not stored', async () => {
  const rig = useShadows()
  await rig.update(T, { state: { desired: { a: 1 } }, metadata: { x: 1 }, timestamp: 5, extra: [null] })
  const { payload } = await rig.get(T)
  expect(JSON.parse(payload)).toEqual({
    state: { desired: { a: 1 }, delta: { a: 1 } },
    metadata: { desired: { a: { timestamp: NOW } } },
    version: 1,
    timestamp: NOW,
  })
})

test('[SHD-018] a token of 64 bytes is accepted', async () => {
  const { status, payload } = await useShadows().update(T, { state: {}, clientToken: 'é'.repeat(32) })
  expect(status).toBe(200)
  expect(JSON.parse(payload)).toMatchObject({ clientToken: 'é'.repeat(32) })
})

test('[SHD-010] of a member named twice the last one counts', async () => {
  const rig = useShadows()
  await rig.update(T, '{"state":{"desired":{"a":1}},"state":{"desired":{"a":2,"b":1,"b":{"c":3}}}}')
  expect(rig.stored(T)?.state).toEqual({ desired: { a: 2, b: { c: 3 } } })
})

test('[SHD-090] eight object levels are accepted, and the limit is adjustable', async () => {
  expect((await useShadows().update(T, { state: { desired: nested(8) } })).status).toBe(200)
  expect((await useShadows({ maxNestingLevels: 5 }).update(T, { state: { desired: nested(6) } })).message).toMatch(/maximum is 5$/)
})

test('[SHD-022] [SHD-090] arrays inside each other are no object levels; 64 of them are accepted', async () => {
  const lists = (levels: number): string => `{"state":{"desired":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}}`
  expect((await useShadows().update(T, lists(64))).status).toBe(200)
  expect((await useShadows().update(T, lists(65))).status).toBe(400)
})

test('[SHD-091] the merged document is measured, both sections together, whatever the request weighs', async () => {
  const rig = useShadows()
  expect((await rig.update(T, { state: { desired: { a: 'x'.repeat(4_000) } } })).status).toBe(200)
  expect((await rig.update(T, { state: { reported: { b: 'x'.repeat(4_176) } } })).status).toBe(200)
  expect((await rig.update(T, { state: { reported: { b: 'x'.repeat(4_177) } } })).status).toBe(413)
  expect((await rig.update(T, `${' '.repeat(9_000)}{"state":{"desired":null}}`)).status).toBe(200)
  expect((await useShadows({ maxDocumentBytes: 30_720 }).update(T, { state: { desired: { a: 'x'.repeat(30_000) } } })).status).toBe(200)
})

test('[SHD-057] [SHD-092] metadata does not count', async () => {
  const rig = useShadows()
  expect((await rig.update(T, { state: { reported: { a: Array.from({ length: 4_000 }, () => 1) } } })).status).toBe(200)
  expect((await rig.get(T)).payload.length).toBeGreaterThan(60_000)
})

test('[SHD-040] an empty state is a step of the version', async () => {
  const rig = useShadows()
  await rig.update(T, { state: {} })
  expect(JSON.parse((await rig.update(T, { state: {} })).payload)).toEqual({ state: {}, metadata: {}, version: 2, timestamp: NOW })
})

test('[SHD-054] the accepted answer mirrors the request, nulls included', async () => {
  const rig = useShadows()
  await rig.update(T, { state: { desired: { a: 1 }, reported: { a: 1, x: 1 } } })
  const { payload } = await rig.update(T, { state: { reported: { x: null, y: { z: null } }, desired: null } })
  const at = { timestamp: NOW }
  expect(JSON.parse(payload)).toEqual({
    state: { reported: { x: null, y: { z: null } }, desired: null },
    metadata: { reported: { x: at, y: { z: at } }, desired: at },
    version: 2,
    timestamp: NOW,
  })
})

test('[SHD-100..104] members stand in the order AWS writes them', async () => {
  const rig = useShadows()
  const stamp = `{"timestamp":${String(NOW)}}`
  const tail = `"timestamp":${String(NOW)},"clientToken":"t"`
  const update = await rig.update(T, '{"clientToken":"t","state":{"desired":{"a":1},"reported":{"a":2}}}')
  const state = '"desired":{"a":1},"reported":{"a":2}'
  const metadata = `"desired":{"a":${stamp}},"reported":{"a":${stamp}}`
  expect(update.published).toEqual([
    {
      topic: `${prefixOf(T)}/update/delta`,
      payload: `{"version":1,"timestamp":${String(NOW)},"state":{"a":1},"metadata":{"a":${stamp}},"clientToken":"t"}`,
    },
    {
      topic: `${prefixOf(T)}/update/documents`,
      payload: `{"previous":null,"current":{"state":{${state}},"metadata":{${metadata}},"version":1},${tail}}`,
    },
    { topic: `${prefixOf(T)}/update/accepted`, payload: `{"state":{${state}},"metadata":{${metadata}},"version":1,${tail}}` },
  ])
  expect((await rig.get(T, '{"clientToken":"t"}')).payload).toBe(
    `{"state":{${state},"delta":{"a":1}},"metadata":{${metadata}},"version":1,${tail}}`,
  )
  expect((await rig.delete(T, '{"clientToken":"t"}')).payload).toBe(`{"version":1,${tail}}`)
})

test('[SHD-107] the delta follows every accepted update while something differs, and lists all of it', async () => {
  const rig = useShadows()
  await rig.update(T, { state: { desired: { a: 1, b: 2 } } })
  const { published } = await rig.update(T, { state: { reported: { unrelated: true } } })
  const delta = published.find(({ topic }) => topic.endsWith('/delta'))
  expect(JSON.parse(delta?.payload ?? '')).toMatchObject({ state: { a: 1, b: 2 }, version: 2 })
})

test.each(['http', 'mqtt'] as const)('[SHD-106] [SHD-108] a delete over %s publishes delete/accepted only', async (edge) => {
  const rig = useShadows()
  await rig.update(NAMED, { state: { desired: { a: 1 } } })
  const { published } = await rig.delete(NAMED, '', edge)
  expect(published).toEqual([
    { topic: '$aws/things/T/shadow/name/$package/delete/accepted', payload: `{"version":1,"timestamp":${String(NOW)}}` },
  ])
})

test('[SHD-108] a get over HTTP publishes nothing', async () => {
  const rig = useShadows()
  await rig.update(T, { state: {} })
  expect((await rig.get(T, '', 'http')).published).toEqual([])
})

test('[SHD-080] the token is echoed in each answer to a request that could be read', async () => {
  const rig = useShadows()
  const token = { clientToken: 'a"\u2028b' }
  const answers = [
    await rig.get(T, JSON.stringify(token)),
    await rig.delete(T, JSON.stringify(token)),
    await rig.update(T, token),
    await rig.update(T, { state: {}, version: 7, ...token }),
    ...(await rig.update(T, { state: { desired: { a: 1 } }, ...token })).published,
    await rig.get(T, JSON.stringify(token)),
    await rig.delete(T, JSON.stringify(token)),
  ]
  expect(answers).toHaveLength(9)
  for (const { payload } of answers) expect(JSON.parse(payload)).toMatchObject(token)
})

test('[SHD-080] no token is invented', async () => {
  const rig = useShadows()
  const { published } = await rig.update(T, { state: { desired: { a: 1 } } })
  for (const { payload } of [...published, await rig.get(T), await rig.delete(T), await rig.get(T)]) {
    expect(JSON.parse(payload)).not.toHaveProperty('clientToken')
  }
})

test('[SHD-010] the NUL that ends a string in C may end a payload; in it there is none', async () => {
  const rig = useShadows()
  const update = '{"state":{"desired":{"powerOn":1}},"clientToken":"835741"}'
  expect(JSON.parse((await rig.update(T, Buffer.from(`${update}\0`))).payload)).toMatchObject({ version: 1, clientToken: '835741' })
  expect(await rig.update(T, Buffer.from(`${update}\0${update}`))).toMatchObject({ status: 400, message: 'Invalid JSON' })
  expect(await rig.update(T, Buffer.from('\0'))).toMatchObject({ status: 400, message: 'Invalid JSON' })
})

test('[SHD-023] get and delete need no payload; get refuses one that is not JSON, delete ignores it', async () => {
  const rig = useShadows()
  await rig.update(T, { state: {} })
  expect((await rig.get(T, '"hello"')).status).toBe(200)
  expect(await rig.get(T, '{oops')).toMatchObject({ status: 400, payload: '{"code":400,"message":"Invalid JSON"}' })
  expect((await rig.get(T, '{"clientToken":5}')).message).toBe('Invalid clientToken')
  expect((await rig.delete(T, Buffer.from([0xff]))).status).toBe(200)
})

test('[SHD-001] classic and named shadows are documents of their own', async () => {
  const rig = useShadows()
  await rig.update(T, { state: { reported: { a: 1 } } })
  await rig.update(T, { state: { reported: { a: 2 } } })
  await rig.update(NAMED, { state: { reported: { b: 1 } } })
  await rig.delete(T)
  expect(rig.stored(T)).toBeUndefined()
  expect(rig.stored(NAMED)).toMatchObject({ state: { reported: { b: 1 } }, version: 1 })
})

test.each(['http', 'mqtt'] as const)('[SHD-131] the 404 of a named shadow over %s names thing and shadow', async (edge) => {
  expect(await useShadows().get(NAMED, '', edge)).toMatchObject({ status: 404, message: "No shadow exists with name: 'T~$package'" })
})

test('[SHD-114] a topic with an invalid name is rejected, one with an empty or an extra level has no handler', async () => {
  const rig = useShadows()
  expect(await rig.get({ thingName: 'a b' })).toMatchObject({ status: 400, message: 'Invalid thing name' })
  expect(await rig.update({ thingName: 'x'.repeat(129) }, { state: {} })).toMatchObject({ status: 400, message: 'Invalid thing name' })
  expect(await rig.delete({ thingName: 'T', shadowName: 's'.repeat(65) })).toMatchObject({ status: 400, message: 'Invalid shadow name' })
  expect(await rig.send('$aws/things/T/shadow/name//update', '{"state":{}}')).toBeUndefined()
  expect(await rig.send('$aws/things/T/shadow/update/extra', '{"state":{}}')).toBeUndefined()
  expect([...rig.shadows.documents.all()]).toEqual([])
})

test('[SHD-105] a refused MQTT request leaves a decision that says why', async () => {
  const rig = useShadows()
  await rig.update(NAMED, { state: { desired: { a: [null] } } })
  expect(rig.account.decisions.find()).toMatchObject([
    {
      kind: 'reservedTopic',
      outcome: 'refused',
      eventType: 'UpdateThingShadow',
      reason: 'InvalidRequestException',
      topic: '$aws/things/T/shadow/name/$package/update',
      clientId: 'device-1',
      explanation: "The update request for the shadow of 'T~$package' was rejected with code 400: State contains an invalid node: 'a'.",
    },
  ])
})

test('what nobody foresaw is a rejection with code 500 and a failed decision', async () => {
  const rig = useShadows()
  rig.account.store.db.exec('ALTER TABLE shadows_documents RENAME TO shadows_gone')
  expect(await rig.update(T, { state: {}, clientToken: 't' })).toMatchObject({
    status: 500,
    payload: '{"code":500,"message":"Internal service failure","clientToken":"t"}',
  })
  expect(rig.account.decisions.find()).toMatchObject([{ outcome: 'failed', reason: 'InternalFailureException' }])
})
