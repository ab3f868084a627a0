import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestAccount } from '@iot-core-local/core/testing'
import { expect, onTestFinished, test } from 'vitest'
import { createShadows } from '../src/index.js'
import { type Outcome, type Rig, useShadows } from './use-shadows.js'

const T = { thingName: 'T' }
const HOUR_MS = 3_600_000

function versionOf({ payload }: Outcome): unknown {
  return (JSON.parse(payload) as { version: unknown }).version
}

/** How many rows the store holds, counters of deleted shadows included. */
function rows({ account }: Rig): unknown {
  return account.store.db.prepare('SELECT count(*) FROM shadows_documents').pluck().get()
}

test('[SHD-070] [SHD-074] versions count updates, and a delete answers with the last one', async () => {
  const rig = useShadows()
  for (const version of [1, 2, 3]) expect(versionOf(await rig.update(T, { state: {} }))).toBe(version)
  expect(versionOf(await rig.delete(T))).toBe(3)
  expect(await rig.delete(T)).toMatchObject({ status: 404, message: "No shadow exists with name: 'T'" })
})

test('[SHD-075] [SHD-077] a shadow created again within 48 hours continues the version with a new document', async () => {
  const rig = useShadows()
  await rig.update(T, { state: { reported: { a: 1 } } })
  await rig.delete(T)
  await rig.account.timers.advance(48 * HOUR_MS - 1)
  const { published } = await rig.update(T, { state: { reported: { b: 2 } } })
  const documents = published.find(({ topic }) => topic.endsWith('/documents'))
  expect(JSON.parse(documents?.payload ?? '')).toMatchObject({ previous: null, current: { state: { reported: { b: 2 } }, version: 3 } })
  expect(rig.stored(T)?.state).toEqual({ reported: { b: 2 } })
  await rig.account.timers.advance(HOUR_MS)
  expect(versionOf(await rig.update(T, { state: {} }))).toBe(4)
})

test('[SHD-076] after 48 hours the counter is forgotten', async () => {
  const rig = useShadows()
  await rig.update(T, { state: {} })
  await rig.delete(T)
  expect(rows(rig)).toBe(1)
  await rig.account.timers.advance(48 * HOUR_MS)
  expect(rows(rig)).toBe(0)
  expect(versionOf(await rig.update(T, { state: {} }))).toBe(1)
})

test('[SHD-076] each counter goes at its own time', async () => {
  const rig = useShadows()
  for (const thingName of ['A', 'B']) {
    await rig.update({ thingName }, { state: {} })
    await rig.delete({ thingName })
    await rig.account.timers.advance(HOUR_MS)
  }
  await rig.account.timers.advance(46 * HOUR_MS)
  expect(rows(rig)).toBe(1)
  await rig.account.timers.advance(HOUR_MS)
  expect(rows(rig)).toBe(0)
})

test('[SHD-076] many counters due at once all go', async () => {
  const rig = useShadows()
  for (let index = 0; index < 1_100; index++) {
    await rig.update({ thingName: `T${String(index)}` }, { state: {} })
    await rig.delete({ thingName: `T${String(index)}` })
  }
  await rig.account.timers.advance(48 * HOUR_MS)
  expect(rows(rig)).toBe(0)
})

test('[SHD-076] a counter that is due counts for nothing, although its timer has not run', async () => {
  const rig = useShadows()
  await rig.update(T, { state: {} })
  await rig.delete(T)
  rig.account.timers.freeze(rig.account.timers.now() + 48 * HOUR_MS)
  expect(versionOf(await rig.update(T, { state: {}, version: 0 }))).toBe(1)
  await rig.account.timers.advance(HOUR_MS)
  expect(rig.stored(T)?.version).toBe(1)
})

test('[SHD-072] a version given for a shadow that does not exist must be its counter', async () => {
  const rig = useShadows()
  expect((await rig.update(T, { state: {}, version: 1 })).message).toBe('Version conflict')
  expect(versionOf(await rig.update(T, { state: {}, version: 0 }))).toBe(1)
  await rig.delete(T)
  expect((await rig.update(T, { state: {}, version: 1 })).status).toBe(409)
  expect(versionOf(await rig.update(T, { state: {}, version: 2 }))).toBe(3)
})

test('a reopened store has its documents, counters and deadlines', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'icl-shadows-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'account.sqlite')
  const startMs = Date.parse('2026-01-02T03:04:05Z')
  const first = createTestAccount({ file, startMs })
  const shadows = createShadows(first)
  shadows.start()
  const operations = shadows.operations['iot-data']
  const payload = Buffer.from('{"state":{"reported":{"a":1}}}')
  await operations?.UpdateThingShadow?.({ thingName: 'kept', payload }, first.call)
  await operations?.UpdateThingShadow?.({ thingName: 'gone', payload }, first.call)
  await operations?.DeleteThingShadow?.({ thingName: 'gone' }, first.call)
  await shadows.close()
  first.close()

  const rig = useShadows({ account: { file, startMs: startMs + 47 * HOUR_MS } })
  expect([...rig.shadows.documents.all()]).toMatchObject([{ thingName: 'kept', snapshot: { state: { reported: { a: 1 } }, version: 1 } }])
  expect(rows(rig)).toBe(2)
  await rig.account.timers.advance(HOUR_MS)
  expect(rows(rig)).toBe(1)
})

