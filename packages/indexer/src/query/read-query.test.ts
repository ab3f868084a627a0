import { expect, test } from 'vitest'
import { GROUP_FIELD_RULES } from '../config/group-field-rules.js'
import { THINGS_OFF } from '../config/index-configuration.js'
import { thingFieldRules } from '../config/thing-field-rules.js'
import type { Query } from './query.js'
import { readQuery } from './read-query.js'

const RULES = thingFieldRules({
  ...THINGS_OFF,
  thingIndexingMode: 'REGISTRY_AND_SHADOW',
  deviceDefenderIndexingMode: 'VIOLATIONS',
  namedShadowIndexingMode: 'ON',
  namedShadowNames: ['$package'],
})

function read(queryString: string): Query {
  return readQuery(queryString, undefined, RULES)
}

const a: Query = { kind: 'word', field: undefined, word: 'a' }
const b: Query = { kind: 'word', field: undefined, word: 'b' }
const c: Query = { kind: 'word', field: undefined, word: 'c' }

test.each<[string, string, Query]>([
  ['[QRY-001]', 'a b', { kind: 'and', parts: [a, b] }],
  ['[QRY-003]', 'a and b', { kind: 'and', parts: [a, { kind: 'word', field: undefined, word: 'and' }, b] }],
  ['[QRY-004]', 'a OR b AND NOT c', { kind: 'or', parts: [a, { kind: 'and', parts: [b, { kind: 'not', part: c }] }] }],
  ['[QRY-004]', 'a b OR c', { kind: 'or', parts: [{ kind: 'and', parts: [a, b] }, c] }],
  [
    '[QRY-006]',
    'thingName:(tv* AND -plasma)',
    {
      kind: 'and',
      parts: [
        { kind: 'pattern', field: 'thingName', pieces: [{ kind: 'text', text: 'tv' }, { kind: 'run' }] },
        { kind: 'not', part: { kind: 'word', field: 'thingName', word: 'plasma' } },
      ],
    },
  ],
  ['[QRY-010]', 'thingName:a\\*b', { kind: 'word', field: 'thingName', word: 'a*b' }],
  ['[QRY-010]', 'thingName\\:bulky', { kind: 'word', field: undefined, word: 'thingname:bulky' }],
  ['[QRY-011]', 'thingName:"a:b"', { kind: 'word', field: 'thingName', word: 'a:b' }],
  ['a hyphen inside a word', 'thingName:my-Thing', { kind: 'word', field: 'thingName', word: 'my-thing' }],
  ['a negative number', 'attributes.t:-5', { kind: 'word', field: 'attributes.t', word: '-5' }],
  ['a dash before a field', '-thingName:a', { kind: 'not', part: { kind: 'word', field: 'thingName', word: 'a' } }],
  [
    '[QRY-027]',
    'attributes.t : {-75 TO 80]',
    {
      kind: 'range',
      field: 'attributes.t',
      type: 'number',
      low: { value: -75, isInclusive: false },
      high: { value: 80, isInclusive: true },
    },
  ],
  ['[QRY-029]', 'attributes.t:[* TO *]', { kind: 'exists', field: 'attributes.t' }],
  [
    '[QRY-030]',
    'attributes.t >= 5',
    { kind: 'range', field: 'attributes.t', type: 'number', low: { value: 5, isInclusive: true }, high: undefined },
  ],
  ['[QRY-026]', '*', { kind: 'all' }],
  ['[QRY-050]', 'shadow.name.$package.reported.v:*', { kind: 'exists', field: 'shadow.name.$package.reported.v' }],
])('%s %s', (_, queryString, expected) => {
  expect(read(queryString)).toEqual(expected)
})

test.each([
  ['[QRY-007]', 'a && b'],
  ['[QRY-007]', '+a'],
  ['[QRY-008]', 'thingName:a~'],
  ['[QRY-009]', 'attributes.mail:a@b'],
  ['[QRY-009]', 'thingName:"a,b"'],
  ['[QRY-011]', 'thingName:a:b'],
  ['[QRY-024]', 'thingName:a??????'],
  ['[QRY-025]', `thingName:*a AND ${'b'.repeat(90)}`],
  ['[QRY-025]', 'thingName:?a thingName:*b'],
  ['[QRY-033]', 'deviceDefender.p.b.inViolation:false'],
  ['[QRY-060]', 'thingGroupName:g'],
  ['[QRY-061]', 'Attributes.a:1'],
  ['[QRY-061]', 'registry.version:1'],
  ['[QRY-062]', 'connectivity.connected:true'],
  ['[QRY-062]', 'shadow.name.other.reported.a:1'],
  ['[QRY-063]', 'a AND'],
  ['[QRY-063]', 'OR a'],
  ['[QRY-063]', '(a'],
  ['[QRY-063]', 'a)'],
  ['[QRY-063]', '()'],
  ['[QRY-063]', 'thingName:'],
  ['[QRY-063]', 'thingName:""'],
  ['[QRY-063]', 'thingName:"a'],
  ['[QRY-063]', 'a\\'],
  ['[QRY-063]', 'attributes.t:[1 2]'],
  ['[QRY-063]', 'attributes.t:[1 TO "b"]'],
  ['[QRY-063]', 'attributes.t:[a* TO b]'],
  ['[QRY-063]', 'attributes.t<*'],
  ['[QRY-063]', 'attri*:a'],
  ['[QRY-070]', 'a'.repeat(1001)],
  ['[QRY-071]', 'thingName:(a b c d e f g h i j k l m)'],
  ['[QRY-081]', 'shadow.reported.at:geo_distance,1,2,3km'],
])('%s %s is refused', (_, queryString) => {
  expect(() => read(queryString)).toThrow(expect.objectContaining({ name: 'InvalidQueryException', status: 400 }))
})

test('[QRY-026, QRY-071] twelve terms are read, existence tests among them', () => {
  expect(read('a b c d e f g h i j attributes.k:* attributes.l:*')).toMatchObject({ kind: 'and' })
})

test('[IDX-003] another query version is refused', () => {
  expect(() => readQuery('a', '2016-01-01', RULES)).toThrow(expect.objectContaining({ name: 'InvalidRequestException' }))
})

test('[QRY-052] thing groups accept their description under both names', () => {
  const expected = { kind: 'word', field: 'description', word: 'a' }
  expect(readQuery('thingGroupDescription:a', '2017-09-30', GROUP_FIELD_RULES)).toEqual(expected)
  expect(readQuery('description:a', undefined, GROUP_FIELD_RULES)).toEqual(expected)
})
