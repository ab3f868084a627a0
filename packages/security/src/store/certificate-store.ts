import type { CertificateStatus, Database } from '@iot-core-local/core'
import { ListStatement } from './page.js'

export type CertificateMode = 'DEFAULT' | 'SNI_ONLY'

export interface CertificateRow {
  readonly seq: number
  readonly certificateId: string
  readonly pem: string
  readonly status: CertificateStatus
  readonly mode: CertificateMode
  readonly caCertificateId: string | null
  readonly previousOwnedBy: string | null
  readonly generationId: string
  readonly customerVersion: number
  readonly createdMs: number
  readonly modifiedMs: number
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** The account a transfer goes or went to; set in the source only. */
  readonly transferredTo: string | null
  readonly transferMessage: string | null
  readonly rejectReason: string | null
  readonly transferMs: number | null
  readonly acceptMs: number | null
  readonly rejectMs: number | null
}

export type NewCertificateRow = Pick<
  CertificateRow,
  | 'certificateId'
  | 'pem'
  | 'status'
  | 'mode'
  | 'caCertificateId'
  | 'previousOwnedBy'
  | 'generationId'
  | 'createdMs'
  | 'notBeforeMs'
  | 'notAfterMs'
  | 'transferMessage'
  | 'transferMs'
>

/** What a change of a certificate sets besides its version and date. */
export type CertificateChange = Pick<
  CertificateRow,
  'status' | 'previousOwnedBy' | 'transferredTo' | 'transferMessage' | 'rejectReason' | 'transferMs' | 'acceptMs' | 'rejectMs'
>

const COLUMNS = `seq, certificate_id AS certificateId, pem, status, mode, ca_certificate_id AS caCertificateId, previous_owned_by AS previousOwnedBy,
  generation_id AS generationId, customer_version AS customerVersion, created_ms AS createdMs, modified_ms AS modifiedMs, not_before_ms AS notBeforeMs,
  not_after_ms AS notAfterMs, transferred_to AS transferredTo, transfer_message AS transferMessage, reject_reason AS rejectReason,
  transfer_ms AS transferMs, accept_ms AS acceptMs, reject_ms AS rejectMs`

export type CertificateStore = ReturnType<typeof openCertificateStore>

/** Rows of device certificates. */
export function openCertificateStore(db: Database) {
  const find = db.prepare<[string], CertificateRow>(`SELECT ${COLUMNS} FROM security_certificates WHERE certificate_id = ?`)
  const has = db.prepare<[string], { found: 1 }>('SELECT 1 AS found FROM security_certificates WHERE certificate_id = ?')
  const insert = db.prepare<[NewCertificateRow]>(`INSERT INTO security_certificates (certificate_id, pem, status, mode, ca_certificate_id,
    previous_owned_by, generation_id, customer_version, created_ms, modified_ms, not_before_ms, not_after_ms, transfer_message, transfer_ms)
    VALUES (@certificateId, @pem, @status, @mode, @caCertificateId, @previousOwnedBy, @generationId, 1, @createdMs, @createdMs, @notBeforeMs,
    @notAfterMs, @transferMessage, @transferMs)`)
  const update = db.prepare<[CertificateChange & { certificateId: string; modifiedMs: number }]>(`UPDATE security_certificates SET
    status = @status, previous_owned_by = @previousOwnedBy, transferred_to = @transferredTo, transfer_message = @transferMessage,
    reject_reason = @rejectReason, transfer_ms = @transferMs, accept_ms = @acceptMs, reject_ms = @rejectMs, modified_ms = @modifiedMs,
    customer_version = customer_version + 1 WHERE certificate_id = @certificateId`)
  const remove = db.prepare<[string]>('DELETE FROM security_certificates WHERE certificate_id = ?')
  const list = new ListStatement<CertificateRow>(db, (stretch) => `SELECT ${COLUMNS} FROM security_certificates WHERE ${stretch}`)
  const listByCa = new ListStatement<CertificateRow, { caCertificateId: string }>(
    db,
    (stretch) => `SELECT ${COLUMNS} FROM security_certificates WHERE ca_certificate_id = @caCertificateId AND ${stretch}`,
  )
  const listOutgoing = new ListStatement<CertificateRow>(
    db,
    (stretch) => `SELECT ${COLUMNS} FROM security_certificates WHERE transferred_to IS NOT NULL AND ${stretch}`,
  )

  return {
    find: (certificateId: string) => find.get(certificateId),
    has: (certificateId: string) => has.get(certificateId) !== undefined,
    insert: (row: NewCertificateRow) => void insert.run(row),
    /** Counts the version up and dates the change. */
    update: (certificateId: string, change: CertificateChange, modifiedMs: number) =>
      void update.run({ ...change, certificateId, modifiedMs }),
    remove: (certificateId: string) => void remove.run(certificateId),
    list,
    listByCa,
    listOutgoing,
  }
}
