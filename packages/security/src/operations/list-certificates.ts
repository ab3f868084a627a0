import type { Arns } from '@iot-core-local/core'
import type { Handler, Parts } from '../parts.js'
import type { CertificateRow } from '../store/certificate-store.js'
import { readPage } from '../store/page.js'

/** REG-353. */
export function listCertificates({ certificateRows, deps }: Parts): Handler<'ListCertificates'> {
  return (input) => {
    const { items, ...next } = readPage('ListCertificates', input, (query) => certificateRows.list.read(query))
    return { certificates: items.map((row) => certificateItem(deps.arns, row)), ...next }
  }
}

/** An item of the lists of device certificates. */
export function certificateItem(arns: Arns, row: CertificateRow) {
  return {
    certificateArn: arns.certificate(row.certificateId),
    certificateId: row.certificateId,
    status: row.status,
    certificateMode: row.mode,
    creationDate: new Date(row.createdMs),
  }
}
