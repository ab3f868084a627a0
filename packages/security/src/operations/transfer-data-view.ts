import type { CertificateRow } from '../store/certificate-store.js'

/** `transferData` of a certificate; without members when it was never transferred (REG-350, REG-363). */
export interface TransferDataView {
  transferMessage?: string
  rejectReason?: string
  transferDate?: Date
  acceptDate?: Date
  rejectDate?: Date
}

export function transferDataView(row: CertificateRow): TransferDataView {
  return {
    ...(row.transferMessage === null ? {} : { transferMessage: row.transferMessage }),
    ...(row.rejectReason === null ? {} : { rejectReason: row.rejectReason }),
    ...(row.transferMs === null ? {} : { transferDate: new Date(row.transferMs) }),
    ...(row.acceptMs === null ? {} : { acceptDate: new Date(row.acceptMs) }),
    ...(row.rejectMs === null ? {} : { rejectDate: new Date(row.rejectMs) }),
  }
}
