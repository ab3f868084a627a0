import type { Store } from '@iot-core-local/core'

export interface TokenRow {
  readonly token: string
  readonly certificateId: string
  readonly expiresMs: number
}

const COLUMNS = 'token, certificate_id AS certificateId, expires_ms AS expiresMs'

export type TokensStore = ReturnType<typeof openTokensStore>

/** Ownership tokens of certificates that were made over MQTT and not used yet. */
export function openTokensStore({ db }: Store) {
  const insert = db.prepare<[TokenRow]>(
    'INSERT INTO provisioning_tokens (token, certificate_id, expires_ms) VALUES (@token, @certificateId, @expiresMs)',
  )
  const find = db.prepare<[string], TokenRow>(`SELECT ${COLUMNS} FROM provisioning_tokens WHERE token = ?`)
  const remove = db.prepare<[string]>('DELETE FROM provisioning_tokens WHERE token = ?')
  const expired = db.prepare<[number, number], TokenRow>(
    `SELECT ${COLUMNS} FROM provisioning_tokens WHERE expires_ms <= ? ORDER BY expires_ms LIMIT +?`,
  )
  const earliest = db.prepare<[], { at: number | null }>('SELECT min(expires_ms) AS at FROM provisioning_tokens')
  return {
    insert: (row: TokenRow): void => void insert.run(row),
    find: (token: string): TokenRow | undefined => find.get(token),
    remove: (token: string): boolean => remove.run(token).changes > 0,
    expired: (nowMs: number, limit: number): readonly TokenRow[] => expired.all(nowMs, limit),
    earliestMs: (): number | undefined => earliest.get()?.at ?? undefined,
  }
}
