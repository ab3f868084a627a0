import type { Database } from '@iot-core-local/core'
import { ListStatement } from './page.js'

export interface PolicyRow {
  readonly seq: number
  readonly name: string
  readonly defaultVersion: number
  /** The highest version number ever used (REG-455). */
  readonly lastVersion: number
  readonly generationId: string
  readonly createdMs: number
  readonly modifiedMs: number
}

export interface PolicyVersionRow {
  readonly version: number
  readonly document: string
  readonly createdMs: number
}

/** The operative version of a policy. */
export interface DefaultVersionRow {
  readonly policySeq: number
  readonly name: string
  readonly version: number
  readonly document: string
}

const COLUMNS = `seq, name, default_version AS defaultVersion, last_version AS lastVersion, generation_id AS generationId, created_ms AS createdMs,
  modified_ms AS modifiedMs`

const DEFAULT_VERSION = `SELECT p.seq AS policySeq, p.name, v.version, v.document FROM security_policies p
  JOIN security_policy_versions v ON v.policy_seq = p.seq AND v.version = p.default_version`

export type PolicyStore = ReturnType<typeof openPolicyStore>

/** Rows of policies and their versions. */
export function openPolicyStore(db: Database) {
  const find = db.prepare<[string], PolicyRow>(`SELECT ${COLUMNS} FROM security_policies WHERE name = ?`)
  const insert = db.prepare<
    [{ name: string; generationId: string; nowMs: number }]
  >(`INSERT INTO security_policies (name, default_version, last_version,
    generation_id, created_ms, modified_ms) VALUES (@name, 0, 0, @generationId, @nowMs, @nowMs)`)
  const remove = db.prepare<[number]>('DELETE FROM security_policies WHERE seq = ?')
  const setDefault = db.prepare<[number, number, number]>('UPDATE security_policies SET default_version = ?, modified_ms = ? WHERE seq = ?')
  const setLast = db.prepare<[number, number, number]>('UPDATE security_policies SET last_version = ?, modified_ms = ? WHERE seq = ?')
  const insertVersion = db.prepare<[number, number, string, number]>(
    'INSERT INTO security_policy_versions (policy_seq, version, document, created_ms) VALUES (?, ?, ?, ?)',
  )
  const findVersion = db.prepare<[number, number], PolicyVersionRow>(
    'SELECT version, document, created_ms AS createdMs FROM security_policy_versions WHERE policy_seq = ? AND version = ?',
  )
  const versions = db.prepare<[number], PolicyVersionRow>(
    'SELECT version, document, created_ms AS createdMs FROM security_policy_versions WHERE policy_seq = ? ORDER BY version DESC',
  )
  const removeVersion = db.prepare<[number, number]>('DELETE FROM security_policy_versions WHERE policy_seq = ? AND version = ?')
  const ofTarget = db.prepare<[string], DefaultVersionRow>(`${DEFAULT_VERSION} JOIN security_attachments a ON a.policy_seq = p.seq
    WHERE a.target = ? ORDER BY a.seq`)
  const defaultVersionOf = db.prepare<[string], DefaultVersionRow>(`${DEFAULT_VERSION} WHERE p.name = ?`)
  return {
    find: (name: string) => find.get(name),
    /** Adds a policy without versions; returns its `seq`. */
    insert: (name: string, generationId: string, nowMs: number) => Number(insert.run({ name, generationId, nowMs }).lastInsertRowid),
    /** Versions go with it. */
    remove: (seq: number) => void remove.run(seq),
    addVersion: (seq: number, version: number, document: string, nowMs: number) => {
      insertVersion.run(seq, version, document, nowMs)
      setLast.run(version, nowMs, seq)
    },
    setDefault: (seq: number, version: number, nowMs: number) => void setDefault.run(version, nowMs, seq),
    findVersion: (seq: number, version: number) => findVersion.get(seq, version),
    /** Newest first; at most five. */
    versions: (seq: number): readonly PolicyVersionRow[] => versions.all(seq),
    removeVersion: (seq: number, version: number) => void removeVersion.run(seq, version),
    /** The operative versions of the policies attached to a target, in order of attachment; at most ten. */
    ofTarget: (target: string): readonly DefaultVersionRow[] => ofTarget.all(target),
    defaultVersionOf: (name: string) => defaultVersionOf.get(name),
    list: new ListStatement<PolicyRow>(db, (stretch) => `SELECT ${COLUMNS} FROM security_policies WHERE ${stretch}`),
  }
}
