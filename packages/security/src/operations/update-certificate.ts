import { certificateState } from '../errors.js'
import type { Handler, Parts } from '../parts.js'

/** REG-346, REG-347: any change between ACTIVE, INACTIVE and REVOKED; the same status again changes nothing. */
export function updateCertificate({ certificates, deps }: Parts): Handler<'UpdateCertificate'> {
  return ({ certificateId, newStatus }) => {
    if (newStatus !== 'ACTIVE' && newStatus !== 'INACTIVE' && newStatus !== 'REVOKED') {
      throw certificateState(`Not allowed to update certificate to ${newStatus} status`)
    }
    return deps.store.transaction(() => {
      const row = certificates.require(certificateId.toLowerCase())
      if (row.status === 'PENDING_TRANSFER')
        throw certificateState(`Certificate is in the PENDING_TRANSFER status. Id: ${row.certificateId}`)
      if (row.status !== newStatus) certificates.change(row, { status: newStatus })
      return {}
    })
  }
}
