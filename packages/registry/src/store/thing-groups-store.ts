import type { Database, Statement } from '@iot-core-local/core'
import { LAST, type NameRange } from '../model/page.js'
import { parseTextMap } from '../model/stored-json.js'
import type { DynamicPart, ThingGroup } from '../model/thing-group.js'
import type { DynamicGroupStatus } from '../registry-door.js'

interface GroupRow {
  readonly id: number
  readonly thing_group_name: string
  readonly thing_group_id: string
  readonly parent_group_name: string | null
  readonly root_group_name: string
  readonly depth: number
  readonly description: string | null
  readonly attributes: string
  readonly version: number
  readonly created_at_ms: number
  readonly index_name: string | null
  readonly query_string: string | null
  readonly query_version: string | null
  readonly status: DynamicGroupStatus | null
}

type NameRow = { readonly name: string }

/** Static and dynamic thing groups and the closure of their hierarchy: statements and row mapping. */
export class ThingGroupsStore {
  readonly #find: Statement<[string], GroupRow>
  readonly #insert: Statement<[Omit<GroupRow, 'id'>]>
  readonly #insertClosure: Statement<[{ name: string; parent: string }]>
  readonly #update: Statement<[Pick<GroupRow, 'description' | 'attributes' | 'version' | 'thing_group_name'>]>
  readonly #updateDynamic: Statement<[string, string, string, string, string]>
  readonly #delete: Statement<[string]>
  readonly #deleteClosure: Statement<[string]>
  readonly #page: Statement<[NameRange], GroupRow>
  readonly #names: Statement<[NameRange], NameRow>
  readonly #namesOfRoots: Statement<[NameRange], NameRow>
  readonly #namesOfChildren: Statement<[NameRange & { parent: string }], NameRow>
  readonly #namesOfDescendants: Statement<[NameRange & { ancestor: string }], NameRow>
  readonly #namesOfAncestors: Statement<[string], NameRow>
  readonly #countChildren: Statement<[string], { count: number }>
  readonly #dynamic: Statement<[], GroupRow>

