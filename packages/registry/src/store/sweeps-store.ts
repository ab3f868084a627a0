import type { Database, Statement } from '@iot-core-local/core'

/** A deleted group whose members' rows are still to be cleared away. */
export interface DeletedGroup {
  readonly kind: 'thingGroup' | 'billingGroup'
  readonly groupKey: number
  readonly groupName: string
  readonly groupId: string
}

/** What is left to clear away: statements and row mapping. */
export class SweepsStore {
  readonly #first: Statement<[], DeletedGroup>
  readonly #insert: Statement<[DeletedGroup]>
  readonly #delete: Statement<[string, number]>

  constructor(db: Database) {
    this.#first = db.prepare('SELECT kind, group_key AS groupKey, group_name AS groupName, group_id AS groupId FROM registry_sweep LIMIT 1')
    this.#insert = db.prepare(
      'INSERT OR IGNORE INTO registry_sweep (kind, group_key, group_name, group_id) VALUES (@kind, @groupKey, @groupName, @groupId)',
    )
    this.#delete = db.prepare('DELETE FROM registry_sweep WHERE kind = ? AND group_key = ?')
  }

  first(): DeletedGroup | undefined {
    return this.#first.get()
  }

  insert(group: DeletedGroup): void {
    this.#insert.run(group)
  }

  delete({ kind, groupKey }: DeletedGroup): void {
    this.#delete.run(kind, groupKey)
  }
}
