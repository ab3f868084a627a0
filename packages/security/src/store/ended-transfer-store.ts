import type { Database } from '@iot-core-local/core'

export type EndedTransferStore = ReturnType<typeof openEndedTransferStore>

/** Certificates that the end of a transfer took from this account: by acceptance from the source, by rejection or cancellation from the target. */
export function openEndedTransferStore(db: Database) {
  const has = db.prepare<[string], { found: 1 }>('SELECT 1 AS found FROM security_ended_transfers WHERE certificate_id = ?')
  const put = db.prepare<[string]>('INSERT OR IGNORE INTO security_ended_transfers (certificate_id) VALUES (?)')
  const remove = db.prepare<[string]>('DELETE FROM security_ended_transfers WHERE certificate_id = ?')
  return {
    has: (certificateId: string) => has.get(certificateId) !== undefined,
    put: (certificateId: string) => void put.run(certificateId),
    remove: (certificateId: string) => void remove.run(certificateId),
  }
}
