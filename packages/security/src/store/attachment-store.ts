import type { Database } from '@iot-core-local/core'
import { ListStatement } from './page.js'

export interface AttachedPolicyRow {
  readonly seq: number
  readonly name: string
}

export interface AttachedTargetRow {
  readonly seq: number
  readonly target: string
}

export type AttachmentStore = ReturnType<typeof openAttachmentStore>

/** Which policy is attached to which target: a certificate's or group's ARN, or a Cognito identity id. */
export function openAttachmentStore(db: Database) {
  const has = db.prepare<[string, number], { found: 1 }>('SELECT 1 AS found FROM security_attachments WHERE target = ? AND policy_seq = ?')
  const insert = db.prepare<[number, string, 0 | 1]>('INSERT INTO security_attachments (policy_seq, target, is_group) VALUES (?, ?, ?)')
  const remove = db.prepare<[string, number]>('DELETE FROM security_attachments WHERE target = ? AND policy_seq = ?')
  const removeTarget = db.prepare<[string]>('DELETE FROM security_attachments WHERE target = ?')
  const count = db.prepare<[string], { number: number }>('SELECT count(*) AS number FROM security_attachments WHERE target = ?')
  const anyOf = db.prepare<[number], { found: 1 }>('SELECT 1 AS found FROM security_attachments WHERE policy_seq = ? LIMIT 1')
  const anyGroup = db.prepare<[], { found: 1 }>('SELECT 1 AS found FROM security_attachments WHERE is_group = 1 LIMIT 1')
  return {
    has: (target: string, policySeq: number) => has.get(target, policySeq) !== undefined,
    insert: (policySeq: number, target: string, isGroup: boolean) => void insert.run(policySeq, target, isGroup ? 1 : 0),
    /** Whether it was attached. */
    remove: (target: string, policySeq: number) => remove.run(target, policySeq).changes > 0,
    /** Whether anything was attached. */
    removeTarget: (target: string) => removeTarget.run(target).changes > 0,
    countOf: (target: string) => count.get(target)?.number ?? 0,
    isPolicyAttached: (policySeq: number) => anyOf.get(policySeq) !== undefined,
    hasGroupPolicies: () => anyGroup.get() !== undefined,
    /** Policies of one target. */
    listPolicies: new ListStatement<AttachedPolicyRow, { target: string }>(
      db,
      (
        stretch,
      ) => `SELECT * FROM (SELECT a.seq AS seq, p.name AS name FROM security_attachments a JOIN security_policies p ON p.seq = a.policy_seq
        WHERE a.target = @target) WHERE ${stretch}`,
    ),
    /** Targets of one policy. */
    listTargets: new ListStatement<AttachedTargetRow, { policySeq: number }>(
      db,
      (stretch) => `SELECT seq, target FROM security_attachments WHERE policy_seq = @policySeq AND ${stretch}`,
    ),
  }
}
