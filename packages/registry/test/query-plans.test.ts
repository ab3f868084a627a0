import { createTestAccount } from '@iot-core-local/core/testing'
import { expect, onTestFinished, test } from 'vitest'
import { createRegistry } from '../src/index.js'

/* A full read of these is meant: the first group waiting for its sweep, at most eleven switches, at most a hundred dynamic groups, and 20,000 billing groups counted on creation of one. */
const MEANT = [
  /FROM registry_sweep LIMIT 1$/,
  /FROM registry_event_configuration/,
  /WHERE query_string IS NOT NULL/,
  /^SELECT count\(\*\) AS count FROM registry_billing_group$/,
]

/** Every statement that the registry prepares, with its query plan. */
function plans(): { sql: string; plan: string }[] {
  const account = createTestAccount()
  onTestFinished(() => account.close())
  const { db } = account.store
  const prepare = db.prepare.bind(db)
  const prepared: string[] = []
  db.prepare = (sql: string) => {
    prepared.push(sql)
    return prepare(sql)
  }
  createRegistry({ ...account, principals: { exists: () => true }, endpoints: { addressOf: () => 'localhost' } })
  return prepared
    .filter((sql) => sql.includes('registry_'))
    .map((sql) => {
      const explain = prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      const named = Object.fromEntries([...sql.matchAll(/@(\w+)/g)].map((match): [string, number] => [match[1] ?? '', 0]))
      const positional = [...sql.matchAll(/\?/g)].map(() => 0)
      const rows = positional.length > 0 ? explain.all(...positional) : explain.all(named)
      return { sql: sql.replace(/\s+/g, ' ').trim(), plan: rows.map(({ detail }) => detail).join('; ') }
    })
}

test('no statement reads a whole table, and no list sorts', () => {
  const all = plans()
  expect(all.length).toBeGreaterThan(50)
  const bad = all.filter(
    ({ sql, plan }) => /\bSCAN (?!CONSTANT ROW)|USE TEMP B-TREE/.test(plan) && !MEANT.some((pattern) => pattern.test(sql)),
  )
  expect(bad).toEqual([])
})

test('lists of members, groups and attribute filters are ranges of an index', () => {
  const planOf = (part: string): string[] =>
    plans()
      .filter(({ sql }) => sql.includes(part))
      .map(({ plan }) => plan)
  expect(planOf('t.thing_type_name = @thingTypeName')[0]).toContain(
    'SEARCH t USING INDEX registry_thing_by_type (thing_type_name=? AND thing_name>? AND thing_name<?)',
  )
  expect(planOf('a.attribute_value = @attributeValue')[0]).toContain(
    'SEARCH a USING PRIMARY KEY (attribute_name=? AND attribute_value=? AND thing_name>? AND thing_name<?)',
  )
  expect(planOf('WHERE group_key = @groupKey')[0]).toContain('(group_key=? AND thing_name>? AND thing_name<?)')
  expect(planOf('ancestor_name = @ancestor AND')[0]).toContain('(ancestor_name=? AND descendant_name>? AND descendant_name<?)')
})
