import type { Handler, Parts } from '../parts.js'
import { requireIncoming } from './pending-transfer.js'

/** REG-362, REG-363: the source gives the certificate up. */
export function acceptCertificateTransfer(parts: Parts): Handler<'AcceptCertificateTransfer'> {
  const { certificates, deps } = parts
  return ({ certificateId, setAsActive }) =>
    deps.store.transaction(() => {
      const { row, source } = requireIncoming(parts, certificateId)
      const nowMs = deps.timers.now()
      certificates.change(row, { status: setAsActive === true ? 'ACTIVE' : 'INACTIVE', acceptMs: nowMs })
      source?.complete(row.certificateId, nowMs)
      return {}
    })
}
