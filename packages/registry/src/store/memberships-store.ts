import type { Database, Statement } from '@iot-core-local/core'
import type { NameRange } from '../model/page.js'

/** A group that a thing is a direct member of. */
export interface JoinedGroup {
  readonly groupName: string
  readonly rootGroupName: string
  readonly isDynamic: boolean
  /** Greater for each group created. */
  readonly groupKey: number
}

/** A direct membership by names. */
export interface Member {
  readonly groupName: string
  readonly thingName: string
}

/** A membership that ends. */
export interface Membership {
  readonly thingName: string
  readonly thingId: string
  readonly membershipId: string
}

/** Which thing is a direct member of which group: statements and row mapping. Rows whose group is gone wait for their sweep and are not seen. */
export class MembershipsStore {
  readonly #find: Statement<[number, string], { membershipId: string }>
  readonly #insert: Statement<[number, string, string]>
  readonly #delete: Statement<[number, string]>
  readonly #deleteUpTo: Statement<[number, string]>
  readonly #groupsOf: Statement<[string], Omit<JoinedGroup, 'isDynamic'> & { isDynamic: number }>
  readonly #members: Statement<[NameRange & { groupKey: number }], { name: string }>
  readonly #membersBelow: Statement<[string, string, number], Member>
  readonly #first: Statement<[number, number], { thingName: string; thingId: string | null; membershipId: string }>

  constructor(db: Database) {
    this.#find = db.prepare('SELECT membership_id AS membershipId FROM registry_membership WHERE group_key = ? AND thing_name = ?')
    this.#insert = db.prepare('INSERT INTO registry_membership (group_key, thing_name, membership_id) VALUES (?, ?, ?)')
    this.#delete = db.prepare('DELETE FROM registry_membership WHERE group_key = ? AND thing_name = ?')
    this.#deleteUpTo = db.prepare('DELETE FROM registry_membership WHERE group_key = ? AND thing_name <= ?')
    this.#groupsOf = db.prepare(
      `SELECT g.thing_group_name AS groupName, g.root_group_name AS rootGroupName, g.query_string IS NOT NULL AS isDynamic, g.id AS groupKey
      FROM registry_membership m CROSS JOIN registry_thing_group g ON g.id = m.group_key WHERE m.thing_name = ?`,
    )
    this.#members = db.prepare(
      `SELECT thing_name AS name FROM registry_membership
      WHERE group_key = @groupKey AND thing_name >= @from AND thing_name < @upto ORDER BY thing_name LIMIT +@limit`,
    )
    this.#membersBelow = db.prepare(
      `SELECT c.descendant_name AS groupName, m.thing_name AS thingName
      FROM registry_thing_group_closure c
      CROSS JOIN registry_thing_group g ON g.thing_group_name = c.descendant_name
      CROSS JOIN registry_membership m ON m.group_key = g.id
      WHERE c.ancestor_name = ? AND c.descendant_name > ? ORDER BY c.descendant_name, m.thing_name LIMIT +?`,
    )
    this.#first = db.prepare(
      `SELECT m.thing_name AS thingName, t.thing_id AS thingId, m.membership_id AS membershipId
      FROM registry_membership m LEFT JOIN registry_thing t ON t.thing_name = m.thing_name
      WHERE m.group_key = ? ORDER BY m.thing_name LIMIT +?`,
    )
  }

  /** The id of the membership; undefined when the thing is no direct member. */
  find(groupKey: number, thingName: string): string | undefined {
    return this.#find.get(groupKey, thingName)?.membershipId
  }

  insert(groupKey: number, thingName: string, membershipId: string): void {
    this.#insert.run(groupKey, thingName, membershipId)
  }

  delete(groupKey: number, thingName: string): void {
    this.#delete.run(groupKey, thingName)
  }

  /** By name; at most ten (REG-241), so they are sorted here. */
  groupsOf(thingName: string): JoinedGroup[] {
    return this.#groupsOf
      .all(thingName)
      .map((row) => ({ ...row, isDynamic: row.isDynamic === 1 }))
      .sort((a, b) => (a.groupName < b.groupName ? -1 : 1))
  }

  members(groupKey: number, range: NameRange): string[] {
    return this.#members.all({ ...range, groupKey }).map((row) => row.name)
  }

  /** Members of the groups below `ancestorName` that come after `afterGroupName`, ordered by group, then thing. */
  membersBelow(ancestorName: string, afterGroupName: string, limit: number): Member[] {
    return this.#membersBelow.all(ancestorName, afterGroupName, limit)
  }

  /** Takes the first memberships of a group away, at most `limit`, and returns them; those of things that are gone are left out. */
  takeFirst(groupKey: number, limit: number): { readonly taken: readonly Membership[]; readonly isMore: boolean } {
    const rows = this.#first.all(groupKey, limit + 1)
    const isMore = rows.length > limit
    if (isMore) rows.length = limit
    const last = rows.at(-1)
    if (last !== undefined) this.#deleteUpTo.run(groupKey, last.thingName)
    const taken = rows.flatMap(({ thingName, thingId, membershipId }) => (thingId === null ? [] : [{ thingName, thingId, membershipId }]))
    return { taken, isMore }
  }
}