  constructor(db: Database) {
    const inOrder = 'thing_group_name >= @from AND thing_group_name < @upto ORDER BY thing_group_name LIMIT +@limit'
    this.#find = db.prepare('SELECT * FROM registry_thing_group WHERE thing_group_name = ?')
    this.#insert = db.prepare(
      `INSERT INTO registry_thing_group (thing_group_name, thing_group_id, parent_group_name, root_group_name, depth, description,
        attributes, version, created_at_ms, index_name, query_string, query_version, status)
      VALUES (@thing_group_name, @thing_group_id, @parent_group_name, @root_group_name, @depth, @description,
        @attributes, @version, @created_at_ms, @index_name, @query_string, @query_version, @status)`,
    )
    this.#insertClosure = db.prepare(
      `INSERT INTO registry_thing_group_closure (descendant_name, ancestor_name, distance)
      SELECT @name, ancestor_name, distance + 1 FROM registry_thing_group_closure WHERE descendant_name = @parent
      UNION ALL SELECT @name, @parent, 1`,
    )
    this.#update = db.prepare(
      `UPDATE registry_thing_group SET description = @description, attributes = @attributes, version = @version
      WHERE thing_group_name = @thing_group_name`,
    )
    this.#updateDynamic = db.prepare(
      'UPDATE registry_thing_group SET index_name = ?, query_string = ?, query_version = ?, status = ? WHERE thing_group_name = ?',
    )
    this.#delete = db.prepare('DELETE FROM registry_thing_group WHERE thing_group_name = ?')
    this.#deleteClosure = db.prepare('DELETE FROM registry_thing_group_closure WHERE descendant_name = ?')
    this.#page = db.prepare(`SELECT * FROM registry_thing_group WHERE ${inOrder}`)
    this.#names = db.prepare(`SELECT thing_group_name AS name FROM registry_thing_group WHERE ${inOrder}`)
    this.#namesOfRoots = db.prepare(
      `SELECT thing_group_name AS name FROM registry_thing_group WHERE parent_group_name IS NULL AND ${inOrder}`,
    )
    this.#namesOfChildren = db.prepare(
      `SELECT thing_group_name AS name FROM registry_thing_group WHERE parent_group_name = @parent AND ${inOrder}`,
    )
    this.#namesOfDescendants = db.prepare(
      `SELECT descendant_name AS name FROM registry_thing_group_closure
      WHERE ancestor_name = @ancestor AND descendant_name >= @from AND descendant_name < @upto ORDER BY descendant_name LIMIT +@limit`,
    )
    this.#namesOfAncestors = db.prepare(
      'SELECT ancestor_name AS name FROM registry_thing_group_closure WHERE descendant_name = ? ORDER BY distance',
    )
    this.#countChildren = db.prepare('SELECT count(*) AS count FROM registry_thing_group WHERE parent_group_name = ?')
    this.#dynamic = db.prepare('SELECT * FROM registry_thing_group WHERE query_string IS NOT NULL ORDER BY thing_group_name')
  }

  find(thingGroupName: string): ThingGroup | undefined {
    const row = this.#find.get(thingGroupName)
    return row === undefined ? undefined : groupOf(row)
  }

  insert(group: Omit<ThingGroup, 'groupKey'>): void {
    this.#insert.run({
      thing_group_name: group.thingGroupName,
      thing_group_id: group.thingGroupId,
      parent_group_name: group.parentGroupName ?? null,
      root_group_name: group.rootGroupName,
      depth: group.depth,
      description: group.description ?? null,
      attributes: JSON.stringify(group.attributes),
      version: group.version,
      created_at_ms: group.createdAtMs,
      index_name: group.dynamic?.indexName ?? null,
      query_string: group.dynamic?.queryString ?? null,
      query_version: group.dynamic?.queryVersion ?? null,
      status: group.dynamic?.status ?? null,
    })
    if (group.parentGroupName !== undefined) {
      this.#insertClosure.run({ name: group.thingGroupName, parent: group.parentGroupName })
    }
  }

  /** Writes description, attributes and version. */
  update(group: Pick<ThingGroup, 'thingGroupName' | 'description' | 'attributes' | 'version'>): void {
    this.#update.run({
      thing_group_name: group.thingGroupName,
      description: group.description ?? null,
      attributes: JSON.stringify(group.attributes),
      version: group.version,
    })
  }

  updateDynamic(thingGroupName: string, { indexName, queryString, queryVersion, status }: DynamicPart): void {
    this.#updateDynamic.run(indexName, queryString, queryVersion, status, thingGroupName)
  }

  delete(thingGroupName: string): void {
    this.#delete.run(thingGroupName)
    this.#deleteClosure.run(thingGroupName)
  }

  page(range: NameRange): ThingGroup[] {
    return this.#page.all(range).map(groupOf)
  }

  names(range: NameRange): string[] {
    return this.#names.all(range).map(nameOf)
  }

  namesOfRoots(range: NameRange): string[] {
    return this.#namesOfRoots.all(range).map(nameOf)
  }

  namesOfChildren(parent: string, range: NameRange): string[] {
    return this.#namesOfChildren.all({ ...range, parent }).map(nameOf)
  }

  namesOfDescendants(ancestor: string, range: NameRange = { from: '', upto: LAST, limit: -1 }): string[] {
    return this.#namesOfDescendants.all({ ...range, ancestor }).map(nameOf)
  }

  /** The direct parent first, the root last. */
  namesOfAncestors(thingGroupName: string): string[] {
    return this.#namesOfAncestors.all(thingGroupName).map(nameOf)
  }

  countChildren(thingGroupName: string): number {
    return this.#countChildren.get(thingGroupName)?.count ?? 0
  }

  /** At most 100 (DTG-016). */
  dynamic(): ThingGroup[] {
    return this.#dynamic.all().map(groupOf)
  }
}

function nameOf(row: NameRow): string {
  return row.name
}

function groupOf(row: GroupRow): ThingGroup {
  return {
    thingGroupName: row.thing_group_name,
    thingGroupId: row.thing_group_id,
    parentGroupName: row.parent_group_name ?? undefined,
    rootGroupName: row.root_group_name,
    depth: row.depth,
    description: row.description ?? undefined,
    attributes: parseTextMap(row.attributes),
    version: row.version,
    createdAtMs: row.created_at_ms,
    groupKey: row.id,
    dynamic:
      row.query_string === null || row.status === null
        ? undefined
        : { indexName: row.index_name ?? '', queryString: row.query_string, queryVersion: row.query_version ?? '', status: row.status },
  }
}
