import type { Database } from '@iot-core-local/core'
import type { CertificateMode } from './certificate-store.js'
import { ListStatement } from './page.js'

export type CaStatus = 'ACTIVE' | 'INACTIVE'
export type AutoRegistration = 'ENABLE' | 'DISABLE'

export interface CaCertificateRow {
  readonly seq: number
  readonly certificateId: string
  readonly pem: string
  /** The subject as text: what leaves name as their issuer. */
  readonly subject: string
  readonly status: CaStatus
  readonly autoRegistration: AutoRegistration
  readonly mode: CertificateMode
  readonly templateName: string | null
  readonly templateBody: string | null
  readonly roleArn: string | null
  readonly generationId: string
  readonly customerVersion: number
  readonly createdMs: number
  readonly modifiedMs: number
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

export type NewCaCertificateRow = Omit<CaCertificateRow, 'seq' | 'customerVersion' | 'modifiedMs'>
export type CaChange = Pick<CaCertificateRow, 'status' | 'autoRegistration' | 'templateName' | 'templateBody' | 'roleArn'>

const COLUMNS = `seq, certificate_id AS certificateId, pem, subject, status, auto_registration AS autoRegistration, mode, template_name AS templateName,
  template_body AS templateBody, role_arn AS roleArn, generation_id AS generationId, customer_version AS customerVersion, created_ms AS createdMs,
  modified_ms AS modifiedMs, not_before_ms AS notBeforeMs, not_after_ms AS notAfterMs`

export type CaCertificateStore = ReturnType<typeof openCaCertificateStore>

/** Rows of CA certificates. */
export function openCaCertificateStore(db: Database) {
  const find = db.prepare<[string], CaCertificateRow>(`SELECT ${COLUMNS} FROM security_ca_certificates WHERE certificate_id = ?`)
  const bySubject = db.prepare<[string], CaCertificateRow>(`SELECT ${COLUMNS} FROM security_ca_certificates WHERE subject = ? ORDER BY seq`)
  const insert = db.prepare<
    [NewCaCertificateRow]
  >(`INSERT INTO security_ca_certificates (certificate_id, pem, subject, status, auto_registration, mode,
    template_name, template_body, role_arn, generation_id, customer_version, created_ms, modified_ms, not_before_ms, not_after_ms)
    VALUES (@certificateId, @pem, @subject, @status, @autoRegistration, @mode, @templateName, @templateBody, @roleArn, @generationId, 1, @createdMs,
    @createdMs, @notBeforeMs, @notAfterMs)`)
  const update = db.prepare<
    [CaChange & { certificateId: string; modifiedMs: number }]
  >(`UPDATE security_ca_certificates SET status = @status,
    auto_registration = @autoRegistration, template_name = @templateName, template_body = @templateBody, role_arn = @roleArn, modified_ms = @modifiedMs,
    customer_version = customer_version + 1 WHERE certificate_id = @certificateId`)
  const remove = db.prepare<[string]>('DELETE FROM security_ca_certificates WHERE certificate_id = ?')
  const list = new ListStatement<CaCertificateRow>(db, (stretch) => `SELECT ${COLUMNS} FROM security_ca_certificates WHERE ${stretch}`)
  const listByTemplate = new ListStatement<CaCertificateRow, { templateName: string }>(
    db,
    (stretch) => `SELECT ${COLUMNS} FROM security_ca_certificates WHERE template_name = @templateName AND ${stretch}`,
  )
  return {
    find: (certificateId: string) => find.get(certificateId),
    /** At most ten (REG-404). */
    bySubject: (subject: string): readonly CaCertificateRow[] => bySubject.all(subject),
    insert: (row: NewCaCertificateRow) => void insert.run(row),
    update: (certificateId: string, change: CaChange, modifiedMs: number) => void update.run({ ...change, certificateId, modifiedMs }),
    remove: (certificateId: string) => void remove.run(certificateId),
    list,
    listByTemplate,
  }
}
