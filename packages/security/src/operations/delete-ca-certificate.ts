import { certificateState } from '../errors.js'
import type { Handler, Parts } from '../parts.js'
import { requireCa } from './describe-ca-certificate.js'

/** REG-408: device certificates stay. */
export function deleteCaCertificate(parts: Parts): Handler<'DeleteCACertificate'> {
  const { caRows, deps } = parts
  return ({ certificateId }) =>
    deps.store.transaction(() => {
      const row = requireCa(parts, certificateId)
      if (row.status === 'ACTIVE') {
        throw certificateState(`CA certificate must be deactivated (not ACTIVE) before deletion. Id: ${row.certificateId}`)
      }
      caRows.remove(row.certificateId)
      deps.tags?.removeAll(deps.arns.caCertificate(row.certificateId))
      return {}
    })
}
