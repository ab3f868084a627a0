import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTestAccount } from '../testing/index.js'
import { openStore } from './store.js'

function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'icl-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('effects wait for the outermost commit and are forgotten on rollback', () => {
  const store = openStore()
  const seen: string[] = []
  store.transaction(() => {
    store.afterCommit(() => seen.push('outer'))
    store.transaction(() => {
      store.afterCommit(() => seen.push('inner'))
    })
    expect(() =>
      store.transaction(() => {
        store.afterCommit(() => seen.push('lost'))
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(seen).toEqual([])
  })
  expect(seen).toEqual(['outer', 'inner'])
})

test('migrations run once, and a newer file is refused', () => {
  const file = join(useFolder(), 'a.sqlite')
  const one = { version: 1, sql: 'CREATE TABLE x_a (id INTEGER PRIMARY KEY)' }
  const two = { version: 2, sql: 'CREATE TABLE x_b (id INTEGER PRIMARY KEY)' }
  const first = openStore({ file })
  first.migrate('x', [one])
  first.migrate('x', [one])
  first.migrate('x', [one, two])
  first.close()
  const again = openStore({ file })
  expect(() => again.migrate('x', [one])).toThrow(expect.objectContaining({ code: 'ICL_DATA_DIR_NEWER' }))
  again.close()
})

test('domain events follow the commit, in order, and none of a rollback', () => {
  const account = createTestAccount()
  account.events.on('job.created', ({ jobId }) => {
    if (jobId === 'a') account.events.publish({ type: 'job.deleted', jobId })
  })
  account.store.transaction(() => {
    account.events.publish({ type: 'job.created', jobId: 'a' })
    account.events.publish({ type: 'job.created', jobId: 'b' })
    expect(account.seenEvents).toEqual([])
  })
  expect(() =>
    account.store.transaction(() => {
      account.events.publish({ type: 'job.created', jobId: 'c' })
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(account.seenEvents.map((event) => `${event.type} ${'jobId' in event ? event.jobId : ''}`)).toEqual([
    'job.created a',
    'job.created b',
    'job.deleted a',
  ])
  account.close()
})
