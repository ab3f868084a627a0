import { expect, test } from 'vitest'
import type { ParameterValue } from './parameters.js'
import { readPayloadTemplate, renderJson, renderTree } from './payload-template.js'

const p = (name: string): string => `\${aws:iot:commandexecution::parameter:${name}}`
const values = (parameters: Record<string, ParameterValue>) => ({
  parameters: new Map(Object.entries(parameters)),
  executionTimeoutSeconds: 30,
})

test('[CMD-013] the parameters of a template are found in values and names, each once', () => {
  const template = `{"${p('key')}": ["${p('a')} and ${p('a')}", {"x": "${p('$path.to-a_b')}"}]}`
  expect([...readPayloadTemplate(template)]).toEqual(['key', 'a', '$path.to-a_b'])
})

test('[CMD-013] a template is JSON with at least one placeholder, in this spelling and case', () => {
  for (const template of [
    '',
    '{',
    '{}',
    '{"a":"${other}"}',
    `{"a": ${p('a')}}`,
    '{"a":"${aws:iot:commandexecution::Parameter:a}"}',
    `{"a":"${p('')}"}`,
  ])
    expect(() => readPayloadTemplate(template)).toThrow(expect.objectContaining({ name: 'ValidationException' }))
  expect([...readPayloadTemplate('"${aws:iot:commandexecution::executionTimeoutSec}"')]).toEqual([])
})

test('[CMD-013] a placeholder that is the whole value keeps its type, within text it is text; all else stays as it was written', () => {
  const all = {
    s: { S: 'a "quoted" \\ one' },
    b: { B: true },
    i: { I: -5 },
    d: { D: 1.5 },
    ul: { UL: '18446744073709551615' },
    bin: { BIN: new Uint8Array([255, 0]) },
  }
  const whole = `[ "${p('s')}","${p('b')}","${p('i')}","${p('d')}","${p('ul')}","${p('bin')}", 1.0, "\\u0041" ]`
  expect(renderJson(whole, values(all))).toBe('[ "a \\"quoted\\" \\\\ one",true,-5,1.5,18446744073709551615,"/wA=", 1.0, "\\u0041" ]')
  expect(renderTree(whole, values(all))).toEqual([
    'a "quoted" \\ one',
    true,
    -5,
    1.5,
    18446744073709551615n,
    new Uint8Array([255, 0]),
    1,
    'A',
  ])
  expect(renderJson(`{"${p('s')}" : "i=${p('i')} b=${p('b')} bin=${p('bin')}"}`, values(all))).toBe(
    '{"a \\"quoted\\" \\\\ one" : "i=-5 b=true bin=/wA="}',
  )
})

test('[CMD-013] a value that looks like a placeholder or a replacement pattern is text', () => {
  const text = `$& $1 ${p('a')}`
  expect(JSON.parse(renderJson(`{"x":"${p('a')}","y":"<${p('a')}>"}`, values({ a: { S: text } })))).toEqual({ x: text, y: `<${text}>` })
})

test('[CMD-013] the timeout is a number where it is the whole value', () => {
  const placeholder = '${aws:iot:commandexecution::executionTimeoutSec}'
  expect(renderJson(`["${placeholder}","${placeholder} s"]`, values({}))).toBe('[30,"30 s"]')
})
