import { resourceNotFound } from '@iot-core-local/core'
import { certificateState, transferConflict } from '../errors.js'
import type { Handler, Parts } from '../parts.js'

/** REG-360, REG-361. */
export function transferCertificate(parts: Parts): Handler<'TransferCertificate'> {
  const { attachments, certificates, deps } = parts
  return ({ certificateId, targetAwsAccount, transferMessage }) =>
    deps.store.transaction(() => {
      const row = certificates.require(certificateId.toLowerCase())
      const arn = deps.arns.certificate(row.certificateId)
      if (row.status === 'ACTIVE')
        throw certificateState(`Certificate must be deactivated (not ACTIVE) before transfer. Id: ${row.certificateId}`)
      if (row.status === 'PENDING_TRANSFER') throw certificateState(`Certificate is being transferred already. Id: ${row.certificateId}`)
      if (attachments.countOf(arn) > 0) throw transferConflict(`Certificate policies must be detached before transfer (arn: ${arn})`)
      if (deps.things.hasThings(arn)) throw transferConflict(`Things must be detached before transfer (arn: ${arn})`)
      const target = targetAwsAccount === deps.accountId ? undefined : deps.otherAccounts?.find(targetAwsAccount, deps.region)
      if (target === undefined)
        throw resourceNotFound(`The account ${targetAwsAccount} is not one that certificates can be transferred to.`)
      const nowMs = deps.timers.now()
      const started = { transferredTo: targetAwsAccount, transferMessage: transferMessage ?? null, transferMs: nowMs }
      certificates.change(row, { status: 'PENDING_TRANSFER', ...started, rejectReason: null, acceptMs: null, rejectMs: null })
      target.receive({
        certificateId: row.certificateId,
        certificatePem: row.pem,
        certificateMode: row.mode,
        fromAccountId: deps.accountId,
        transferMessage,
        transferredAtMs: nowMs,
      })
      return { transferredCertificateArn: arn.replace(`:${deps.accountId}:`, `:${targetAwsAccount}:`) }
    })
}
