import { expect, test } from 'vitest'
import { fromColumn, toColumn } from './byte-json.js'

test.each([new Uint8Array([0, 255]), Buffer.from([0, 255])])('bytes of either class come back as bytes', (BIN) => {
  const value = { a: { BIN }, b: { S: 'AA==' }, list: [{ defaultValue: { BIN } }] }
  const bytes = new Uint8Array([0, 255])
  expect(fromColumn(toColumn(value))).toEqual({ a: { BIN: bytes }, b: { S: 'AA==' }, list: [{ defaultValue: { BIN: bytes } }] })
})
