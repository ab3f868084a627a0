import type { Database, Statement, ThingSnapshot } from '@iot-core-local/core'
import type { NameRange } from '../model/page.js'
import { parseTextMap } from '../model/stored-json.js'

interface ThingRow {
  readonly thing_name: string
  readonly thing_id: string
  readonly thing_type_name: string | null
  readonly billing_group_name: string | null
  readonly attributes: string
  readonly version: number
}

const COLUMNS = 't.thing_name, t.thing_id, t.thing_type_name, b.billing_group_name, t.attributes, t.version'
/** A billing group that was deleted no longer joins, before its key is cleared from the last of its things. */
const THING = 'registry_thing t LEFT JOIN registry_billing_group b ON b.id = t.billing_group_key'

/** Things and the index of their searchable attributes: statements and row mapping. */
export class ThingsStore {
  readonly #find: Statement<[string], ThingRow>
  readonly #exists: Statement<[string], { found: number }>
  readonly #insert: Statement<[string, string, string | null, number | null, string, number]>
  readonly #update: Statement<[string | null, string, number, string]>
  readonly #setBillingGroup: Statement<[number | null, string]>
  readonly #clearBillingGroup: Statement<[number, string]>
  readonly #delete: Statement<[string]>
  readonly #page: Statement<[NameRange], ThingRow>
  readonly #pageOfType: Statement<[NameRange & { thingTypeName: string }], ThingRow>
  readonly #pageOfBillingGroup: Statement<[NameRange & { groupKey: number }], { thing_name: string }>
  readonly #pageWithAttribute: Statement<[NameRange & { attributeName: string }], ThingRow>
  readonly #pageWithValue: Statement<[NameRange & { attributeName: string; attributeValue: string }], ThingRow>
  readonly #pageWithPrefix: Statement<[AttributeRange], ThingRow & { attribute_value: string }>
  readonly #anyOfType: Statement<[string], { found: number }>
  readonly #insertAttribute: Statement<[string, string, string]>
  readonly #deleteAttribute: Statement<[string, string, string]>

