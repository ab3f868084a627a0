import { resourceNotFound } from '@iot-core-local/core'
import { transferConflict } from './errors.js'
import type { Parts } from './parts.js'
import type { CertificateTransfers } from './ports.js'
import { parseCertificate } from './x509/certificate.js'

/** This account's part in transfers of certificates (REG-360 to REG-363): what other accounts of the process call. */
export function createTransfers({ caRows, certificateRows, certificates, deps, endedTransfers }: Parts): CertificateTransfers {
  const { events, ids, store } = deps
  return {
    statusOf: (certificateId) => certificateRows.find(certificateId)?.status,
    hasDefaultModeCa: (certificateId) => caRows.find(certificateId)?.mode === 'DEFAULT',
    receive: (offer) =>
      store.transaction(() => {
        const certificate = parseCertificate(offer.certificatePem)
        if (certificate?.certificateId !== offer.certificateId) throw resourceNotFound('The offered certificate cannot be read.')
        if (certificateRows.has(offer.certificateId)) {
          throw transferConflict(`The account ${deps.accountId} has the certificate already. Id: ${offer.certificateId}`)
        }
        certificateRows.insert({
          certificateId: offer.certificateId,
          pem: certificate.pem,
          status: 'PENDING_TRANSFER',
          mode: offer.certificateMode,
          caCertificateId: null,
          previousOwnedBy: offer.fromAccountId,
          generationId: ids.uuid(),
          createdMs: deps.timers.now(),
          notBeforeMs: certificate.notBeforeMs,
          notAfterMs: certificate.notAfterMs,
          transferMessage: offer.transferMessage ?? null,
          transferMs: offer.transferredAtMs,
        })
        events.publish({ type: 'certificate.created', certificateId: offer.certificateId, status: 'PENDING_TRANSFER' })
      }),
    withdraw: (certificateId) => leave(certificateId),
    complete: (certificateId) => leave(certificateId),
    giveBack: (certificateId, rejectReason, rejectedAtMs) =>
      store.transaction(() => {
        const row = certificateRows.find(certificateId)
        if (row?.status !== 'PENDING_TRANSFER') return
        const change = { transferredTo: null, rejectReason: rejectReason ?? null, rejectMs: rejectedAtMs }
        certificates.change(row, { status: 'INACTIVE', ...change })
      }),
  }

  /** The certificate lives in the other account from here on. */
  function leave(certificateId: string): void {
    store.transaction(() => {
      if (certificateRows.find(certificateId)?.status !== 'PENDING_TRANSFER') return
      certificateRows.remove(certificateId)
      endedTransfers.put(certificateId)
      events.publish({ type: 'certificate.deleted', certificateId })
    })
  }
}
