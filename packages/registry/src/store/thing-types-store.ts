import type { Database, Statement } from '@iot-core-local/core'
import type { NameRange } from '../model/page.js'
import { parseTextList, parseTextMaps } from '../model/stored-json.js'
import type { ThingType } from '../model/thing-type.js'

interface ThingTypeRow {
  readonly thing_type_name: string
  readonly thing_type_id: string
  readonly description: string | null
  readonly searchable_attributes: string
  readonly propagating_attributes: string | null
  readonly created_at_ms: number
  readonly deprecated_at_ms: number | null
}

/** Thing types: statements and row mapping. */
export class ThingTypesStore {
  readonly #find: Statement<[string], ThingTypeRow>
  readonly #insert: Statement<[string, string, string | null, string, string | null, number]>
  readonly #setPropagating: Statement<[string | null, string]>
  readonly #setDeprecated: Statement<[number | null, string]>
  readonly #delete: Statement<[string]>
  readonly #page: Statement<[NameRange], ThingTypeRow>

  constructor(db: Database) {
    this.#find = db.prepare('SELECT * FROM registry_thing_type WHERE thing_type_name = ?')
    this.#insert = db.prepare(
      `INSERT INTO registry_thing_type (thing_type_name, thing_type_id, description, searchable_attributes, propagating_attributes, created_at_ms)
      VALUES (?, ?, ?, ?, ?, ?)`,
    )
    this.#setPropagating = db.prepare('UPDATE registry_thing_type SET propagating_attributes = ? WHERE thing_type_name = ?')
    this.#setDeprecated = db.prepare('UPDATE registry_thing_type SET deprecated_at_ms = ? WHERE thing_type_name = ?')
    this.#delete = db.prepare('DELETE FROM registry_thing_type WHERE thing_type_name = ?')
    this.#page = db.prepare(
      'SELECT * FROM registry_thing_type WHERE thing_type_name >= @from AND thing_type_name < @upto ORDER BY thing_type_name LIMIT +@limit',
    )
  }

  find(thingTypeName: string): ThingType | undefined {
    const row = this.#find.get(thingTypeName)
    return row === undefined ? undefined : thingTypeOf(row)
  }

  insert(type: ThingType): void {
    const propagating = type.propagatingAttributes === undefined ? null : JSON.stringify(type.propagatingAttributes)
    this.#insert.run(
      type.thingTypeName,
      type.thingTypeId,
      type.description ?? null,
      JSON.stringify(type.searchableAttributes),
      propagating,
      type.createdAtMs,
    )
  }

  setPropagatingAttributes(thingTypeName: string, attributes: ThingType['propagatingAttributes']): void {
    this.#setPropagating.run(attributes === undefined ? null : JSON.stringify(attributes), thingTypeName)
  }

  setDeprecatedAtMs(thingTypeName: string, deprecatedAtMs: number | undefined): void {
    this.#setDeprecated.run(deprecatedAtMs ?? null, thingTypeName)
  }

  delete(thingTypeName: string): void {
    this.#delete.run(thingTypeName)
  }

  page(range: NameRange): ThingType[] {
    return this.#page.all(range).map(thingTypeOf)
  }
}

function thingTypeOf(row: ThingTypeRow): ThingType {
  return {
    thingTypeName: row.thing_type_name,
    thingTypeId: row.thing_type_id,
    description: row.description ?? undefined,
    searchableAttributes: parseTextList(row.searchable_attributes),
    propagatingAttributes: row.propagating_attributes === null ? undefined : parseTextMaps(row.propagating_attributes),
    createdAtMs: row.created_at_ms,
    deprecatedAtMs: row.deprecated_at_ms ?? undefined,
  }
}
