import type { Handler, Parts } from '../parts.js'
import { requireIncoming } from './pending-transfer.js'

/** REG-362: the certificate is the source's again, INACTIVE. */
export function rejectCertificateTransfer(parts: Parts): Handler<'RejectCertificateTransfer'> {
  const { certificateRows, deps, endedTransfers } = parts
  return ({ certificateId, rejectReason }) =>
    deps.store.transaction(() => {
      const { row, source } = requireIncoming(parts, certificateId)
      certificateRows.remove(row.certificateId)
      endedTransfers.put(row.certificateId)
      deps.events.publish({ type: 'certificate.deleted', certificateId: row.certificateId })
      source?.giveBack(row.certificateId, rejectReason, deps.timers.now())
      return {}
    })
}
