import type { Database } from '@iot-core-local/core'

export interface RoleAliasRow {
  readonly name: string
  readonly roleArn: string
  readonly durationSeconds: number
  readonly createdMs: number
  readonly modifiedMs: number
}

const COLUMNS = 'name, role_arn AS roleArn, duration_seconds AS durationSeconds, created_ms AS createdMs, modified_ms AS modifiedMs'

export type RoleAliasStore = ReturnType<typeof openRoleAliasStore>

/** Rows of role aliases, by name. */
export function openRoleAliasStore(db: Database) {
  const find = db.prepare<[string], RoleAliasRow>(`SELECT ${COLUMNS} FROM security_role_aliases WHERE name = ?`)
  const count = db.prepare<[], { count: number }>('SELECT count(*) AS count FROM security_role_aliases')
  const insert = db.prepare<[RoleAliasRow]>(`INSERT INTO security_role_aliases (name, role_arn, duration_seconds, created_ms, modified_ms)
    VALUES (@name, @roleArn, @durationSeconds, @createdMs, @modifiedMs)`)
  const update = db.prepare<[RoleAliasRow]>(`UPDATE security_role_aliases SET role_arn = @roleArn, duration_seconds = @durationSeconds,
    modified_ms = @modifiedMs WHERE name = @name`)
  const remove = db.prepare<[string]>('DELETE FROM security_role_aliases WHERE name = ?')
  const names = db.prepare<[], { name: string }>('SELECT name FROM security_role_aliases ORDER BY name')
  return {
    find: (name: string) => find.get(name),
    count: () => count.get()?.count ?? 0,
    insert: (row: RoleAliasRow) => void insert.run(row),
    update: (row: RoleAliasRow) => void update.run(row),
    /** Whether there was one. */
    remove: (name: string) => remove.run(name).changes > 0,
    /** All names, A to Z; at most a hundred (REG-600). */
    names: (): readonly string[] => names.all().map(({ name }) => name),
  }
}
