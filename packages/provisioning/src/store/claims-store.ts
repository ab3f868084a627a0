import type { Store } from '@iot-core-local/core'

export interface ClaimRow {
  readonly certificateId: string
  readonly templateName: string
  readonly expiresMs: number
}

const COLUMNS = 'certificate_id AS certificateId, template_name AS templateName, expires_ms AS expiresMs'

export type ClaimsStore = ReturnType<typeof openClaimsStore>

/** Certificates of provisioning claims until they expire. */
export function openClaimsStore({ db }: Store) {
  const insert = db.prepare<[ClaimRow]>(
    'INSERT INTO provisioning_claims (certificate_id, template_name, expires_ms) VALUES (@certificateId, @templateName, @expiresMs)',
  )
  const find = db.prepare<[string], ClaimRow>(`SELECT ${COLUMNS} FROM provisioning_claims WHERE certificate_id = ?`)
  const expired = db.prepare<[number, number], ClaimRow>(
    `SELECT ${COLUMNS} FROM provisioning_claims WHERE expires_ms <= ? ORDER BY expires_ms LIMIT +?`,
  )
  const remove = db.prepare<[string]>('DELETE FROM provisioning_claims WHERE certificate_id = ?')
  const earliest = db.prepare<[], { at: number | null }>('SELECT min(expires_ms) AS at FROM provisioning_claims')
  return {
    insert: (row: ClaimRow): void => void insert.run(row),
    find: (certificateId: string): ClaimRow | undefined => find.get(certificateId),
    expired: (nowMs: number, limit: number): readonly ClaimRow[] => expired.all(nowMs, limit),
    remove: (certificateId: string): void => void remove.run(certificateId),
    earliestMs: (): number | undefined => earliest.get()?.at ?? undefined,
  }
}
