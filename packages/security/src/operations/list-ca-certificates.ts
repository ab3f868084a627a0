import type { Handler, Parts } from '../parts.js'
import { readPage } from '../store/page.js'

/** REG-410. */
export function listCaCertificates({ caRows, deps }: Parts): Handler<'ListCACertificates'> {
  return (input) => {
    const { templateName } = input
    const { items, ...next } = readPage(`ListCACertificates/${templateName ?? ''}`, input, (query) =>
      templateName === undefined ? caRows.list.read(query) : caRows.listByTemplate.read({ ...query, templateName }),
    )
    const certificates = items.map((row) => ({
      certificateArn: deps.arns.caCertificate(row.certificateId),
      certificateId: row.certificateId,
      status: row.status,
      creationDate: new Date(row.createdMs),
    }))
    return { certificates, ...next }
  }
}
