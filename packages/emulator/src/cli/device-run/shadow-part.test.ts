import { expect, test } from 'vitest'
import { readReported } from './shadow-part.js'

test('--report: dots make levels, JSON is what it says, the rest is text, the later pair wins', () => {
  expect(readReported(['on=true', 'firmware.version=1.2.0', 'firmware.slots=[1]', 'name=a=b', 'empty=', 'on=false'])).toEqual({
    on: false,
    firmware: { version: '1.2.0', slots: [1] },
    name: 'a=b',
    empty: '',
  })
  expect(JSON.stringify(readReported(['__proto__.a=1']))).toBe('{"__proto__":{"a":1}}')
})

test.each(['on', '=1', 'a..b=1', '.a=1'])('--report %s is refused', (pair) => {
  expect(() => readReported([pair])).toThrow(expect.objectContaining({ code: 'ICL_CONFIG_INVALID' }))
})
