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

const COLUMNS = 't.thing_name, t.thing_id, t.thing_type_name, t.billing_group_name, t.attributes, t.version'

/** Things and the index of their searchable attributes: statements and row mapping. */
export class ThingsStore {
  readonly #find: Statement<[string], ThingRow>
  readonly #exists: Statement<[string], { found: number }>
  readonly #insert: Statement<[string, string, string | null, string | null, string, number]>
  readonly #update: Statement<[string | null, string, number, string]>
  readonly #setBillingGroup: Statement<[string | null, string]>
  readonly #delete: Statement<[string]>
  readonly #page: Statement<[NameRange], ThingRow>
  readonly #pageOfType: Statement<[NameRange & { thingTypeName: string }], ThingRow>
  readonly #pageOfBillingGroup: Statement<[NameRange & { billingGroupName: string }], { thing_name: string }>
  readonly #pageWithAttribute: Statement<[NameRange & { attributeName: string }], ThingRow>
  readonly #pageWithValue: Statement<[NameRange & { attributeName: string; attributeValue: string }], ThingRow>
  readonly #pageWithPrefix: Statement<[AttributeRange], ThingRow & { attribute_value: string }>
  readonly #anyOfType: Statement<[string], { found: number }>
  readonly #insertAttribute: Statement<[string, string, string]>
  readonly #deleteAttribute: Statement<[string, string, string]>

  constructor(db: Database) {
    const inOrder = 't.thing_name >= @from AND t.thing_name < @upto ORDER BY t.thing_name LIMIT @limit'
    const withAttribute = `SELECT ${COLUMNS} FROM registry_thing_attribute a CROSS JOIN registry_thing t ON t.thing_name = a.thing_name
      WHERE a.attribute_name = @attributeName`
    this.#find = db.prepare(`SELECT ${COLUMNS} FROM registry_thing t WHERE t.thing_name = ?`)
    this.#exists = db.prepare('SELECT 1 AS found FROM registry_thing WHERE thing_name = ?')
    this.#insert = db.prepare(
      `INSERT INTO registry_thing (thing_name, thing_id, thing_type_name, billing_group_name, attributes, version) VALUES (?, ?, ?, ?, ?, ?)`,
    )
    this.#update = db.prepare('UPDATE registry_thing SET thing_type_name = ?, attributes = ?, version = ? WHERE thing_name = ?')
    this.#setBillingGroup = db.prepare('UPDATE registry_thing SET billing_group_name = ? WHERE thing_name = ?')
    this.#delete = db.prepare('DELETE FROM registry_thing WHERE thing_name = ?')
    this.#page = db.prepare(`SELECT ${COLUMNS} FROM registry_thing t WHERE ${inOrder}`)
    this.#pageOfType = db.prepare(`SELECT ${COLUMNS} FROM registry_thing t WHERE t.thing_type_name = @thingTypeName AND ${inOrder}`)
    this.#pageOfBillingGroup = db.prepare(
      `SELECT t.thing_name FROM registry_thing t WHERE t.billing_group_name = @billingGroupName AND ${inOrder}`,
    )
    this.#pageWithAttribute = db.prepare(
      `${withAttribute} AND a.thing_name >= @from AND a.thing_name < @upto ORDER BY a.thing_name LIMIT @limit`,
    )
    this.#pageWithValue = db.prepare(
      `${withAttribute} AND a.attribute_value = @attributeValue AND a.thing_name >= @from AND a.thing_name < @upto
      ORDER BY a.thing_name LIMIT @limit`,
    )
    this.#pageWithPrefix = db.prepare(
      `SELECT ${COLUMNS}, a.attribute_value FROM registry_thing_attribute a CROSS JOIN registry_thing t ON t.thing_name = a.thing_name
      WHERE a.attribute_name = @attributeName AND (a.attribute_value, a.thing_name) > (@fromValue, @afterThing) AND a.attribute_value < @uptoValue
      ORDER BY a.attribute_value, a.thing_name LIMIT @limit`,
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

  insert(thing: ThingSnapshot): void {
    const { thingName, thingId, thingTypeName, billingGroupName, attributes, version } = thing
    this.#insert.run(thingName, thingId, thingTypeName ?? null, billingGroupName ?? null, JSON.stringify(attributes), version)
  }

  /** Writes type, attributes and version. */
  update(thing: ThingSnapshot): void {
    this.#update.run(thing.thingTypeName ?? null, JSON.stringify(thing.attributes), thing.version, thing.thingName)
  }

  setBillingGroup(thingName: string, billingGroupName: string | undefined): void {
    this.#setBillingGroup.run(billingGroupName ?? null, thingName)
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

  namesOfBillingGroup(billingGroupName: string, range: NameRange): string[] {
    return this.#pageOfBillingGroup.all({ ...range, billingGroupName }).map((row) => row.thing_name)
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
