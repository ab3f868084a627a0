import type { Handler, Parts } from '../parts.js'
import { requireOutgoing } from './pending-transfer.js'

/** REG-362: the source takes its offer back; the certificate is INACTIVE. */
export function cancelCertificateTransfer(parts: Parts): Handler<'CancelCertificateTransfer'> {
  const { certificates, deps } = parts
  return ({ certificateId }) =>
    deps.store.transaction(() => {
      const row = requireOutgoing(parts, certificateId)
      certificates.change(row, { status: 'INACTIVE', transferredTo: null })
      deps.otherAccounts?.find(row.transferredTo, deps.region)?.withdraw(row.certificateId)
      return {}
    })
}
