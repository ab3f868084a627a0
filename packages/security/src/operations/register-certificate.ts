import { registrationStatus } from '../certificates.js'
import { certificateConflict, certificateValidation } from '../errors.js'
import type { Handler, Parts } from '../parts.js'
import type { CaCertificateRow } from '../store/ca-certificate-store.js'
import { type Certificate, parseCertificate } from '../x509/certificate.js'
import { readCertificateToRegister } from './read-certificate-to-register.js'

/** REG-337: a certificate of a CA that is registered and ACTIVE. */
export function registerCertificate(parts: Parts): Handler<'RegisterCertificate'> {
  const { caFinder, certificates } = parts
  return (input) => {
    const { certificatePem, caCertificatePem, status } = input
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- AWS still takes it beside `status` (REG-338)
    const registered = registrationStatus(status, input.setAsActive)
    const certificate = readCertificateToRegister(parts, certificatePem)
    const ca = caCertificatePem === undefined ? onlyCaOf(parts, certificate) : namedCa(parts, caCertificatePem)
    if (ca?.status !== 'ACTIVE') throw certificateValidation('The CA certificate of the certificate is not registered, or not ACTIVE.')
    if (!caFinder.hasSigned(ca, certificate)) throw certificateValidation('The certificate was not signed by the CA certificate.')
    const { certificateId, certificateArn } = certificates.register(certificate, {
      status: registered,
      mode: ca.mode,
      caCertificateId: ca.certificateId,
    })
    return { certificateId, certificateArn }
  }
}

/** SEC-213: with several CAs of that subject the caller has to name one. */
function onlyCaOf({ caRows }: Parts, certificate: Certificate): CaCertificateRow | undefined {
  const [first, ...others] = caRows.bySubject(certificate.issuer)
  if (others.length > 0)
    throw certificateConflict('Several CA certificates with the same subject are registered: name one in caCertificatePem.')
  return first
}

function namedCa({ caRows }: Parts, pem: string): CaCertificateRow | undefined {
  const ca = parseCertificate(pem)
  if (ca === undefined) throw certificateValidation('caCertificatePem is not a certificate.')
  return caRows.find(ca.certificateId)
}
