import { readFileSync } from 'node:fs'
import { EMULATOR_ERROR_CODES } from '@iot-core-local/core'
import { expect, test } from 'vitest'

test('every error code has a section in the reference, and no section is orphaned', () => {
  const text = readFileSync(new URL('../docs/reference/errors.md', import.meta.url), 'utf8')
  const sections = [...text.matchAll(/^## (\S+)$/gm)].map((match) => match[1])
  expect(sections.toSorted()).toEqual([...EMULATOR_ERROR_CODES].toSorted())
})
