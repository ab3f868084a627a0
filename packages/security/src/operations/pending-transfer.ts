import { transferAlreadyCompleted } from '../errors.js'
import type { Parts } from '../parts.js'
import type { CertificateTransfers } from '../ports.js'
import type { CertificateRow } from '../store/certificate-store.js'

/** A certificate that another account offers to this one. */
export interface IncomingTransfer {
  readonly row: CertificateRow
  /** The account that offers it; undefined when it is not hosted any more. */
  readonly source: CertificateTransfers | undefined
}

/** @throws ResourceNotFoundException; TransferAlreadyCompletedException (410) when nothing is pending (REG-362). */
export function requireIncoming(parts: Parts, certificateId: string): IncomingTransfer {
  const { deps } = parts
  const row = requireTransferred(parts, certificateId)
  if (row.status !== 'PENDING_TRANSFER' || row.transferredTo !== null || row.previousOwnedBy === null) throw completed(certificateId)
  return { row, source: deps.otherAccounts?.find(row.previousOwnedBy, deps.region) }
}

/** @throws ResourceNotFoundException; TransferAlreadyCompletedException (410) when nothing is pending (REG-362). */
export function requireOutgoing(parts: Parts, certificateId: string): CertificateRow & { readonly transferredTo: string } {
  const row = requireTransferred(parts, certificateId)
  if (row.status !== 'PENDING_TRANSFER' || row.transferredTo === null) throw completed(certificateId)
  return { ...row, transferredTo: row.transferredTo }
}

/** What left this account by the end of a transfer is not unknown to it: that transfer is completed. */
function requireTransferred({ certificateRows, certificates, endedTransfers }: Parts, certificateId: string): CertificateRow {
  const id = certificateId.toLowerCase()
  if (!certificateRows.has(id) && endedTransfers.has(id)) throw completed(certificateId)
  return certificates.require(id)
}

function completed(certificateId: string) {
  return transferAlreadyCompleted(`There is no pending transfer of the certificate. Id: ${certificateId}`)
}
