import type { Store } from '@iot-core-local/core'

export type TemplateType = 'FLEET_PROVISIONING' | 'JITP'

export interface TemplateRow {
  readonly name: string
  readonly description: string | null
  readonly isEnabled: number
  readonly roleArn: string
  readonly type: TemplateType
  readonly hookArn: string | null
  readonly hookPayloadVersion: string | null
  readonly defaultVersion: number
  readonly newestVersion: number
  readonly createdMs: number
  readonly modifiedMs: number
}

export interface VersionRow {
  readonly version: number
  readonly body: string
  readonly createdMs: number
}

const COLUMNS = `name, description, is_enabled AS isEnabled, role_arn AS roleArn, type, hook_arn AS hookArn,
  hook_payload_version AS hookPayloadVersion, default_version AS defaultVersion, newest_version AS newestVersion, created_ms AS createdMs,
  modified_ms AS modifiedMs`

export type TemplatesStore = ReturnType<typeof openTemplatesStore>

/** Rows of provisioning templates and their versions. */
export function openTemplatesStore({ db }: Store) {
  const count = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM provisioning_templates')
  const find = db.prepare<[string], TemplateRow>(`SELECT ${COLUMNS} FROM provisioning_templates WHERE name = ?`)
  const list = db.prepare<[string, number], TemplateRow>(
    `SELECT ${COLUMNS} FROM provisioning_templates WHERE name > ? ORDER BY name LIMIT +?`,
  )
  const put = db.prepare<[TemplateRow]>(`INSERT INTO provisioning_templates (name, description, is_enabled, role_arn, type, hook_arn,
    hook_payload_version, default_version, newest_version, created_ms, modified_ms) VALUES (@name, @description, @isEnabled, @roleArn, @type, @hookArn,
    @hookPayloadVersion, @defaultVersion, @newestVersion, @createdMs, @modifiedMs) ON CONFLICT (name) DO UPDATE SET description = @description,
    is_enabled = @isEnabled, role_arn = @roleArn, hook_arn = @hookArn, hook_payload_version = @hookPayloadVersion,
    default_version = @defaultVersion, newest_version = @newestVersion, modified_ms = @modifiedMs`)
  const remove = db.prepare<[string]>('DELETE FROM provisioning_templates WHERE name = ?')
  const addVersion = db.prepare<[string, number, string, number]>(
    'INSERT INTO provisioning_versions (name, version, body, created_ms) VALUES (?, ?, ?, ?)',
  )
  const findVersion = db.prepare<[string, number], VersionRow>(
    'SELECT version, body, created_ms AS createdMs FROM provisioning_versions WHERE name = ? AND version = ?',
  )
  const listVersions = db.prepare<[string, number, number], VersionRow>(
    'SELECT version, body, created_ms AS createdMs FROM provisioning_versions WHERE name = ? AND version > ? ORDER BY version LIMIT +?',
  )
  const countVersions = db.prepare<[string], { n: number }>('SELECT count(*) AS n FROM provisioning_versions WHERE name = ?')
  const removeVersion = db.prepare<[string, number]>('DELETE FROM provisioning_versions WHERE name = ? AND version = ?')
  return {
    count: (): number => count.get()?.n ?? 0,
    find: (name: string): TemplateRow | undefined => find.get(name),
    /** By name. */
    list: (afterName: string, limit: number): readonly TemplateRow[] => list.all(afterName, limit),
    put: (row: TemplateRow): void => void put.run(row),
    /** With its versions. */
    remove: (name: string): void => void remove.run(name),
    addVersion: (name: string, version: number, body: string, nowMs: number): void => void addVersion.run(name, version, body, nowMs),
    findVersion: (name: string, version: number): VersionRow | undefined => findVersion.get(name, version),
    /** By number. */
    listVersions: (name: string, afterVersion: number, limit: number): readonly VersionRow[] => listVersions.all(name, afterVersion, limit),
    countVersions: (name: string): number => countVersions.get(name)?.n ?? 0,
    /** Whether there was one. */
    removeVersion: (name: string, version: number): boolean => removeVersion.run(name, version).changes > 0,
  }
}
