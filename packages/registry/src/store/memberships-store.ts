import type { Database, Statement } from '@iot-core-local/core'
import type { NameRange } from '../model/page.js'

/** A group that a thing is a direct member of. */
export interface JoinedGroup {
  readonly groupName: string
  readonly rootGroupName: string
  readonly isDynamic: boolean
  /** Grows with each group created. */
  readonly creationOrder: number
}

export interface Member {
  readonly groupName: string
  readonly thingName: string
}

/** Which thing is a direct member of which group: statements and row mapping. */
export class MembershipsStore {
  readonly #find: Statement<[string, string], { membershipId: string }>
  readonly #insert: Statement<[string, string, string]>
  readonly #delete: Statement<[string, string]>
  readonly #deleteOfGroup: Statement<[string]>
  readonly #groupsOf: Statement<[string], Omit<JoinedGroup, 'isDynamic'> & { isDynamic: number }>
  readonly #groupNamesOf: Statement<[NameRange & { thingName: string }], { name: string }>
  readonly #members: Statement<[NameRange & { groupName: string }], { name: string }>
  readonly #membersBelow: Statement<[string, string, number], Member>
  readonly #memberships: Statement<[string], { thingName: string; thingId: string; membershipId: string }>

  constructor(db: Database) {
    this.#find = db.prepare('SELECT membership_id AS membershipId FROM registry_membership WHERE group_name = ? AND thing_name = ?')
    this.#insert = db.prepare('INSERT INTO registry_membership (group_name, thing_name, membership_id) VALUES (?, ?, ?)')
    this.#delete = db.prepare('DELETE FROM registry_membership WHERE group_name = ? AND thing_name = ?')
    this.#deleteOfGroup = db.prepare('DELETE FROM registry_membership WHERE group_name = ?')
    this.#groupsOf = db.prepare(
      `SELECT g.thing_group_name AS groupName, g.root_group_name AS rootGroupName, g.query_string IS NOT NULL AS isDynamic, g.id AS creationOrder
      FROM registry_membership m CROSS JOIN registry_thing_group g ON g.thing_group_name = m.group_name
      WHERE m.thing_name = ? ORDER BY m.group_name`,
    )
    this.#groupNamesOf = db.prepare(
      `SELECT group_name AS name FROM registry_membership
      WHERE thing_name = @thingName AND group_name >= @from AND group_name < @upto ORDER BY group_name LIMIT @limit`,
    )
    this.#members = db.prepare(
      `SELECT thing_name AS name FROM registry_membership
      WHERE group_name = @groupName AND thing_name >= @from AND thing_name < @upto ORDER BY thing_name LIMIT @limit`,
    )
    this.#membersBelow = db.prepare(
      `SELECT m.group_name AS groupName, m.thing_name AS thingName
      FROM registry_thing_group_closure c CROSS JOIN registry_membership m ON m.group_name = c.descendant_name
      WHERE c.ancestor_name = ? AND c.descendant_name > ? ORDER BY c.descendant_name, m.thing_name LIMIT ?`,
    )
    this.#memberships = db.prepare(
      `SELECT m.thing_name AS thingName, t.thing_id AS thingId, m.membership_id AS membershipId
      FROM registry_membership m CROSS JOIN registry_thing t ON t.thing_name = m.thing_name WHERE m.group_name = ? ORDER BY m.thing_name`,
    )
  }

  /** The id of the membership; undefined when the thing is no direct member. */
  find(groupName: string, thingName: string): string | undefined {
    return this.#find.get(groupName, thingName)?.membershipId
  }

  insert(groupName: string, thingName: string, membershipId: string): void {
    this.#insert.run(groupName, thingName, membershipId)
  }

  delete(groupName: string, thingName: string): void {
    this.#delete.run(groupName, thingName)
  }

  deleteOfGroup(groupName: string): void {
    this.#deleteOfGroup.run(groupName)
  }

  /** At most ten (REG-241). */
  groupsOf(thingName: string): JoinedGroup[] {
    return this.#groupsOf.all(thingName).map((row) => ({ ...row, isDynamic: row.isDynamic === 1 }))
  }

  groupNamesOf(thingName: string, range: NameRange): string[] {
    return this.#groupNamesOf.all({ ...range, thingName }).map((row) => row.name)
  }

  members(groupName: string, range: NameRange): string[] {
    return this.#members.all({ ...range, groupName }).map((row) => row.name)
  }

  /** Members of the groups below `ancestorName` that come after `afterGroupName`, ordered by group, then thing. */
  membersBelow(ancestorName: string, afterGroupName: string, limit: number): Member[] {
    return this.#membersBelow.all(ancestorName, afterGroupName, limit)
  }

  membershipsOf(groupName: string): { readonly thingName: string; readonly thingId: string; readonly membershipId: string }[] {
    return this.#memberships.all(groupName)
  }
}
