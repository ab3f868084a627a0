import { type Call, ServiceError } from '@iot-core-local/core'
import { issueByProvider } from './certificate-provider.js'
import type { FleetContext } from './fleet-context.js'
import { rejections } from './rejections.js'

type Members = Readonly<Record<string, unknown>>

/** PRV-605: the certificate waits for activation until RegisterThing (PRV-610). */
export async function createKeysAndCertificate({ certificates, tokens }: FleetContext): Promise<object> {
  const { certificateId, certificatePem, privateKey } = await certificates.createKeysAndCertificate('PENDING_ACTIVATION')
  return { certificateId, certificatePem, privateKey, certificateOwnershipToken: tokens.issue(certificateId) }
}

/** PRV-606, through the account's certificate provider where there is one (PRV-640). @throws RejectedRequest for a request that cannot be read or has a key that AWS IoT does not take */
export async function createCertificateFromCsr(context: FleetContext, members: Members, call: Call): Promise<object> {
  const { account, certificates, providers, tokens } = context
  const csr = members['certificateSigningRequest']
  if (typeof csr !== 'string' || csr === '') throw rejections.invalidCsr('Certificate signing request cannot be empty.')
  let issued: string
  try {
    issued = await certificates.issueFromCsr(csr)
  } catch (error) {
    if (error instanceof ServiceError && error.status < 500) throw rejections.invalidCsr(error.message)
    throw error
  }
  const provider = providers.only()
  if (provider !== undefined) issued = await issueByProvider(context, provider.functionArn, csr, issued, call)
  return account.store.transaction(() => {
    const { certificateId, certificatePem } = certificates.adopt(issued, 'PENDING_ACTIVATION')
    return { certificateOwnershipToken: tokens.issue(certificateId), certificateId, certificatePem }
  })
}
