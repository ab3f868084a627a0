import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDataDirectory } from './data-directory.js'

function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'icl-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('a data folder is held by one process at a time', () => {
  const folder = useFolder()
  const first = openDataDirectory(folder)
  expect(() => openDataDirectory(folder)).toThrow(expect.objectContaining({ code: 'ICL_DATA_DIR_LOCKED' }))
  first.release()
  openDataDirectory(folder).release()
})

test('a folder of a newer program is refused and released', () => {
  const folder = useFolder()
  writeFileSync(join(folder, 'format.json'), JSON.stringify({ format: 999 }))
  for (let attempt = 0; attempt < 2; attempt++) {
    expect(() => openDataDirectory(folder)).toThrow(expect.objectContaining({ code: 'ICL_DATA_DIR_NEWER' }))
  }
})

test('a path that cannot be a folder is refused', () => {
  const file = join(useFolder(), 'file')
  writeFileSync(file, '')
  expect(() => openDataDirectory(join(file, 'below'))).toThrow(expect.objectContaining({ code: 'ICL_DATA_DIR_UNWRITABLE' }))
})

test('it lists the accounts that have data and is closed to other users', () => {
  const folder = join(useFolder(), 'new')
  const directory = openDataDirectory(folder)
  onTestFinished(() => directory.release())
  const account = { accountId: '123456789012', region: 'eu-west-1' }
  writeFileSync(directory.databaseFile(account), '')
  expect(directory.accounts()).toEqual([account])
  directory.remove(account)
  expect(directory.accounts()).toEqual([])
  expect(statSync(folder).mode & 0o077).toBe(0)
})
