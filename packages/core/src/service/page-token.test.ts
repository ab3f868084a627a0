import { expect, test } from 'vitest'
import { decodePageToken, encodePageToken } from './page-token.js'

test('a token gives its key back', () => {
  expect(decodePageToken('ListThings', encodePageToken('ListThings', ['lamp-1', 7]))).toEqual(['lamp-1', 7])
  expect(decodePageToken('ListThings', undefined)).toBeUndefined()
})

test.each([
  ['of another list', encodePageToken('ListPolicies', ['a'])],
  ['of no list', 'bm90IGpzb24'],
  ['that is no base64', '***'],
  ['with a key of another kind', Buffer.from('["ListThings",{"a":1}]').toString('base64url')],
])('[API-038] a token %s is refused', (_what, token) => {
  expect(() => decodePageToken('ListThings', token)).toThrow(expect.objectContaining({ name: 'InvalidRequestException' }))
})
