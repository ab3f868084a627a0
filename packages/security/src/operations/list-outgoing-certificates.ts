import type { Handler, Parts } from '../parts.js'
import { readPage } from '../store/page.js'

/** REG-361: what this account offers to others and nobody has answered yet. */
export function listOutgoingCertificates({ certificateRows, deps }: Parts): Handler<'ListOutgoingCertificates'> {
  return (input) => {
    const { items, ...next } = readPage('ListOutgoingCertificates', input, (query) => certificateRows.listOutgoing.read(query))
    const outgoingCertificates = items.map((row) => ({
      certificateArn: deps.arns.certificate(row.certificateId).replace(`:${deps.accountId}:`, `:${row.transferredTo ?? ''}:`),
      certificateId: row.certificateId,
      ...(row.transferredTo === null ? {} : { transferredTo: row.transferredTo }),
      ...(row.transferMs === null ? {} : { transferDate: new Date(row.transferMs) }),
      ...(row.transferMessage === null ? {} : { transferMessage: row.transferMessage }),
      creationDate: new Date(row.createdMs),
    }))
    return { outgoingCertificates, ...next }
  }
}
