import type { Handler, Parts } from '../parts.js'
import { readPage } from '../store/page.js'
import { certificateItem } from './list-certificates.js'

/** REG-353: of an unknown CA there are none. */
export function listCertificatesByCa({ certificateRows, deps }: Parts): Handler<'ListCertificatesByCA'> {
  return (input) => {
    const caCertificateId = input.caCertificateId.toLowerCase()
    const { items, ...next } = readPage(`ListCertificatesByCA/${caCertificateId}`, input, (query) =>
      certificateRows.listByCa.read({ ...query, caCertificateId }),
    )
    return { certificates: items.map((row) => certificateItem(deps.arns, row)), ...next }
  }
}
