import { transferDataView } from './transfer-data-view.js'
import type { Handler, Parts } from '../parts.js'

/** REG-350 to REG-352. */
export function describeCertificate({ certificates, deps }: Parts): Handler<'DescribeCertificate'> {
  return ({ certificateId }) => {
    const row = certificates.require(certificateId.toLowerCase())
    const transferData = transferDataView(row)
    return {
      certificateDescription: {
        certificateArn: deps.arns.certificate(row.certificateId),
        certificateId: row.certificateId,
        ...(row.caCertificateId === null ? {} : { caCertificateId: row.caCertificateId }),
        status: row.status,
        certificatePem: row.pem,
        ownedBy: deps.accountId,
        ...(row.previousOwnedBy === null ? {} : { previousOwnedBy: row.previousOwnedBy }),
        creationDate: new Date(row.createdMs),
        lastModifiedDate: new Date(row.modifiedMs),
        customerVersion: row.customerVersion,
        transferData,
        generationId: row.generationId,
        validity: { notBefore: new Date(row.notBeforeMs), notAfter: new Date(row.notAfterMs) },
        certificateMode: row.mode,
      },
    }
  }
}