  constructor(db: Database) {
    const inOrder = 't.thing_name >= @from AND t.thing_name < @upto ORDER BY t.thing_name LIMIT +@limit'
    const withAttribute = `SELECT ${COLUMNS} FROM registry_thing_attribute a CROSS JOIN registry_thing t ON t.thing_name = a.thing_name
      LEFT JOIN registry_billing_group b ON b.id = t.billing_group_key
      WHERE a.attribute_name = @attributeName`
    this.#find = db.prepare(`SELECT ${COLUMNS} FROM ${THING} WHERE t.thing_name = ?`)
    this.#exists = db.prepare('SELECT 1 AS found FROM registry_thing WHERE thing_name = ?')
    this.#insert = db.prepare(
      `INSERT INTO registry_thing (thing_name, thing_id, thing_type_name, billing_group_key, attributes, version) VALUES (?, ?, ?, ?, ?, ?)`,
    )
    this.#update = db.prepare('UPDATE registry_thing SET thing_type_name = ?, attributes = ?, version = ? WHERE thing_name = ?')
    this.#setBillingGroup = db.prepare('UPDATE registry_thing SET billing_group_key = ? WHERE thing_name = ?')
    this.#clearBillingGroup = db.prepare(
      'UPDATE registry_thing SET billing_group_key = NULL WHERE billing_group_key = ? AND thing_name <= ?',
    )
    this.#delete = db.prepare('DELETE FROM registry_thing WHERE thing_name = ?')
    this.#page = db.prepare(`SELECT ${COLUMNS} FROM ${THING} WHERE ${inOrder}`)
    this.#pageOfType = db.prepare(`SELECT ${COLUMNS} FROM ${THING} WHERE t.thing_type_name = @thingTypeName AND ${inOrder}`)
    this.#pageOfBillingGroup = db.prepare(`SELECT t.thing_name FROM registry_thing t WHERE t.billing_group_key = @groupKey AND ${inOrder}`)
    this.#pageWithAttribute = db.prepare(
      `${withAttribute} AND a.thing_name >= @from AND a.thing_name < @upto ORDER BY a.thing_name LIMIT +@limit`,
    )
    this.#pageWithValue = db.prepare(
      `${withAttribute} AND a.attribute_value = @attributeValue AND a.thing_name >= @from AND a.thing_name < @upto
      ORDER BY a.thing_name LIMIT +@limit`,
    )
    this.#pageWithPrefix = db.prepare(
      `SELECT ${COLUMNS}, a.attribute_value FROM registry_thing_attribute a CROSS JOIN registry_thing t ON t.thing_name = a.thing_name
      LEFT JOIN registry_billing_group b ON b.id = t.billing_group_key
      WHERE a.attribute_name = @attributeName AND (a.attribute_value, a.thing_name) > (@fromValue, @afterThing) AND a.attribute_value < @uptoValue
      ORDER BY a.attribute_value, a.thing_name LIMIT +@limit`,
    )
    this.#anyOfType = db.prepare('SELECT 1 AS found FROM registry_thing WHERE thing_type_name = ? LIMIT 1')
    this.#insertAttribute = db.prepare(
      'INSERT INTO registry_thing_attribute (attribute_name, attribute_value, thing_name) VALUES (?, ?, ?)',
    )
    this.#deleteAttribute = db.prepare(
      'DELETE FROM registry_thing_attribute WHERE attribute_name = ? AND attribute_value = ? AND thing_name = ?',
    )
  }

  find(thingName: string): ThingSnapshot | undefined {
    const row = this.#find.get(thingName)
    return row === undefined ? undefined : thingOf(row)
  }

  exists(thingName: string): boolean {
    return this.#exists.get(thingName) !== undefined
  }

  hasThingOfType(thingTypeName: string): boolean {
    return this.#anyOfType.get(thingTypeName) !== undefined
  }

  insert(thing: Omit<ThingSnapshot, 'billingGroupName'>, billingGroupKey: number | undefined): void {
    const { thingName, thingId, thingTypeName, attributes, version } = thing
    this.#insert.run(thingName, thingId, thingTypeName ?? null, billingGroupKey ?? null, JSON.stringify(attributes), version)
  }

  /** Writes type, attributes and version. */
  update(thing: ThingSnapshot): void {
    this.#update.run(thing.thingTypeName ?? null, JSON.stringify(thing.attributes), thing.version, thing.thingName)
  }

  setBillingGroup(thingName: string, billingGroupKey: number | undefined): void {
    this.#setBillingGroup.run(billingGroupKey ?? null, thingName)
  }

  /** Takes the things up to and including `lastThingName` out of the billing group. */
  clearBillingGroup(billingGroupKey: number, lastThingName: string): void {
    this.#clearBillingGroup.run(billingGroupKey, lastThingName)
  }

  delete(thingName: string): void {
    this.#delete.run(thingName)
  }

  addSearchable(thingName: string, attributes: readonly (readonly [string, string])[]): void {
    for (const [name, value] of attributes) this.#insertAttribute.run(name, value, thingName)
  }

  removeSearchable(thingName: string, attributes: readonly (readonly [string, string])[]): void {
    for (const [name, value] of attributes) this.#deleteAttribute.run(name, value, thingName)
  }

  page(range: NameRange): ThingSnapshot[] {
    return this.#page.all(range).map(thingOf)
  }

  pageOfType(thingTypeName: string, range: NameRange): ThingSnapshot[] {
    return this.#pageOfType.all({ ...range, thingTypeName }).map(thingOf)
  }

  namesOfBillingGroup(groupKey: number, range: NameRange): string[] {
    return this.#pageOfBillingGroup.all({ ...range, groupKey }).map((row) => row.thing_name)
  }

  pageWithAttribute(attributeName: string, range: NameRange): ThingSnapshot[] {
    return this.#pageWithAttribute.all({ ...range, attributeName }).map(thingOf)
  }

  pageWithValue(attributeName: string, attributeValue: string, range: NameRange): ThingSnapshot[] {
    return this.#pageWithValue.all({ ...range, attributeName, attributeValue }).map(thingOf)
  }

  /** In order of value, then name. */
  pageWithPrefix(range: AttributeRange): { thing: ThingSnapshot; attributeValue: string }[] {
    return this.#pageWithPrefix.all(range).map((row) => ({ thing: thingOf(row), attributeValue: row.attribute_value }))
  }
}

/** A stretch of the things that have an attribute, ordered by its value, then by their name. */
export interface AttributeRange {
  readonly attributeName: string
  readonly fromValue: string
  readonly afterThing: string
  readonly uptoValue: string
  readonly limit: number
}

function thingOf(row: ThingRow): ThingSnapshot {
  return {
    thingName: row.thing_name,
    thingId: row.thing_id,
    thingTypeName: row.thing_type_name ?? undefined,
    billingGroupName: row.billing_group_name ?? undefined,
    attributes: parseTextMap(row.attributes),
    version: row.version,
  }
}
