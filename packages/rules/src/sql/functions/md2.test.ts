import { expect, test } from 'vitest'
import { md2 } from './md2.js'

test('[RUL-626] the digests of the test suite of RFC 1319 come out', () => {
  expect(['', 'a', 'abc', 'message digest', 'abcdefghijklmnopqrstuvwxyz'].map(md2)).toEqual([
    '8350e5a3e24c153df2275c9f80692773',
    '32ec01ec4a6dac72c0ab96fb34c0b5d1',
    'da853b0d3f88d99b30283a69e6ded6bb',
    'ab4f496bfb2a530b219ff33031fe06b0',
    '4e8ddff3650292ab5a4108c3aa47940b',
  ])
})