test('domain events carry the snapshots of an update, and the version of a delete', async () => {
  const rig = useShadows()
  const seconds = Math.floor(rig.account.timers.now() / 1_000)
  const named = { thingName: 'T', shadowName: 's' }
  await rig.update(named, { state: { desired: { a: 1 } }, clientToken: 'x' })
  await rig.account.timers.advance(2_000)
  await rig.update(named, { state: { reported: { a: 1 } } }, 'http')
  await rig.delete(named)
  const first = {
    state: { desired: { a: 1 } },
    metadata: { desired: { a: { timestamp: seconds } } },
    version: 1,
    timestampSeconds: seconds,
  }
  const second = {
    state: { desired: { a: 1 }, reported: { a: 1 } },
    metadata: { desired: { a: { timestamp: seconds } }, reported: { a: { timestamp: seconds + 2 } } },
    version: 2,
    timestampSeconds: seconds + 2,
  }
  expect(rig.account.seenEvents).toEqual([
    { type: 'shadow.updated', ...named, previous: undefined, current: first, clientToken: 'x' },
    { type: 'shadow.updated', ...named, previous: first, current: second, clientToken: undefined },
    { type: 'shadow.deleted', ...named, version: 2 },
  ])
})

test('documents finds one shadow and walks all, while the store is written to', async () => {
  const rig = useShadows()
  for (let index = 0; index < 450; index++) await rig.update({ thingName: `T${String(index)}` }, { state: { reported: { index } } })
  await rig.update({ thingName: 'T7', shadowName: 's' }, { state: {} })
  await rig.delete({ thingName: 'T8' })
  const seen: string[] = []
  for (const { thingName, shadowName } of rig.shadows.documents.all()) {
    seen.push(`${thingName}~${shadowName ?? ''}`)
    await rig.update({ thingName }, { state: {} })
  }
  expect(seen).toHaveLength(450)
  expect(new Set(seen).size).toBe(450)
  expect(seen).toContain('T7~s')
  expect(seen).not.toContain('T8~')
  expect(rig.shadows.documents.find('T8')).toBeUndefined()
  expect(rig.shadows.documents.find('T7', 's')?.version).toBe(1)
})

test('documents of one thing: the classic shadow, then the named ones by name, more than a page of them', async () => {
  const rig = useShadows()
  const names = Array.from({ length: 205 }, (_, index) => `s${String(index)}`)
  for (const shadowName of [...names, 'gone']) await rig.update({ ...T, shadowName }, { state: { desired: { shadowName } } })
  await rig.delete({ ...T, shadowName: 'gone' })
  await rig.update(T, { state: {} })
  await rig.update({ thingName: 'U', shadowName: 'other' }, { state: {} })
  const found = [...rig.shadows.documents.of('T')]
  expect(found.map(({ shadowName }) => shadowName)).toEqual([undefined, ...names.sort()])
  expect(found.at(-1)).toMatchObject({ thingName: 'T', snapshot: { state: { desired: { shadowName: 's99' } }, version: 1 } })
  expect([...rig.shadows.documents.of('V')]).toEqual([])
})

test('[SHD-122] the list is paged by name, without the classic shadow and without deleted ones', async () => {
  const rig = useShadows()
  const list = rig.shadows.operations['iot-data']?.ListNamedShadowsForThing
  await rig.update(T, { state: {} })
  await rig.update({ thingName: 'U', shadowName: 'other' }, { state: {} })
  for (const shadowName of ['b', '$package', 'a', 'c', 'gone']) await rig.update({ ...T, shadowName }, { state: {} })
  await rig.delete({ ...T, shadowName: 'gone' })

  const timestamp = Math.floor(rig.account.timers.now() / 1_000)
  const first = await list?.({ ...T, pageSize: 3 }, rig.account.call)
  expect(first).toEqual({ results: ['$package', 'a', 'b'], nextToken: expect.any(String) as string, timestamp })
  await rig.delete({ ...T, shadowName: 'b' })
  expect(await list?.({ ...T, pageSize: 3, nextToken: first?.nextToken }, rig.account.call)).toEqual({ results: ['c'], timestamp })
  expect(await list?.({ ...T, pageSize: 3 }, rig.account.call)).toEqual({ results: ['$package', 'a', 'c'], timestamp })
})

test('[SHD-122] a page has 25 names unless asked otherwise, and a token of another thing is refused', async () => {
  const rig = useShadows()
  const list = rig.shadows.operations['iot-data']?.ListNamedShadowsForThing
  for (let index = 0; index < 26; index++) await rig.update({ ...T, shadowName: `s${String(index)}` }, { state: {} })
  const page = await list?.(T, rig.account.call)
  expect(page?.results).toHaveLength(25)
  expect(() => list?.({ thingName: 'U', nextToken: page?.nextToken }, rig.account.call)).toThrow('The page token is not valid.')
})
