import { resourceNotFound } from '@iot-core-local/core'
import type { Handler, Parts } from '../parts.js'
import type { CaCertificateRow } from '../store/ca-certificate-store.js'
import { registrationConfigView } from './registration-config.js'

/** REG-406. */
export function describeCaCertificate(parts: Parts): Handler<'DescribeCACertificate'> {
  const { arns, accountId } = parts.deps
  return ({ certificateId }) => {
    const row = requireCa(parts, certificateId)
    const registrationConfig = registrationConfigView(row)
    return {
      certificateDescription: {
        certificateArn: arns.caCertificate(row.certificateId),
        certificateId: row.certificateId,
        status: row.status,
        certificatePem: row.pem,
        ownedBy: accountId,
        creationDate: new Date(row.createdMs),
        autoRegistrationStatus: row.autoRegistration,
        lastModifiedDate: new Date(row.modifiedMs),
        customerVersion: row.customerVersion,
        generationId: row.generationId,
        validity: { notBefore: new Date(row.notBeforeMs), notAfter: new Date(row.notAfterMs) },
        certificateMode: row.mode,
      },
      ...(registrationConfig === undefined ? {} : { registrationConfig }),
    }
  }
}

/** @throws ResourceNotFoundException */
export function requireCa({ caRows }: Parts, certificateId: string): CaCertificateRow {
  const row = caRows.find(certificateId.toLowerCase())
  if (row === undefined) throw resourceNotFound(`The CA certificate with the given ID does not exist. Id: ${certificateId}`)
  return row
}
