import { deleteConflict } from '@iot-core-local/core'
import { certificateState } from '../errors.js'
import type { Handler, Parts } from '../parts.js'

/** REG-355 to REG-357, in AWS's order of checks: status, things, policies. */
export function deleteCertificate(parts: Parts): Handler<'DeleteCertificate'> {
  const { attachments, certificateRows, certificates, deps, endedTransfers } = parts
  return ({ certificateId, forceDelete }) =>
    deps.store.transaction(() => {
      const row = certificates.require(certificateId.toLowerCase())
      const arn = deps.arns.certificate(row.certificateId)
      if (row.status === 'ACTIVE') {
        throw certificateState(`Certificate must be deactivated (not ACTIVE) before deletion. Id: ${row.certificateId}`)
      }
      if (row.status === 'PENDING_TRANSFER') {
        throw certificateState(`Certificate must not be in the PENDING_TRANSFER status for deletion. Id: ${row.certificateId}`)
      }
      if (deps.things.hasThings(arn)) throw deleteConflict(`Things must be detached before deletion (arn: ${arn})`)
      if (forceDelete !== true && attachments.countOf(arn) > 0) {
        throw deleteConflict(`Certificate policies must be detached before deletion (arn: ${arn})`)
      }
      if (attachments.removeTarget(arn)) deps.events.publish({ type: 'policies.changed' })
      certificateRows.remove(row.certificateId)
      endedTransfers.remove(row.certificateId)
      deps.events.publish({ type: 'certificate.deleted', certificateId: row.certificateId })
      return {}
    })
}
